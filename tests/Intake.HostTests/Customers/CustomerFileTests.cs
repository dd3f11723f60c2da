using System.Net;
using System.Text.Json;
using CustomerService.Intake.Customers.Files;
using CustomerService.Intake.Customers.Proofs;
using CustomerService.TestSupport;

namespace CustomerService.Intake.HostTests.Customers;

/// <summary>I1, I5: a file is changed by the version that was seen, and with a proof where the act is sensitive.</summary>
[Collection(IntakeCollection.Name)]
public sealed class CustomerFileTests(IntakeHost host)
{
    private static readonly object Points = new
    {
        contactPoints = new object[]
        {
            new { kind = "phone", value = "021-62345678" },
            new { kind = "email", value = "Someone@Example.org" },
        },
        preferredChannel = "email",
        language = "en",
    };

    [Fact]
    public async Task ContactPointsChangeWithAProofThatStandsInTheEvent()
    {
        var (number, phone) = await host.ACustomerOfTheirOwn();
        using var client = host.Client("agent:A017");
        var proof = await client.Prove(host.Codes, number, phone, "changeContactPoints");
        // The code that came back has verified the phone, which is a change of the file.
        using var answer = await client.Send(HttpMethod.Put, Path(number), Points, ("If-Match", "\"2\""), ("Proof", proof));
        Assert.Equal((HttpStatusCode.NoContent, "\"3\""), (answer.StatusCode, answer.Headers.ETag?.ToString()));
        var changed = Assert.Single((await host.Stored(number)).Select(e => e.Data).OfType<ContactPointsChanged>());
        Assert.Equal(new ProofUse(proof, ProofLevel.OneTimeCode), changed.Proof);
        var file = await client.Get<Customer>($"/api/customers/{number}");
        Assert.Equal(
            ("+862162345678", "someone@example.org", ReachBy.Email, 3),
            (file.Phone, file.Email, file.PreferredChannel, file.Revision)
        );
        Assert.Contains(await client.Get<List<CustomerHit>>("/api/customers?phone=021-62345678"), hit => hit.Number == number);
    }

    [Fact]
    public async Task WithoutAProofOrWithOneForSomethingElseNothingChanges()
    {
        var (number, phone) = await host.ACustomerOfTheirOwn();
        using var client = host.Client("agent:A017");
        await client
            .Send(HttpMethod.Put, Path(number), Points, ("If-Match", "\"1\""))
            .IsRefused(HttpStatusCode.Forbidden, "proof-required");
        await client
            .Send(HttpMethod.Put, Path(number), Points, ("If-Match", "\"1\""), ("Proof", "made-up"))
            .IsRefused(HttpStatusCode.Forbidden, "proof-unknown");
        var other = await client.Prove(host.Codes, number, phone, "exportData");
        await client
            .Send(HttpMethod.Put, Path(number), Points, ("If-Match", "\"2\""), ("Proof", other))
            .IsRefused(HttpStatusCode.Forbidden, "proof-of-another-act");
        using var colleague = host.Client("agent:A018");
        var mine = await client.Prove(host.Codes, number, phone, "changeContactPoints");
        await colleague
            .Send(HttpMethod.Put, Path(number), Points, ("If-Match", "\"2\""), ("Proof", mine))
            .IsRefused(HttpStatusCode.Forbidden, "proof-unknown");
        Assert.DoesNotContain(await host.Stored(number), e => e.Data is ContactPointsChanged);
    }

    [Fact]
    public async Task AChangeNeedsTheVersionOfTheFileAndLookingDoesNotMakeItOld()
    {
        var number = await host.ACustomer();
        var address = new
        {
            city = "北京市",
            regionCode = "1101",
            address = "测试街2号",
        };
        using var client = host.Client("agent:A017");
        await client.Send(HttpMethod.Put, $"/api/customers/{number}/address", address).IsRefused((HttpStatusCode)428, "version-required");
        using var seen = await client.GetAsync(new Uri($"/api/customers/{number}", UriKind.Relative));
        await client.Get<Customer>($"/api/customers/{number}");
        using var changed = await client.Send(
            HttpMethod.Put,
            $"/api/customers/{number}/address",
            address,
            ("If-Match", seen.Headers.ETag!.ToString())
        );
        Assert.Equal(HttpStatusCode.NoContent, changed.StatusCode);
        await client
            .Send(
                HttpMethod.Put,
                $"/api/customers/{number}/tags",
                new { tags = new[] { "a" } },
                ("If-Match", seen.Headers.ETag!.ToString())
            )
            .IsRefused(HttpStatusCode.PreconditionFailed, "stale-version");
    }

    [Theory]
    [InlineData("address", """{"city":"","regionCode":"1101","address":"x"}""")]
    [InlineData("address", """{"city":"x","regionCode":"eleven","address":"x"}""")]
    [InlineData("contact-points", """{"contactPoints":[],"preferredChannel":"phone","language":"en"}""")]
    [InlineData("contact-points", """{"contactPoints":[{"kind":"phone","value":"1"}],"preferredChannel":"phone","language":"fr"}""")]
    [InlineData(
        "contact-points",
        """{"contactPoints":[{"kind":"phone","value":"1"}],"preferredChannel":"phone","language":"en","verified":true}"""
    )]
    [InlineData("confidentiality", """{"level":"secret","reason":"x","also":"this"}""")]
    [InlineData("confidentiality", """{"level":"onTheMoon","reason":"x"}""")]
    public async Task WhatTheBodyCannotSayIsRefused(string what, string body)
    {
        var number = await host.ACustomer();
        using var client = host.Client(Steps.Cleared);
        await client
            .Send(HttpMethod.Put, $"/api/customers/{number}/{what}", JsonDocument.Parse(body).RootElement, ("If-Match", "\"1\""))
            .IsRefused(HttpStatusCode.BadRequest, "validation");
    }

