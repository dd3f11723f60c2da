using CustomerService.Intake.Desk.Routing;
using CustomerService.Intake.Desk.ServiceLevels;
using CustomerService.Intake.Tests.Desk.ServiceLevels;
using CustomerService.Intake.Tickets.Life;

namespace CustomerService.Intake.Tests.Desk.Routing;

/// <summary>A ticket under way.</summary>
internal sealed class Matter
{
    private readonly List<object> _events = [];

    public Matter(ReplayedContact contact, TicketOpened opened)
    {
        Contact = contact;
        Append([opened]);
        DueAt = ServiceLevelWarnings.DueAt(SlaHistory.Clocks(SlaHistory.BuiltIn, opened.At, opened))
            ?? opened.At + Replay.Rules.HandledWithin;
    }

    public ReplayedContact Contact { get; }

    public IReadOnlyList<object> Events => _events;

    public DateTimeOffset DueAt { get; }

    public Ticket State { get; private set; } = null!;

    public HashSet<string> Refused { get; } = [];

    public WaitingTicket Waiting() =>
        new(
            Contact.Number,
            Contact.Type,
            null,
            Contact.Language,
            Contact.CustomerClass,
            0,
            null,
            "3101",
            State.Owner,
            Contact.At,
            DueAt,
            [.. Refused]
        );

    public void Append(IReadOnlyList<object> events)
    {
        _events.AddRange(events);
        State = IntakeDecisions.Given<Ticket>(Contact.Number, [.. _events]).State;
    }
}

/// <summary>Somebody's place at the desk.</summary>
internal sealed class Seat(string id, TimeSpan begins, TimeSpan ends)
{
    public string Id { get; } = id;

    public TimeSpan Begins { get; } = begins;

    public TimeSpan Ends { get; } = ends;

    public string[] Skills { get; init; } = [];

    public string[] Languages { get; init; } = [];

    public string[] Classes { get; init; } = [];

    public List<Matter> Has { get; } = [];

    public Matter? WorksOn { get; set; }

    public bool IsPresent { get; set; }

    public DateTimeOffset Since { get; set; }

    public DateTimeOffset IdleSince { get; set; }

    public DateTimeOffset AwayUntil { get; set; }

    public TimeSpan WasPresent { get; set; }

    public TimeSpan Worked { get; set; }

    public RoutedAgent Agent =>
        new()
        {
            Id = RoutedAgent.StreamOf(Id),
            Skills = Skills,
            Languages = Languages,
            Classes = Classes,
            Presence = Presence.Available,
            PresentSince = Since,
            Sites = ["*"],
        };
}
