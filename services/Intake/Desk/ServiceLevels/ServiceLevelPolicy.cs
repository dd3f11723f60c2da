using CustomerService.Intake.Tickets.Life;

namespace CustomerService.Intake.Desk.ServiceLevels;

/// <summary>What is measured on each episode of a ticket (I10).</summary>
public enum Clock
{
    /// <summary>Until staff answered the customer, or resolved the matter.</summary>
    FirstResponse,

    /// <summary>Until the matter is handled or handed over: to another owner, a visit, a workshop, the complaints desk (I9).</summary>
    HandOver,

    /// <summary>From the request of a visit until an engineer works at the customer's.</summary>
    OnSite,

    /// <summary>Until the matter is resolved.</summary>
    Resolution,
}

/// <summary>
/// I10: how long each clock may run. Versions are never changed: a new one follows. The highest version whose <see cref="ValidFrom"/> has
/// come is the one that counts.
/// </summary>
/// <param name="Version">Counts the versions, from 1, which is built in.</param>
/// <param name="ValidFrom">From when on it counts. In the past: clocks that run are computed anew under it, from their start.</param>
/// <param name="Rules">The first rule that fits the ticket counts; the last one fits all.</param>
public sealed record ServiceLevelPolicy(int Version, DateTimeOffset ValidFrom, IReadOnlyList<ServiceLevelRule> Rules)
{
    /// <summary>Key of the stored document.</summary>
    public string Id => $"policy:{Version}";
}

/// <summary>Times for the tickets that fit. What is null fits all.</summary>
/// <param name="Name">Name of the rule, as the explanation of a clock shows it.</param>
/// <param name="Calendar">Key of the calendar that its clocks follow.</param>
/// <param name="Targets">Time for each clock, as <c>days.hours:minutes:seconds</c>; a clock that is not named does not run.</param>
/// <param name="CustomerClass">Class of the customer, for example <c>vip</c>.</param>
/// <param name="Type">Type of the ticket.</param>
/// <param name="Priority">Priority of the ticket.</param>
/// <param name="FieldService">Whether a visit was requested in the episode.</param>
/// <param name="Pauses">Which waiting pauses which clock; unless said, waiting for the customer pauses the resolution.</param>
public sealed record ServiceLevelRule(
    string Name,
    string Calendar,
    IReadOnlyDictionary<Clock, TimeSpan> Targets,
    string? CustomerClass = null,
    TicketType? Type = null,
    TicketPriority? Priority = null,
    bool? FieldService = null,
    IReadOnlyDictionary<Clock, IReadOnlyList<WaitingFor>>? Pauses = null
)
{
    internal bool FitsAll => CustomerClass is null && Type is null && Priority is null && FieldService is null;

    internal bool Fits(Traits ticket) =>
        (CustomerClass is null || CustomerClass == ticket.CustomerClass)
        && (Type is null || Type == ticket.Type)
        && (Priority is null || Priority == ticket.Priority)
        && (FieldService is null || FieldService == ticket.FieldService);

    internal bool PausesFor(Clock clock, WaitingFor? waitingFor) =>
        (waitingFor, Pauses) switch
        {
            (null or WaitingFor.Us, _) => false,
            (WaitingFor.Customer, null) => clock == Clock.Resolution,
            (_, null) => false,
            var (who, pauses) => pauses.TryGetValue(clock, out var pausedBy) && pausedBy.Contains(who.Value),
        };
}

/// <summary>What rules look at; it changes while a ticket lives.</summary>
internal sealed record Traits(string CustomerClass, TicketType Type, TicketPriority Priority, bool FieldService);
