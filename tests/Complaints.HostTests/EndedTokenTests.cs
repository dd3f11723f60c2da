using System.Net;
using CustomerService.Contracts.Identity.V1;
using CustomerService.TestSupport;

namespace CustomerService.Complaints.HostTests;

/// <summary>A1: an access token counts no more once its sign-in has ended, or its subject may do something else; at every replica.</summary>
[Collection(ComplaintsCollection.Name)]
public sealed class EndedTokenTests(ComplaintsHost host)
{
    private static readonly Uri List = new("/api/complaints", UriKind.Relative);

    [Fact]
    public async Task WhatHasEndedIsRefusedAtEveryReplicaAndNothingElseIs()
    {
        await using var second = await host.StartReplica();
        var person = $"S{Guid.NewGuid():N}";
        HttpClient[] replicas = [host.Guest(), second.CreateClient().FromTheGateway()];
        var (first, other) = (Token(person, "one", 3), Token(person, "two", 3));
        Assert.All([await Said(first), await Said(other)], said => Assert.Equal("200 200", said));

        await Ended(
            new TokensEnded
            {
                Subject = person,
                SignIn = "one",
                Revision = 3,
                At = DateTimeOffset.UtcNow,
            }
        );
        await Eventually.Holds(async () => await Said(first) == "401 token-ended 401 token-ended", "a sign-in that has ended");
        Assert.Equal("200 200", await Said(other));

        await Ended(
            new TokensEnded
            {
                Subject = person,
                Revision = 4,
                At = DateTimeOffset.UtcNow,
            }
        );
        await Eventually.Holds(async () => await Said(other) == "401 token-ended 401 token-ended", "a revision that is over");
        Assert.Equal("200 200", await Said(Token(person, "two", 4)));
        Assert.Equal("200 200", await Said(TestIssuer.Token(new Actor("supervisor", person))));

        Task Ended(TokensEnded fact) => host.Publish(fact);

        async Task<string> Said(string token)
        {
            var said = new List<string>();
            foreach (var replica in replicas)
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, List);
                request.Headers.Authorization = new("Bearer", token);
                using var answer = await replica.SendAsync(request);
                said.Add($"{(int)answer.StatusCode}");
                if (answer.StatusCode == HttpStatusCode.Unauthorized)
                {
                    said.Add((await answer.Content.ReadAsStringAsync()).Split("/problems/")[1].Split('"')[0]);
                }
            }

            return string.Join(' ', said);
        }
    }

    private static string Token(string person, string signIn, int revision) =>
        TestIssuer.Token(new Actor("supervisor", person), token => (token.Claims["sid"], token.Claims["rev"]) = (signIn, revision));
}
