using System.Net;
using CustomerService.Intake.Desk.Departments;
using CustomerService.Intake.Tickets.Life;
using CustomerService.ServiceDefaults;
using CustomerService.TestSupport;

namespace CustomerService.Intake.HostTests.Desk.Departments;

/// <summary>I14 over HTTP: from the question to the ruling and the answer.</summary>
[Collection(IntakeCollection.Name)]
public sealed class CrossDepartmentRequestTests(IntakeHost host)
{
    [Fact]
    public async Task AskedDisputedRuledTakenAndAnswered()
    {
        var ticket = await host.ATicket();
        using var four = new Four(host);
        var (agent, quality, sales, office) = four;
        var asked = await agent
            .Post(Of(ticket), new { department = "quality", question = "Is this batch known?" })
            .Read<CrossDepartmentRequest>();
        Assert.Equal(($"{ticket.Id}-X1", RequestStep.Asked), (asked.Id, asked.Step));
        await quality.Post(Of(ticket, "dispute"), new { reason = "A matter of sales." }).Read<CrossDepartmentRequest>();
        await quality
            .Post(Of(ticket, "rule"), new { department = "sales", reason = "x" })
            .IsRefused(HttpStatusCode.Forbidden, "own-dispute");
        await office.Post(Of(ticket, "rule"), new { department = "sales", reason = "They sold it." }).Read<CrossDepartmentRequest>();
        await sales.Post(Of(ticket, "answer"), new { answer = "Yes." }).IsRefused(HttpStatusCode.Conflict, "request-step");
        await sales.Post(Of(ticket, "take"), new { }).Read<CrossDepartmentRequest>();
        await sales.Post(Of(ticket, "answer"), new { answer = "Yes." }).Read<CrossDepartmentRequest>();
        var all = await agent.GetAsync(new Uri(Of(ticket), UriKind.Relative)).Read<CrossDepartmentRequest[]>();
        Assert.Equal(
            ("sales", RequestStep.Answered, "Yes.", null),
            Assert.Single(all) is var one ? (one.Department, one.Step, one.Answer, one.DueAt) : default
        );
        var page = await agent
            .GetAsync(new Uri($"/api/cross-department-requests?department=sales&step=answered&limit=200", UriKind.Relative))
            .Read<Page<CrossDepartmentRequest>>();
        Assert.Contains(page.Items, r => r.Id == asked.Id);
    }

    [Fact]
    public async Task OfTwentyWhoTakeItAtOnceOneDoes()
    {
        var ticket = await host.ATicket();
        using var agent = host.Client("agent:A017");
        await agent.Post(Of(ticket), new { department = "quality", question = "?" }).Read<CrossDepartmentRequest>();
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 20)
                .Select(async i =>
                {
                    using var client = host.Client($"engineer:E{i}");
                    using var answer = await client.Post(Of(ticket, "take"), new { });
                    return answer.StatusCode;
                })
        );
        Assert.Single(answers, HttpStatusCode.OK);
        Assert.Equal(19, answers.Count(a => a == HttpStatusCode.Conflict));
    }

    [Fact]
    public async Task WhatIsUnknownOrNotTheirsIsRefused()
    {
        var ticket = await host.ATicket();
        using var agent = host.Client("agent:A017");
        await agent
            .Post(Of(ticket), new { department = "kitchen", question = "?" })
            .IsRefused(HttpStatusCode.BadRequest, "department-unknown");
        await agent.Post(Of(ticket), new { department = "quality" }).IsRefused(HttpStatusCode.BadRequest, "validation");
        await agent.Post(Of(ticket, "take"), new { }).IsRefused(HttpStatusCode.NotFound, "cross-department-request-not-found");
        await agent.Post(Of(ticket), new { department = "quality", question = "?" }).Read<CrossDepartmentRequest>();
        await host.Classify(ticket.CustomerNumber, "secret");
        using var list = await agent.GetAsync(new Uri("/api/cross-department-requests?department=quality&limit=200", UriKind.Relative));
        Assert.DoesNotContain(ticket.Id, await list.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await agent.Post(Of(ticket, "take"), new { }).IsRefused(HttpStatusCode.NotFound, "ticket-not-found");
    }

    [Fact]
    public async Task ALateStepIsRecordedByItself()
    {
        var own = new ImpatientOffice();
        await own.InitializeAsync();
        try
        {
            var ticket = await own.ATicket();
            using var agent = own.Client("agent:A017");
            await agent.Post(Of(ticket), new { department = "quality", question = "?" }).Read<CrossDepartmentRequest>();
            await Eventually.Holds(
                async () => (await own.Stored(ticket.Id)).Any(e => e.Data is DepartmentOverdue { Step: "take" }),
                "the missed deadline"
            );
            var late = await agent
                .GetAsync(new Uri("/api/cross-department-requests?overdue=true", UriKind.Relative))
                .Read<Page<CrossDepartmentRequest>>();
            Assert.Equal(["take"], Assert.Single(late.Items).Missed);
        }
        finally
        {
            await own.DisposeAsync();
        }
    }

    private static string Of(TicketView ticket, string? act = null) =>
        $"/api/tickets/{ticket.Id}/cross-department-requests/{(act is null ? "" : $"{ticket.Id}-X1/{act}")}";

    private sealed class Four(IntakeHost host) : IDisposable
    {
        private readonly HttpClient[] _clients =
        [
            host.Client("agent:A017"),
            host.Client("quality:Q1"),
            host.Client("engineer:E1"),
            host.Client("supervisor:S01"),
        ];

        public void Deconstruct(out HttpClient agent, out HttpClient quality, out HttpClient sales, out HttpClient office) =>
            (agent, quality, sales, office) = (_clients[0], _clients[1], _clients[2], _clients[3]);

        public void Dispose() => Array.ForEach(_clients, c => c.Dispose());
    }
}

/// <summary>A request is late at once.</summary>
public sealed class ImpatientOffice()
    : ServiceHost<Program>("intake", new(SentCodes.Settings) { ["Departments:TakenWithin"] = "00:00:00.100" });
