using System.Text.Json;
using CustomerService.Intake.Customers.Files;
using CustomerService.Intake.Desk.Routing;
using CustomerService.Intake.Tickets.HandOvers;
using CustomerService.Intake.Tickets.Life;
using CustomerService.TestSupport;

namespace CustomerService.Intake.Tests.Desk.Routing;

/// <summary>A first contact of the sample data, at its time of the week.</summary>
internal sealed record ReplayedContact(
    string Number,
    DateTimeOffset At,
    string CustomerClass,
    string Language,
    TicketType Type,
    Channel Channel,
    TimeSpan Work
);

/// <summary>What became of one ticket.</summary>
internal sealed record ReplayedTicket(
    ReplayedContact Contact,
    DateTimeOffset WorkBegan,
    DateTimeOffset Resolved,
    string ResolvedBy,
    IReadOnlyList<object> Events
)
{
    public TimeSpan Waited => WorkBegan - Contact.At;
}

/// <summary>
/// I9, I11: four months of contacts fall into one week, and a day shift, a late shift and a night shift (D4) work on them through the real
/// decisions, with a simulated clock: what nobody receives waits at the desk, offers are accepted, declined or missed, and who goes home
/// hands over what is left.
/// </summary>
internal sealed class Replay
{
    private const string Desk = "desk";
    private static readonly TimeSpan China = TimeSpan.FromHours(8);
    private static readonly DateTimeOffset Monday = new(2026, 7, 6, 0, 0, 0, China);
    internal static readonly RoutingOptions Rules = new() { Capacity = 3 };
    private static readonly TimeSpan Answer = TimeSpan.FromSeconds(20);

    private readonly PriorityQueue<Action, (DateTimeOffset, int)> _agenda = new();
    private readonly Dictionary<string, Seat> _seats = [];
    private readonly Dictionary<string, Matter> _matters = [];
    private readonly bool _roundRobin;
    private DateTimeOffset _now = Monday;
    private DateTimeOffset _looksAgainAt;
    private int _steps,
        _turn;

    private Replay(bool roundRobin)
    {
        _roundRobin = roundRobin;
        foreach (var seat in Shifts())
        {
            _seats[seat.Id] = seat;
        }
    }

    /// <summary>Tickets, in the order in which they were resolved.</summary>
    public List<ReplayedTicket> Resolved { get; } = [];

    /// <summary>Time that each agent was at work and time that they worked on tickets.</summary>
    public IEnumerable<(string Agent, TimeSpan Present, TimeSpan Worked)> Work => _seats.Values.Select(s => (s.Id, s.WasPresent, s.Worked));

    /// <summary>Moments at which a ticket had no owner: none, ever.</summary>
    public int Ownerless { get; private set; }

    public static Replay Run(IEnumerable<ReplayedContact> contacts, bool roundRobin = false)
    {
        var replay = new Replay(roundRobin);
        foreach (var contact in contacts)
        {
            replay.At(contact.At, () => replay.Arrives(contact));
        }

        for (var day = 0; day < 9; day++)
        {
            foreach (var seat in replay._seats.Values)
            {
                var (begins, ends) = (Monday.AddDays(day) + seat.Begins, Monday.AddDays(day) + seat.Ends);
                replay.At(begins, () => replay.Comes(seat));
                replay.At(ends, () => replay.Goes(seat));
            }
        }

        while (replay._agenda.TryDequeue(out var act, out var when))
        {
            replay._now = when.Item1;
            act();
        }

        return replay;
    }

