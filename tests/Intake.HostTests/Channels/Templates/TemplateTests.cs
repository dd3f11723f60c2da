using System.Net;
using CustomerService.Intake.Channels.Templates;
using CustomerService.Intake.Tickets.Life;
using CustomerService.Intake.Tickets.Teams;
using CustomerService.TestSupport;

namespace CustomerService.Intake.HostTests.Channels.Templates;

/// <summary>I20: templates with versions, their preview on a ticket, and macros that do all or nothing.</summary>
[Collection(IntakeCollection.Name)]
public sealed class TemplateTests(IntakeHost host)
{
    private readonly string _code = $"t{Guid.NewGuid():N}"[..20];

    [Fact]
    public async Task ATemplateIsPreviewedAndUsedWithTheValuesOfTheTicket()
    {
        using var supervisor = host.Client("supervisor:S001");
        using var agent = host.Client("agent:A017");
        var customer = await host.ACustomer();
        var ticket = (await host.ATicketOf(customer)).Id;
        var saved = await supervisor.Send(HttpMethod.Put, Path, Template("{{customer}}:{{ticket}}, {{model}}?")).Read<ReplyTemplate>();
        Assert.Equal((_code, 1L), (saved.Code, saved.Version));

        var preview = await agent.Get<FilledTemplate>($"/api/tickets/{ticket}/templates/{_code}");
        Assert.Equal(("zh-Hans", $"测试:{ticket}, {{{{model}}}}?"), (preview.Language, preview.Text));
        Assert.Equal(["model"], preview.Missing);
        Assert.Contains(await host.Listings(customer), l => l.By == "agent:A017" && l.Purpose == $"template {_code}");
        await agent.Post($"/api/tickets/{ticket}/templates/{_code}", new { }).IsRefused(HttpStatusCode.Conflict, "placeholder-missing");
        Assert.Single(await host.Stored(ticket));

        var used = await agent
            .Post($"/api/tickets/{ticket}/templates/{_code}", new { text = "{{customer}}, A1?", version = 1 })
            .Read<TicketView>();
        Assert.Equal((TicketStatus.Pending, TicketPriority.High, "A018"), (used.Status, used.Priority, used.HandOverTo));
        var stored = await host.Stored(ticket);
        Assert.Equal("测试, A1?", Assert.Single(stored.Select(e => e.Data).OfType<NoteAdded>()).Text);

        // Everything or nothing: who does not own the ticket does not hand it over.
        using var colleague = host.Client("agent:A018");
        await colleague
            .Post($"/api/tickets/{ticket}/templates/{_code}", new { text = "Again?" })
            .IsRefused(HttpStatusCode.Forbidden, "not-the-owner");
        Assert.Equal(stored.Count, (await host.Stored(ticket)).Count);
    }

    [Fact]
    public async Task EachChangeIsAVersionThatNobodyOverwritesUnseen()
    {
        using var supervisor = host.Client("supervisor:S001");
        using var agent = host.Client("agent:A017");
        await supervisor.Send(HttpMethod.Put, Path, Template("one")).Read<ReplyTemplate>();
        await supervisor.Send(HttpMethod.Put, Path, Template("two")).IsRefused((HttpStatusCode)428, "version-required");
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 3).Select(i => supervisor.Send(HttpMethod.Put, Path, Template($"two {i}"), ("If-Match", "\"1\"")))
        );
        Assert.Equal(2, answers.Count(a => a.StatusCode == HttpStatusCode.PreconditionFailed));
        Assert.Equal(2, (await Task.FromResult(Assert.Single(answers, a => a.IsSuccessStatusCode)).Read<ReplyTemplate>()).Version);
        Assert.Equal("one", (await agent.Get<ReplyTemplate>($"{Path}?version=1")).Words.ZhHans);
        Assert.StartsWith("two", (await agent.Get<ReplyTemplate>(Path)).Words.ZhHans, StringComparison.Ordinal);
        await agent.GetAsync(new Uri($"{Path}?version=3", UriKind.Relative)).IsRefused(HttpStatusCode.NotFound, "reply-template-not-found");

        var ticket = (await host.ATicket()).Id;
        await agent
            .Post($"/api/tickets/{ticket}/templates/{_code}", new { version = 1 })
            .IsRefused(HttpStatusCode.Conflict, "template-changed");
        await agent
            .Post($"/api/tickets/{ticket}/templates/{_code}", new { text = "{{nothing}}" })
            .IsRefused(HttpStatusCode.BadRequest, "placeholder-unknown");
        await supervisor
            .Send(HttpMethod.Put, Path, Template("{{nothing}}"), ("If-Match", "\"2\""))
            .IsRefused(HttpStatusCode.BadRequest, "placeholder-unknown");
        await supervisor
            .Send(HttpMethod.Put, "/api/reply-templates/Not-A-Code", Template("x"))
            .IsRefused(HttpStatusCode.BadRequest, "validation");
    }

    [Fact]
    public async Task ATeamsTemplateIsForItsPeople()
    {
        using var supervisor = host.Client("supervisor:S001");
        var (leading, member) = (await host.APerson(), await host.APerson());
        using var lead = host.Client(new Actor("agent", leading));
        using var agent = host.Client("agent:A017");
        var team = new
        {
            en = "Hardware",
            zhHans = "硬件组",
            members = new[] { member },
            leads = new[] { leading },
        };
        await supervisor
            .Send(
                HttpMethod.Put,
                $"/api/teams/{_code}",
                new
                {
                    team.en,
                    team.zhHans,
                    members = new[] { member, "N0BODY" },
                }
            )
            .IsRefused(HttpStatusCode.BadRequest, "member-unknown");
        Assert.Equal(
            new[] { leading, member }.Order(StringComparer.Ordinal),
            (await supervisor.Send(HttpMethod.Put, $"/api/teams/{_code}", team).Read<Team>()).Members
        );
        await lead.Send(HttpMethod.Put, $"/api/teams/{_code}", team).IsRefused(HttpStatusCode.Forbidden, "not-permitted");
        await agent.Send(HttpMethod.Put, Path, Template("x", _code)).IsRefused(HttpStatusCode.Forbidden, "not-the-lead");
        await lead.Send(HttpMethod.Put, Path, Template("x", _code)).Read<ReplyTemplate>();
        Assert.Contains(await lead.Get<List<ReplyTemplate>>("/api/reply-templates?active=true"), t => t.Code == _code);
        Assert.DoesNotContain(await agent.Get<List<ReplyTemplate>>("/api/reply-templates"), t => t.Code == _code);
        await agent.GetAsync(new Uri(Path, UriKind.Relative)).IsRefused(HttpStatusCode.NotFound, "reply-template-not-found");
        var ticket = (await host.ATicket()).Id;
        await agent
            .Post($"/api/tickets/{ticket}/templates/{_code}", new { })
            .IsRefused(HttpStatusCode.NotFound, "reply-template-not-found");
    }

    private string Path => $"/api/reply-templates/{_code}";

    private static object Template(string words, string? team = null) =>
        new
        {
            en = "Which model?",
            zhHans = "哪个型号",
            words = new { zhHans = words },
            team,
            acts = new
            {
                status = "pending",
                waitingFor = "customer",
                priority = "high",
                handOverTo = "A018",
            },
        };
}
