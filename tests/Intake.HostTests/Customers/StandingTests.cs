using System.Net;
using System.Text.Json;
using CustomerService.Intake.Customers.Files;
using CustomerService.Intake.Customers.Standings;
using CustomerService.Intake.Tickets.Life;
using CustomerService.TestSupport;
using V1 = CustomerService.Contracts.Intake.V1;

namespace CustomerService.Intake.HostTests.Customers;

/// <summary>I2, I3: class, credit, blacklist and warnings, on the file, on every ticket, and for others.</summary>
[Collection(IntakeCollection.Name)]
public sealed class StandingTests(IntakeHost host)
{
    private static readonly DateTimeOffset Until = DateTimeOffset.UtcNow.AddDays(30);

    [Fact]
    public async Task ATicketShowsStaffWhatTheyMustKnowAndTheCustomerNothing()
    {
        var customer = await host.ACustomer();
        using var lead = host.Client("supervisor:S001");
        using var agent = host.Client("agent:A017");
        await Accepted(lead.Post($"/api/customers/{customer}/blacklist", new { reason = "does not pay", until = Until }));
        await Accepted(agent.Post($"/api/customers/{customer}/warnings", new { code = "cost-above-value", reason = "twice the price" }));
        var opened = await agent.Post("/api/tickets", Steps.Opening(customer)).Read<TicketView>();
        Assert.Equal(["blacklisted", "cost-above-value"], opened.Warnings!.Select(w => w.Code));
        Assert.Equal(opened.Warnings, (await agent.Post("/api/tickets", Steps.Opening(customer)).Read<TicketView>()).Warnings);
        using var auditor = host.Client("auditor:B001");
        Assert.Equal(opened.Warnings, (await auditor.Get<TicketView>($"/api/tickets/{opened.Id}")).Warnings);

        using var owner = host.Client(new Actor("customer", customer));
        foreach (var address in new[] { $"/api/tickets/{opened.Id}", $"/api/tickets?customer={customer}" })
        {
            Assert.DoesNotContain(
                "warnings",
                await owner.GetStringAsync(new Uri(address, UriKind.Relative)),
                StringComparison.OrdinalIgnoreCase
            );
        }

        Assert.Null((await owner.Post("/api/tickets", Steps.Opening(customer)).Read<TicketView>()).Warnings);
        await Accepted(lead.Post($"/api/customers/{customer}/blacklist/lift", new { reason = "paid" }));
        await Accepted(lead.Post($"/api/customers/{customer}/warnings/cost-above-value/lift", new { reason = "checked" }));
        Assert.Empty((await agent.Get<TicketView>($"/api/tickets/{opened.Id}")).Warnings!);
    }

