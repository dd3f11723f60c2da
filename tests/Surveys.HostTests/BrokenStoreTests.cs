using System.Collections.Concurrent;
using System.Net;
using System.Text.RegularExpressions;
using CustomerService.Surveys.Invitations;
using CustomerService.TestSupport;
using Npgsql;
using V1 = CustomerService.Contracts.Surveys.V1;

namespace CustomerService.Surveys.HostTests;

/// <summary>
/// A store whose connections break off, as when PostgreSQL is restarted or fails over: a command is told to come again, and is carried out
/// once.
/// </summary>
public sealed class BrokenStoreTests(BreakableHost host) : IClassFixture<BreakableHost>
{
    [Fact]
    public async Task WhoeverMeetsABrokenConnectionIsToldToComeAgain()
    {
        var invitations = new List<SurveyInvitationView>();
        for (var i = 0; i < 24; i++)
        {
            invitations.Add(await host.Invite());
        }

        using var stop = new CancellationTokenSource();
        var answers = new ConcurrentBag<(HttpStatusCode Status, string Text)>();
        var breaking = BreakConnections(answers, stop.Token);
        await Parallel.ForEachAsync(
            invitations,
            new ParallelOptions { MaxDegreeOfParallelism = 6 },
            async (invitation, cancellationToken) =>
            {
                using var customer = host.Guest();
                using var staff = host.Client("agent:A017");
                var link = new Uri(new Uri(invitation.Link!).AbsolutePath, UriKind.Relative);
                await UntilTaken(answers, () =>
                    staff.GetAsync(new Uri($"/api/survey-invitations/{invitation.Id}", UriKind.Relative), cancellationToken)
                );
                var page = await UntilTaken(answers, () => customer.GetAsync(link, cancellationToken));
                var nonce = Regex.Match(page, "name=\"nonce\" value=\"([^\"]+)\"").Groups[1].Value;
                await UntilTaken(answers, () =>
                    customer.PostAsync(link, new FormUrlEncodedContent([new("nonce", nonce), new("satisfaction", "1")]), cancellationToken)
                );
            }
        );
        await stop.CancelAsync();
        await breaking;

        Assert.All(answers, a => Assert.True(a.Status is HttpStatusCode.OK or HttpStatusCode.ServiceUnavailable, $"{a.Status}: {a.Text}"));
        Assert.Contains(answers, a =>
            a.Status == HttpStatusCode.ServiceUnavailable && a.Text.Contains("store-unavailable", StringComparison.Ordinal)
        );
        using var reader = host.Client("agent:A017");
        foreach (var invitation in invitations)
        {
            var view = await reader
                .GetAsync(new Uri($"/api/survey-invitations/{invitation.Id}", UriKind.Relative))
                .Read<SurveyInvitationView>();
            Assert.Equal((InvitationStatus.Answered, 1), (view.Status, view.Answer!.Satisfaction));
            await host.Published<V1.CallBackOpened>(o => o.CallBackNumber == $"{invitation.Id}-B");
            Assert.Single(host.PublishedSoFar<V1.SurveyAnswered>(a => a.InvitationNumber == invitation.Id));
        }
    }

    private static async Task<string> UntilTaken(ConcurrentBag<(HttpStatusCode, string)> answers, Func<Task<HttpResponseMessage>> send)
    {
        while (true)
        {
            using var answer = await send();
            var text = await answer.Content.ReadAsStringAsync();
            answers.Add((answer.StatusCode, answer.IsSuccessStatusCode ? "" : text));
            if (answer.IsSuccessStatusCode || answer.StatusCode < HttpStatusCode.InternalServerError)
            {
                return text;
            }
        }
    }

    // After every few answers, so that some pass between two breaks.
    private async Task BreakConnections(ConcurrentBag<(HttpStatusCode, string)> answers, CancellationToken stop)
    {
        await using var source = NpgsqlDataSource.Create(host.Database);
        var seen = 0;
        while (!stop.IsCancellationRequested)
        {
            if (answers.Count < seen + 5)
            {
                await Task.Delay(5, CancellationToken.None);
                continue;
            }

            seen = answers.Count;
            await using var command = source.CreateCommand(
                "select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = current_database() and usename = "
                    + "current_user and pid <> pg_backend_pid()"
            );
            Assert.True((long)(await command.ExecuteScalarAsync(CancellationToken.None))! >= 0);
        }
    }
}

/// <summary>A Surveys of its own, whose connections may be broken off without disturbing other tests.</summary>
public sealed class BreakableHost() : SurveysHost;