    /// <summary>The contacts of the demo's data at their time of the week, with customers' classes and languages.</summary>
    public static IReadOnlyList<ReplayedContact> Contacts()
    {
        var data = Path.Combine(Repository.Root, "infra", "demo", "data");
        var customers = File.ReadLines(Path.Combine(data, "customers.csv"))
            .Skip(1)
            .Select(l => l.Split(','))
            .ToDictionary(
                c => c[0],
                c =>
                    (
                        Class: new CustomerOptions()
                            .ClassOf(decimal.Parse(c[^1], System.Globalization.CultureInfo.InvariantCulture))
                            .ToString(),
                        Language: c[^2]
                    )
            );
        return
        [
            .. File.ReadLines(Path.Combine(data, "contacts.jsonl"))
                .Select(l => JsonDocument.Parse(l).RootElement)
                .Select(
                    (c, i) =>
                    {
                        var (of, language) = customers[c.GetProperty("customerNo").GetString()!];
                        // The busy hours of the data are those of its own clock.
                        var at = c.GetProperty("at").GetDateTimeOffset();
                        return new ReplayedContact(
                            $"T{i:D8}",
                            Monday.AddDays(((int)at.DayOfWeek + 6) % 7) + at.TimeOfDay,
                            of.ToLowerInvariant(),
                            language,
                            Enum.Parse<TicketType>(c.GetProperty("type").GetString()!, true),
                            Enum.Parse<Channel>(c.GetProperty("channel").GetString()!, true),
                            // Between two and ten minutes of work, the same for every replay.
                            TimeSpan.FromSeconds(120 + (i * 7919 % 480))
                        );
                    }
                ),
        ];
    }

    private static IEnumerable<Seat> Shifts()
    {
        string[][] skills =
        [
            ["fault", "request"],
            ["fault", "complaint"],
            ["consult", "suggestion", "request"],
            ["fault", "consult"],
        ];
        for (var i = 0; i < 10; i++)
        {
            var (begins, ends) =
                i < 4 ? (8, 20)
                : i < 8 ? (9, 21)
                : (20, 32);
            yield return new Seat($"A{i:D3}", TimeSpan.FromHours(begins), TimeSpan.FromHours(ends))
            {
                Skills = i < 8 ? skills[i % 4] : [],
                Languages = i % 4 == 1 || i >= 8 ? [] : ["zh-Hans"],
                Classes = i % 4 == 0 ? ["vip", "core"] : [],
            };
        }
    }

    // Who is at work and idle answers the phone; everything else waits at the desk.
    private void Arrives(ReplayedContact contact)
    {
        var receiver = contact.Channel is Channel.Phone or Channel.Visit
            ? _seats.Values.Where(s => s.IsPresent && s.WorksOn is null).OrderBy(s => s.IdleSince).FirstOrDefault()
            : null;
        var matter = new Matter(
            contact,
            new TicketOpened(
                "C000001",
                contact.CustomerClass,
                contact.Language,
                "3101",
                null,
                null,
                contact.Type,
                TicketPriority.Normal,
                null,
                contact.Channel,
                contact.Number,
                "…",
                receiver?.Id ?? Desk,
                _now
            )
        );
        _matters.Add(contact.Number, matter);
        Look(matter);
        if (receiver is not null)
        {
            receiver.Has.Add(matter);
        }

        Go();
    }

    private void Comes(Seat seat)
    {
        (seat.IsPresent, seat.Since, seat.IdleSince) = (true, _now, _now);
        Go();
    }

    // Who goes home finishes what is in hand and asks the desk to find somebody for the rest: the owner stays the owner until then.
    private void Goes(Seat seat)
    {
        seat.IsPresent = false;
        seat.WasPresent += _now - seat.Since;
        foreach (var matter in seat.Has.Where(m => m != seat.WorksOn))
        {
            Do(matter, t =>
                OfferHandOver.Decide(t, new OfferHandOver(Desk, "my shift ends"), new TicketOptions(), new Actor("agent", t.Owner), _now)
            );
        }

        foreach (var matter in _matters.Values.Where(m => m.State.HandOverTo == seat.Id).ToList())
        {
            Do(matter, t => DeclineHandOver.Decide(t, new DeclineHandOver("my shift ends"), new Actor("agent", seat.Id), _now));
        }

        Go();
    }

    // After everything that changes what somebody can do, as in production: a plan, and its offers.
    private void Go()
    {
        var waiting = _matters
            .Values.Where(m => (m.State.Owner == Desk && m.State.HandOverTo is null) || m.State.HandOverTo == Desk)
            .ToList();
        if (_roundRobin)
        {
            foreach (var matter in waiting.OrderBy(m => m.Contact.At))
            {
                if (_seats.Values.Where(s => s.IsPresent).ToList() is { Count: > 0 } present)
                {
                    Takes(present[_turn++ % present.Count], matter);
                }
            }
        }
        else
        {
            Offer(waiting);
        }

        foreach (var seat in _seats.Values.Where(s => s.IsPresent && s.WorksOn is null && s.Has.Count > 0).ToList())
        {
            // The plan is in the order of deadlines, and so is everybody's own work; the simple way is first come, first served.
            Begin(seat, _roundRobin ? seat.Has.MinBy(m => m.Contact.At)! : seat.Has.MinBy(m => m.DueAt)!);
        }
    }

