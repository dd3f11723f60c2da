using System.Net;
using CustomerService.Intake.Channels.Telephony;
using CustomerService.Intake.Tickets.Life;
using CustomerService.TestSupport;
using Marten;
using Microsoft.Extensions.DependencyInjection;

namespace CustomerService.Intake.HostTests.Channels.Telephony;

/// <summary>I7: reports of a phone system.</summary>
[Collection(ContactChannelsCollection.Name)]
public sealed class TelephonyTests(ContactChannelsHost host)
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 9, 20, 0, TimeSpan.Zero);

    [Fact]
    public async Task NinetyCallsAtOnceAreKeptWithoutLoss()
    {
        var simulation = new CallSimulation(110, Start, TimeSpan.FromSeconds(1), seats: 70, $"R{Guid.NewGuid():N}"[..8]);
        Assert.True(simulation.MostAtOnce >= 90, $"Only {simulation.MostAtOnce} calls at the same time.");
        using var phone = host.Guest();
        var sent = await simulation.Send(phone, TimeProvider.System);
        Assert.True(sent > simulation.Calls.Sum(c => c.Reports.Count), "No report was sent twice.");

        using var supervisor = host.Client("supervisor:S1");
        foreach (var queue in simulation.Calls.GroupBy(c => c.Queue))
        {
            var figures = await supervisor.Get<CallFigures>(
                $"/api/telephony/figures?from=2026-03-02T09:00:00Z&to=2026-03-02T11:00:00Z&queue={queue.Key}"
            );
            var answered = queue.Where(c => c.Answered).ToList();
            var total = Assert.Single(figures.Totals);
            Assert.Equal(
                (queue.Count(), answered.Count, queue.Count() - answered.Count, 0),
                (total.Offered, total.Answered, total.Abandoned, total.Waiting)
            );
            Assert.Equal(
                (answered.Count(c => c.Wait <= 20), queue.Count()),
                ((int)total.ServiceLevel.Numerator, (int)total.ServiceLevel.Denominator)
            );
            Assert.Equal(
                (answered.Sum(c => c.Wait), answered.Count),
                ((int)total.AverageSpeedOfAnswer.Numerator, (int)total.AverageSpeedOfAnswer.Denominator)
            );
            Assert.Equal(
                (answered.Sum(c => c.Talk), answered.Sum(c => c.Hold), answered.Sum(c => c.WrapUp)),
                ((int)total.TalkSeconds, (int)total.HoldSeconds, (int)total.WrapUpSeconds)
            );
            Assert.Equal(queue.Count(), figures.HalfHours.Sum(h => h.Offered));
        }

        // Each report once, although some came twice.
        foreach (var call in simulation.Calls.Take(10))
        {
            Assert.Equal(call.Reports.Count, (await host.Stored($"call/{call.CallId}")).Count);
        }
    }

    [Fact]
    public async Task AnAgentSeesWhoMayBeCallingAndRecordsTheCallAsContact()
    {
        var phone = $"+86138{Random.Shared.Next(10_000_000, 99_999_999)}";
        var customer = await host.ACustomer(phone);
        using var agent = host.Client("agent:A017");
        var ticket = await agent.Post("/api/tickets", Steps.Opening(customer)).Read<TicketView>();
        var call = $"call-{Guid.NewGuid():N}";
        using var system = host.Guest();
        await Report(
            system,
            new
            {
                callId = call,
                eventId = "1",
                kind = "queued",
                at = Start,
                queue = "zh",
                caller = phone[3..],
            }
        );
        await Report(
            system,
            new
            {
                callId = call,
                eventId = "2",
                kind = "ringing",
                at = Start.AddSeconds(4),
                queue = "zh",
                agent = "A017",
            }
        );

        var screen = await agent.Get<ScreenPop>($"/api/telephony/calls/{call}/screen");
        Assert.Equal((CallParty.Masked(phone), null), (screen.Number, screen.TicketNumber));
        var candidate = Assert.Single(screen.Candidates);
        Assert.Equal((customer, ticket.Id), (candidate.Customer.Number, Assert.Single(candidate.OpenTickets).Id));

        var contact = new
        {
            channel = "phone",
            direction = "in",
            key = call,
            text = "Asked again.",
        };
        await agent.Post($"/api/tickets/{ticket.Id}/contacts", contact).Read<TicketView>();
        await agent.Post($"/api/tickets/{ticket.Id}/contacts", contact).Read<TicketView>();
        Assert.Equal(ticket.Id, (await agent.Get<ScreenPop>($"/api/telephony/calls/{call}/screen")).TicketNumber);
        Assert.Equal(2, (await host.Stored(ticket.Id)).Count);
        Assert.DoesNotContain(
            phone,
            System.Text.Json.JsonSerializer.Serialize((await host.Stored($"call/{call}")).Select(e => e.Data)),
            StringComparison.Ordinal
        );

        await using (var session = host.Services.GetRequiredService<IDocumentStore>().LightweightSession())
        {
            session.LastModifiedBy = "system:test";
            CallParty.ForgetCustomer(session, [phone]);
            await session.SaveChangesAsync();
        }

        var forgotten = await agent.Get<ScreenPop>($"/api/telephony/calls/{call}/screen");
        Assert.Equal((null, 0, 1), (forgotten.Number, forgotten.Candidates.Count, forgotten.Segments.Count));
    }

    [Fact]
    public async Task AReportThatIsNotSignedOrNotRightIsRefused()
    {
        using var system = host.Guest();
        var report = new
        {
            callId = "c",
            eventId = "1",
            kind = "queued",
            at = Start,
        };
        await system.Post("/api/telephony/events", report).IsRefused(HttpStatusCode.Unauthorized, "signature-invalid");
        var now = DateTimeOffset.UtcNow;
        await CallSimulation
            .Post(system, report, now, secret: "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
            .IsRefused(HttpStatusCode.Unauthorized, "signature-invalid");
        await CallSimulation.Post(system, report, now.AddMinutes(-6)).IsRefused(HttpStatusCode.Unauthorized, "signature-invalid");
        await CallSimulation
            .Post(
                system,
                new
                {
                    callId = "c",
                    eventId = "1",
                    kind = "exploded",
                    at = Start,
                },
                now
            )
            .IsRefused(HttpStatusCode.BadRequest, "validation");
        await CallSimulation
            .Post(
                system,
                new
                {
                    callId = "",
                    eventId = "1",
                    kind = "queued",
                    at = Start,
                },
                now
            )
            .IsRefused(HttpStatusCode.BadRequest, "validation");
        // Two things are wrong with one member: it is too long, and no address.
        await CallSimulation
            .Post(
                system,
                new
                {
                    callId = "c",
                    eventId = "1",
                    kind = "queued",
                    at = Start,
                    recording = new string('x', 600),
                },
                now
            )
            .IsRefused(HttpStatusCode.BadRequest, "validation");
        using var large = await CallSimulation.Post(
            system,
            new
            {
                callId = new string('x', 70_000),
                eventId = "1",
                kind = "queued",
                at = Start,
            },
            now
        );
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, large.StatusCode);
        using var supervisor = host.Client("supervisor:S1");
        await supervisor
            .GetAsync(new Uri("/api/telephony/figures?from=2026-03-02T09:00:00Z&to=2026-03-02T09:00:00Z", UriKind.Relative))
            .IsRefused(HttpStatusCode.BadRequest, "period-invalid");
        // The beginning and the end of time: nothing was there, and nothing breaks.
        foreach (
            var period in new[]
            {
                "from=0001-01-01T00:00:00Z&to=0001-01-02T00:00:00Z",
                "from=0001-01-01T00:00:00%2B14:00&to=0001-01-02T00:00:00%2B14:00",
                "from=9999-12-31T00:00:00Z&to=9999-12-31T23:59:59-14:00",
            }
        )
        {
            using var answer = await supervisor.GetAsync(new Uri($"/api/telephony/figures?{period}", UriKind.Relative));
            Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.BadRequest, $"{answer.StatusCode} for {period}");
        }

        await supervisor
            .GetAsync(new Uri("/api/telephony/calls/none/screen", UriKind.Relative))
            .IsRefused(HttpStatusCode.NotFound, "call-not-found");
    }

    private static async Task Report(HttpClient system, object report)
    {
        using var answer = await CallSimulation.Post(system, report, DateTimeOffset.UtcNow, secret: ContactChannelsHost.OldSecret);
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
    }
}
