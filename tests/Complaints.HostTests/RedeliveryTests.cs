using CustomerService.Complaints.Files;
using CustomerService.TestSupport;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Intake = CustomerService.Contracts.Intake.V1;
using Surveys = CustomerService.Contracts.Surveys.V1;
using V1 = CustomerService.Contracts.Complaints.V1;

namespace CustomerService.Complaints.HostTests;

/// <summary>C1: facts of other services register one complaint, however often they arrive.</summary>
[Collection(ComplaintsCollection.Name)]
public sealed class RedeliveryTests(ComplaintsHost host)
{
    private static readonly DateTimeOffset At = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task AVoicedComplaintIsRegisteredOnce()
    {
        var fact = new Intake.ComplaintVoiced
        {
            TicketNumber = "T00000501",
            ComplaintNumber = "T00000501-C1",
            CustomerNumber = "C000001",
            AboutKind = "person",
            About = "E07",
            Severity = "high",
            RemedySought = "refund",
            At = At,
        };
        var other = fact with { ComplaintNumber = "T00000501-C2" };
        var id = Guid.NewGuid();
        // The same message twice, the same fact under another id, and one behind them that shows when all were handled.
        foreach (var (message, messageId) in new[] { (fact, id), (fact, id), (fact, Guid.NewGuid()), (other, Guid.NewGuid()) })
        {
            await host.Publish(message, messageId);
        }

        var registered = await host.Published<V1.ComplaintRegistered>(r => r.ComplaintNumber == fact.ComplaintNumber);
        Assert.Equal(("ticket", "person", "E07", "high"), (registered.Origin, registered.AboutKind, registered.About, registered.Severity));
        await AllHandled(nameof(Intake.ComplaintVoiced), 3);
        Assert.Equal(1, await Events(fact.ComplaintNumber));
    }

    [Fact]
    public async Task AComplaintThatASurveyAsksForIsRegisteredOnce()
    {
        var fact = new Surveys.ComplaintAskedFor
        {
            ComplaintNumber = "T00000502-E1-C",
            TicketNumber = "T00000502",
            CustomerNumber = "C000002",
            SiteCode = "S310101",
            Satisfaction = 1,
            At = At,
        };
        var id = Guid.NewGuid();
        foreach (var messageId in new[] { id, id, Guid.NewGuid() })
        {
            await host.Publish(fact, messageId);
        }

        var registered = await host.Published<V1.ComplaintRegistered>(r => r.ComplaintNumber == fact.ComplaintNumber);
        Assert.Equal(
            ("survey", "site", "S310101", "high"),
            (registered.Origin, registered.AboutKind, registered.About, registered.Severity)
        );
        await AllHandled(nameof(Surveys.ComplaintAskedFor), 2);
        Assert.Equal(1, await Events(fact.ComplaintNumber));
    }

    // Marks of distinct messages in the inbox: the repeated ones have none of their own.
    private Task AllHandled(string contract, int messages) =>
        Eventually.Holds(
            async () =>
            {
                await using var query = host.Services.GetRequiredService<IDocumentStore>().QuerySession();
                var consumer =
                    contract == nameof(Intake.ComplaintVoiced) ? "complaints-complaint-voiced" : "complaints-complaint-asked-for";
                return (await query.QueryAsync<long>("select count(*) from inbox where consumer = ?", consumer))[0] == messages;
            },
            $"{messages} {contract} handled"
        );

    private async Task<long> Events(string number)
    {
        await using var query = host.Services.GetRequiredService<IDocumentStore>().QuerySession();
        Assert.NotNull(await query.LoadAsync<ComplaintView>(number));
        return (await query.Events.FetchStreamStateAsync(number))!.Version;
    }
}