    [Fact]
    public async Task AFileIsExportedWholeWithWhoSawIt()
    {
        var (number, phone) = await host.ACustomerOfTheirOwn();
        var ticket = await host.ATicketOf(number);
        using var client = host.Client(new Actor("customer", number));
        await client
            .GetAsync(new Uri($"/api/customers/{number}/export", UriKind.Relative))
            .IsRefused(HttpStatusCode.Forbidden, "proof-required");
        var proof = await client.Prove(host.Codes, number, phone, "exportData");
        client.DefaultRequestHeaders.Add("Proof", proof);
        var export = await client.Get<JsonElement>($"/api/customers/{number}/export");
        Assert.Equal(phone, export.GetProperty("file").GetProperty("phone").GetString());
        Assert.Equal(ticket.Id, export.GetProperty("tickets")[0].GetProperty("ticket").GetProperty("id").GetString());
        Assert.Contains(
            "屏幕无显示",
            export
                .GetProperty("tickets")[0]
                .GetProperty("facts")
                .EnumerateArray()
                .First()
                .GetProperty("data")
                .GetProperty("text")
                .GetString()
        );
        var seen = Assert.Single((await host.Stored(number)).Select(e => e.Data).OfType<CustomerSeen>());
        Assert.Equal(($"customer:{number}", "export", new ProofUse(proof, ProofLevel.OneTimeCode)), (seen.By, seen.Purpose, seen.Proof));
        Assert.DoesNotContain("codeHash", export.GetProperty("proofs").GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ACustomerReadsTheOwnDetailsWithTheServicePassword()
    {
        var (number, phone) = await host.ACustomerOfTheirOwn();
        using var client = host.Client(new Actor("customer", number));
        await client.GetAsync(new Uri($"/api/customers/{number}", UriKind.Relative)).IsRefused(HttpStatusCode.Forbidden, "proof-required");
        var byCode = await client.Prove(host.Codes, number, phone, "setServicePassword");
        using (
            var set = await client.Send(
                HttpMethod.Put,
                $"/api/customers/{number}/service-password",
                new { password = "correct horse" },
                ("If-Match", "\"2\""),
                ("Proof", byCode)
            )
        )
        {
            Assert.Equal(HttpStatusCode.NoContent, set.StatusCode);
        }

        var proof = await client
            .Post($"/api/customers/{number}/proofs", new { level = "servicePassword", acts = new[] { "readDetails" } })
            .Read<RequestedProof>();
        await client
            .Post($"/api/customers/{number}/proofs/{proof.Id}/tries", new { secret = "wrong horse" })
            .IsRefused(HttpStatusCode.Forbidden, "proof-wrong");
        var given = await client
            .Post($"/api/customers/{number}/proofs/{proof.Id}/tries", new { secret = "correct horse" })
            .Read<GivenProof>();
        client.DefaultRequestHeaders.Add("Proof", given.Id);
        var text = await client.GetStringAsync(new Uri($"/api/customers/{number}", UriKind.Relative));
        Assert.DoesNotContain("argon2", text, StringComparison.Ordinal);
        Assert.Equal(
            new ProofUse(given.Id, ProofLevel.ServicePassword),
            Assert.Single((await host.Stored(number)).Select(e => e.Data).OfType<CustomerSeen>()).Proof
        );
        // The password is not enough for what needs a code.
        await client
            .GetAsync(new Uri($"/api/customers/{number}/export", UriKind.Relative))
            .IsRefused(HttpStatusCode.Forbidden, "proof-of-another-act");
    }

    [Fact]
    public async Task WhoGotAListWithNamesIsRecorded()
    {
        var (number, phone) = await host.ACustomerOfTheirOwn();
        using var client = host.Client("agent:A077");
        await client.Get<List<CustomerHit>>($"/api/customers?phone={Uri.EscapeDataString(phone)}");
        var listed = await host.Listings(number);
        Assert.Equal(("agent:A077", "search by phone"), Assert.Single(listed) is var l ? (l.By, l.Purpose) : default);
    }

    [Fact]
    public async Task TwentyWhoLookAtTheSameMomentAreAllAnsweredAndAllRecorded()
    {
        var number = await host.ACustomer();
        await Task.WhenAll(
            Enumerable
                .Range(0, 20)
                .Select(async i =>
                {
                    using var client = host.Client($"agent:R{i}");
                    await client.Get<Customer>($"/api/customers/{number}?purpose=call");
                })
        );
        Assert.Equal(20, (await host.Stored(number)).Count(e => e.Data is CustomerSeen { Purpose: "call" }));
    }

    private static string Path(string number) => $"/api/customers/{number}/contact-points";
}
