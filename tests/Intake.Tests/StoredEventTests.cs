using System.Text.Json;
using CustomerService.Intake.Tests.Integration;
using CustomerService.TestSupport;

namespace CustomerService.Intake.Tests;

/// <summary>
/// What was stored once is readable for ever: StoredEvents.json holds a sample of every stored event, and is never edited by hand. A new
/// event is added by running this test with CUSTOMERSERVICE_REWRITE_SNAPSHOTS=1; a changed one is a new version with a name of its own.
/// </summary>
public sealed class StoredEventTests
{
    private static readonly SavedFile Saved = new("Intake.Tests", "StoredEvents.json");

    [Fact]
    public void EveryStoredEventIsStillReadable()
    {
        var events = Samples.Ticket.Concat(Samples.Others).ToDictionary(e => IntakeDecisions.StoredNames[e.GetType()]);
        Saved.Rewrite(() =>
            events.OrderBy(e => e.Key, StringComparer.Ordinal).ToDictionary(e => e.Key, e => IntakeDecisions.Serialize(e.Value))
        );
        var saved = JsonDocument.Parse(Saved.Read()).RootElement.EnumerateObject().ToDictionary(p => p.Name, p => p.Value);

        Assert.Equal(IntakeDecisions.StoredNames.Values.Order(), saved.Keys.Order());
        Assert.All(saved, sample =>
            Assert.Equivalent(events[sample.Key], IntakeDecisions.Deserialize(events[sample.Key].GetType(), sample.Value), strict: true)
        );
    }
}
