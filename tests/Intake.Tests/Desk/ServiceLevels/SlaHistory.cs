using CustomerService.Intake.Desk.ServiceLevels;
using CustomerService.Intake.Tickets.Life;
using JasperFx.Events;

namespace CustomerService.Intake.Tests.Desk.ServiceLevels;

/// <summary>Short histories of a fault that came by e-mail.</summary>
internal static class SlaHistory
{
    public static readonly DateTimeOffset Start = new(2026, 3, 2, 1, 0, 0, TimeSpan.Zero);

    public static ServiceLevelRules BuiltIn { get; } = new([ServiceLevelRules.BuiltIn.Policy], ServiceLevelRules.BuiltIn.Calendars);

    public static DateTimeOffset Hours(double hours) => Start.AddHours(hours);

    public static TicketOpened Opened(Channel channel = Channel.Email, string owner = "A017") =>
        new(
            "C000001",
            "ordinary",
            "zh-Hans",
            "3101",
            null,
            null,
            TicketType.Fault,
            TicketPriority.Normal,
            null,
            channel,
            "k",
            "…",
            owner,
            Start
        );

    public static StatusChanged Wait(WaitingFor? who, double hours) =>
        new(1, who is null ? TicketStatus.InProgress : TicketStatus.Pending, null, who, Hours(hours));

    public static TicketMerged Merged(double hours) => new("T00000002", "one matter", "agent:A017", Hours(hours));

    public static TicketUnmerged Unmerged(double hours) => new("T00000002", "two matters", "agent:A017", null, Hours(hours));

    public static VisitRequested Visit(double hours) =>
        new("T00000001-W1", "C000001", "ordinary", "3101", null, null, null, TicketPriority.Normal, null, null, Hours(hours));

    public static IReadOnlyList<ClockLife> Clocks(ServiceLevelRules rules, DateTimeOffset now, params object[] events) =>
        ClockReader.Read(TicketHistory.Fold(events.Select(Wrap), "desk"), rules, now);

    public static IReadOnlyList<ClockReading> Read(DateTimeOffset now, params object[] events) => Read(BuiltIn, now, events);

    public static IReadOnlyList<ClockReading> Read(ServiceLevelRules rules, DateTimeOffset now, params object[] events) =>
        [.. Clocks(rules, now, events).Select(c => c.Explain())];

    public static ClockReading Of(this IReadOnlyList<ClockReading> clocks, Clock clock, int episode = 1) =>
        clocks.Single(c => c.Clock == clock && c.Episode == episode);

    private static IEvent Wrap(object data) => (IEvent)Activator.CreateInstance(typeof(Event<>).MakeGenericType(data.GetType()), data)!;
}