    private void Offer(List<Matter> waiting)
    {
        var free = _seats
            .Values.Where(s => s.IsPresent && s.AwayUntil <= _now)
            .Select(s => new FreeAgent(s.Agent, s.Has.Count + _matters.Values.Count(m => m.State.HandOverTo == s.Id)));
        var plan = RoutingPlan.Make(waiting.Select(m => m.Waiting()), free, Rules, _now);
        foreach (var placement in plan.Where(p => p.Agent is not null))
        {
            var (matter, seat) = (_matters[placement.Ticket.Number], _seats[placement.Agent!]);
            Do(matter, t => RouteTicket.Decide(t, placement, Rules, Desk, _now));
            var number = ++_turn;
            var offer = matter.State;
            At(number % 50 == 0 ? offer.HandOver!.ExpiresAt!.Value : _now + Answer, () => Answers(seat, matter, offer, number));
        }

        if (
            plan.Where(p => p.Agent is null).Select(p => RoutingPlan.LookAgainAt(p.Ticket, Rules, _now)).Min() is { } next
            && (next < _looksAgainAt || _looksAgainAt <= _now)
        )
        {
            _looksAgainAt = next;
            At(next, Go);
        }
    }

    // One offer in fifty is missed, another one declined.
    private void Answers(Seat seat, Matter matter, Ticket offer, int number)
    {
        if (matter.State.HandOverTo != seat.Id || matter.State.HandOver!.ExpiresAt != offer.HandOver!.ExpiresAt)
        {
            return;
        }

        if (number % 50 == 0)
        {
            Do(matter, t => LapseHandOver.Decide(t, _now));
            matter.Refused.Add(seat.Id);
            seat.AwayUntil = _now.AddMinutes(10);
            At(seat.AwayUntil, Go);
        }
        else if (number % 50 == 25)
        {
            Do(matter, t => DeclineHandOver.Decide(t, new DeclineHandOver("not mine"), new Actor("agent", seat.Id), _now));
            matter.Refused.Add(seat.Id);
        }
        else
        {
            Takes(seat, matter);
        }

        Go();
    }

    private void Takes(Seat seat, Matter matter)
    {
        Do(matter, t => TakeTicket.Decide(t, new Actor("agent", seat.Id), Desk, _now));
        foreach (var other in _seats.Values)
        {
            other.Has.Remove(matter);
        }

        seat.Has.Add(matter);
    }

    // Who does not know a matter or the language needs half as long again.
    private void Begin(Seat seat, Matter matter)
    {
        var knows =
            (seat.Skills.Length == 0 || seat.Skills.Contains(matter.Contact.Type.ToString().ToLowerInvariant()))
            && (seat.Languages.Length == 0 || seat.Languages.Contains(matter.Contact.Language));
        var takes = matter.Contact.Work * (knows ? 1 : 1.5);
        var began = _now;
        seat.WorksOn = matter;
        Do(matter, t => ChangeStatus.Decide(t, new ChangeStatus(TicketStatus.InProgress), new TicketOptions(), _now));
        At(_now + takes, () =>
        {
            Do(matter, t =>
                ResolveTicket.Decide(t, new ResolveTicket("answered", "…"), new TicketOptions(), _now, null, $"agent:{seat.Id}")
            );
            Resolved.Add(new ReplayedTicket(matter.Contact, began, _now, seat.Id, matter.Events));
            _matters.Remove(matter.Contact.Number);
            seat.Has.Remove(matter);
            (seat.WorksOn, seat.IdleSince, seat.Worked) = (null, _now, seat.Worked + takes);
            Go();
        });
    }

    private void Do(Matter matter, Func<Ticket, ServiceDefaults.Decision> decide)
    {
        var decision = decide(matter.State);
        Assert.Null(decision.Rejection);
        matter.Append(decision.Events);
        Look(matter);
    }

    private void Look(Matter matter) => Ownerless += string.IsNullOrEmpty(matter.State.Owner) ? 1 : 0;

    private void At(DateTimeOffset when, Action act) => _agenda.Enqueue(act, (when, _steps++));
}