    [Fact]
    public async Task OthersLearnWhatForbidsAnAdvanceExchangeByNumbersOnly()
    {
        var customer = await host.ACustomer();
        using var lead = host.Client("supervisor:S001");
        await Accepted(Put(lead, customer, "credit", new { @class = "D", reason = "REASON unpaid" }));
        var fact = await host.Published<V1.CustomerStandingChanged>(f => f.CustomerNumber == customer);
        Assert.Equal(
            ("D", 0m, "CNY", true, null),
            (fact.CreditClass, fact.CreditLimit, fact.Currency, fact.ForbidsAdvanceExchange, fact.BlacklistedUntil)
        );
        await Accepted(lead.Post($"/api/customers/{customer}/blacklist", new { reason = "REASON", until = Until }));
        var listed = await host.Published<V1.CustomerStandingChanged>(f => f.CustomerNumber == customer && f.BlacklistedUntil is not null);
        Assert.True(listed.Revision > fact.Revision);
        Assert.DoesNotContain("REASON", JsonSerializer.Serialize(listed), StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheCustomerDoesNotSeeTheStandingOfTheOwnFile()
    {
        var (customer, phone) = await host.ACustomerOfTheirOwn();
        using var lead = host.Client("supervisor:S001");
        await Accepted(lead.Post($"/api/customers/{customer}/warnings", new { code = "abusive", reason = "REASON shouts" }));
        using var owner = host.Client(new Actor("customer", customer));
        owner.DefaultRequestHeaders.Add("Proof", await owner.Prove(host.Codes, customer, phone, "readDetails"));
        var text = await owner.GetStringAsync(new Uri($"/api/customers/{customer}", UriKind.Relative));
        Assert.DoesNotContain("REASON", text, StringComparison.Ordinal);
        Assert.DoesNotContain("standing", text, StringComparison.Ordinal);
        Assert.Equal("abusive", Assert.Single((await lead.Get<Customer>($"/api/customers/{customer}")).Standing!.Warnings).Code);
    }

    [Fact]
    public async Task ThirdClaimRaisesAWarningThatTheNextTicketShows()
    {
        var customer = await host.ACustomer();
        using var agent = host.Client("agent:A017");
        for (var claim = 1; claim <= 3; claim++)
        {
            var unit = await host.AUnitOf(customer);
            var ticket = await agent
                .Post(
                    "/api/tickets",
                    new
                    {
                        channel = "phone",
                        key = $"{customer}-{claim}",
                        customerNumber = customer,
                        type = "fault",
                        text = "x",
                        unitImei = unit,
                        faultCode = "F03",
                    }
                )
                .Read<TicketView>();
            await agent.Post($"/api/tickets/{ticket.Id}/repairs", new { }).Read<TicketView>();
        }

        await Eventually.Holds(
            async () => (await host.Stored(customer)).Any(e => e.Data is WarningRaised { Code: "many-claims" }),
            "the warning"
        );
        var next = await agent.Post("/api/tickets", Steps.Opening(customer)).Read<TicketView>();
        Assert.Equal(["many-claims"], next.Warnings!.Select(w => w.Code));
        Assert.Equal("system:intake", (await host.Stored(customer)).Select(e => e.Data).OfType<WarningRaised>().Single().By);
    }

    [Fact]
    public async Task AClassByHandIsExplainedAndTakenByTheNextTicket()
    {
        var customer = await host.ACustomer();
        using var lead = host.Client("supervisor:S001");
        await Accepted(Put(lead, customer, "rating", new { influence = 10, potential = 0 }));
        await Accepted(
            Put(
                lead,
                customer,
                "class",
                new
                {
                    @class = "ordinary",
                    reason = "a dispute",
                    until = Until,
                }
            )
        );
        var explanation = await lead.Get<CustomerClassExplanation>($"/api/customers/{customer}/class");
        Assert.Equal(
            (CustomerClass.Ordinary, CustomerClass.Vip, 26_000m),
            (explanation.Class, explanation.Score.Class, explanation.Score.Total)
        );
        Assert.Equal("a dispute", explanation.Override!.Reason);
        Assert.True(explanation.NextReviewAt > DateTimeOffset.UtcNow.AddDays(364));
        var ticket = await host.ATicketOf(customer);
        Assert.Equal("ordinary", (await host.Stored(ticket.Id)).Select(e => e.Data).OfType<TicketOpened>().Single().CustomerClass);
        // The same table again changes nothing, and another one leaves the class by hand alone.
        using var admin = host.Client("administrator:test");
        await admin
            .Import(
                "customers",
                "customerNo,kind,name,phone,email,city,regionCode,address,language,yearlySpend\r\n"
                    + $"{customer},person,测试,+8613800138000,,上海市,3101,上海市测试路1号,zh-Hans,25000\r\n"
            )
            .Read<object>();
        Assert.DoesNotContain(await host.Stored(customer), e => e.Data is CustomerCorrected);
    }

    [Theory]
    [InlineData("PUT", "credit", """{"class":"E","reason":"x"}""", 400, "validation")]
    [InlineData("PUT", "credit", """{"class":"A","reason":""}""", 400, "validation")]
    [InlineData("PUT", "rating", """{"influence":101,"potential":0}""", 400, "validation")]
    [InlineData("PUT", "rating", """{"influence":0,"potential":-1}""", 400, "validation")]
    [InlineData("PUT", "class", """{"class":"vip","reason":"x","until":"2020-01-01T00:00:00Z"}""", 400, "class-until")]
    [InlineData("POST", "blacklist", """{"reason":"x","until":"2020-01-01T00:00:00Z"}""", 400, "blacklist-until")]
    [InlineData("POST", "warnings", """{"code":"blacklisted","reason":"x"}""", 400, "warning-unknown")]
    [InlineData("POST", "warnings", """{"code":"abusive"}""", 400, "validation")]
    [InlineData("POST", "warnings/nothing/lift", """{"reason":"x"}""", 404, "warning-not-found")]
    [InlineData("POST", "review", """{"note":""}""", 400, "validation")]
    public async Task WhatCannotBeSaidIsRefused(string method, string what, string body, int status, string code)
    {
        var customer = await host.ACustomer();
        using var client = host.Client("supervisor:S001");
        await client
            .Send(new HttpMethod(method), $"/api/customers/{customer}/{what}", JsonDocument.Parse(body).RootElement, ("If-Match", "\"1\""))
            .IsRefused((HttpStatusCode)status, code);
    }

    [Fact]
    public async Task AnotherWarningOfTheSameCodeIsRefusedAndAnOldVersionToo()
    {
        var customer = await host.ACustomer();
        using var client = host.Client("supervisor:S001");
        await Accepted(client.Post($"/api/customers/{customer}/warnings", new { code = "abusive", reason = "shouts" }));
        await client
            .Post($"/api/customers/{customer}/warnings", new { code = "abusive", reason = "swears" })
            .IsRefused(HttpStatusCode.Conflict, "warning-raised");
        await client
            .Send(HttpMethod.Put, $"/api/customers/{customer}/credit", new { @class = "A", reason = "x" }, ("If-Match", "\"1\""))
            .IsRefused(HttpStatusCode.PreconditionFailed, "stale-version");
        await client
            .Send(HttpMethod.Put, $"/api/customers/{customer}/credit", new { @class = "A", reason = "x" })
            .IsRefused((HttpStatusCode)428, "version-required");
    }

    [Fact]
    public async Task TenWhoRaiseTheSameWarningAtTheSameMomentRaiseOne()
    {
        var customer = await host.ACustomer();
        using var client = host.Client("agent:A017");
        await Task.WhenAll(
            Enumerable
                .Range(0, 10)
                .Select(_ => Accepted(client.Post($"/api/customers/{customer}/warnings", new { code = "abusive", reason = "shouts" })))
        );
        Assert.Single(await host.Stored(customer), e => e.Data is WarningRaised);
    }

    private static async Task<HttpResponseMessage> Put(HttpClient client, string customer, string what, object body)
    {
        using var file = await client.GetAsync(new Uri($"/api/customers/{customer}", UriKind.Relative));
        return await client.Send(HttpMethod.Put, $"/api/customers/{customer}/{what}", body, ("If-Match", file.Headers.ETag!.ToString()));
    }

    private static async Task Accepted(Task<HttpResponseMessage> sending)
    {
        using var answer = await sending;
        Assert.True(answer.StatusCode == HttpStatusCode.NoContent, $"{(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
    }
}
