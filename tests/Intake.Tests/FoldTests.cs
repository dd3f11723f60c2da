using System.Text.Json;
using CustomerService.Intake.Tests.Integration;
using CustomerService.Intake.Tests.Tickets;
using CustomerService.Intake.Tickets.Life;
using CustomerService.ServiceDefaults;

namespace CustomerService.Intake.Tests;

/// <summary>Every event that a ticket stores changes what decisions read, or stands on the list of those that do not.</summary>
public sealed class FoldTests
{
    private static readonly HashSet<Type> NotReadByDecisions =
    [
        // Our words count from when they were written; when they left is for the clocks, which read the stream (I10).
        typeof(ReplySent),
        // What was merged into it stands on the others: each says itself where it went.
        typeof(TicketAbsorbed),
        typeof(TicketReleased),
    ];

    private static readonly object Asked = Samples.Ticket.OfType<DepartmentAsked>().Single();

    // What is said of a request needs one: the histories with it come first, and the one without is for the asking itself.
    private static readonly object[][] Before =
    [
        [Asked],
        [Asked, History.Offered],
        [Asked, new NoteAdded("Still dark.", true, "customer:C000001", History.Now)],
        [Asked, History.Resolved, History.Closed],
        [Asked, Samples.Ticket.OfType<TicketMerged>().Single()],
        [Asked, Samples.Ticket.OfType<ParentSet>().Single(), Samples.Ticket.OfType<ChildAdded>().Single()],
        [],
    ];

    public static TheoryData<string> EventsOfATicket => [.. IntakeDecisions.StoredEvents.Where(IsOfATicket).Select(t => t.Name)];

    [Theory]
    [MemberData(nameof(EventsOfATicket))]
    public void AnEventChangesTheStateOrStandsOnTheList(string type)
    {
        var sample = Samples.Ticket.SingleOrDefault(e => e.GetType().Name == type);
        Assert.True(sample is not null, $"Add a sample of {type} to {nameof(Samples)}.");
        var changes = sample is TicketOpened || Before.Any(before => Fold([.. before, sample!]) != Fold(before));
        Assert.Equal(!NotReadByDecisions.Contains(sample!.GetType()), changes);
    }

    [Fact]
    public void TheListNamesOnlyEventsThatExist() => Assert.All(NotReadByDecisions, t => Assert.Contains(t, IntakeDecisions.StoredEvents));

    [Fact]
    public void EveryStoredNameIsSnakeCaseOfItsTypeAndAVersion() =>
        Assert.All(IntakeDecisions.StoredNames, stored =>
            Assert.Equal($"{stored.Key.Name.ToKebabCase().Replace('-', '_')}_v1", stored.Value)
        );

    private static bool IsOfATicket(Type type) => type.Namespace == typeof(Ticket).Namespace;

    private static string Fold(object[] after) => JsonSerializer.Serialize(History.ATicket(after).State, Json.Options);
}
