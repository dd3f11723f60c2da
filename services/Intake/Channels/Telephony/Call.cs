using CustomerService.Intake.Customers.Files;
using Marten;
using Marten.Events.Aggregation;

namespace CustomerService.Intake.Channels.Telephony;

/// <summary>One thing that happened in a call.</summary>
/// <param name="EventId">The phone system's id of the report.</param>
/// <param name="Kind">What happened.</param>
/// <param name="At">When.</param>
/// <param name="Queue">In which queue, when it says so.</param>
/// <param name="Agent">At which agent, when it says so.</param>
public sealed record CallStep(string EventId, CallEventKind Kind, DateTimeOffset At, string? Queue, string? Agent);

/// <summary>I7: a call as its steps in the order of time, however they arrived. Everything else is folded from them.</summary>
public sealed record Call
{
    /// <summary>call/ and the phone system's id of the call.</summary>
    public required string Id { get; init; }

    /// <summary>We called.</summary>
    public required bool Outbound { get; init; }

    /// <summary>The earliest step.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>What happened, in the order of time; at the same moment in the order of a call.</summary>
    public required IReadOnlyList<CallStep> Steps { get; init; }

    internal static string StreamOf(string callId) => $"call/{callId}";

    internal bool Has(string eventId) => Steps.Any(s => s.EventId == eventId);

    internal static IReadOnlyList<CallStep> InOrder(IEnumerable<CallStep> steps) =>
        [.. steps.OrderBy(s => s.At).ThenBy(s => s.Kind).ThenBy(s => s.EventId, StringComparer.Ordinal)];
}

internal sealed partial class CallProjection : SingleStreamProjection<Call, string>
{
    // With a prefix: ids of a phone system may look like anything, also like the number of a ticket.
    public static Call Create(CallReported e) =>
        new()
        {
            Id = Call.StreamOf(e.CallId),
            Outbound = e.Outbound,
            StartedAt = e.At,
            Steps = [Step(e)],
        };

    public static Call Apply(CallReported e, Call call) =>
        call with
        {
            Outbound = call.Outbound || e.Outbound,
            StartedAt = e.At < call.StartedAt ? e.At : call.StartedAt,
            Steps = Call.InOrder([.. call.Steps, Step(e)]),
        };

    private static CallStep Step(CallReported e) => new(e.EventId, e.Kind, e.At, e.Queue, e.Agent);
}

/// <summary>What is personal in a call, apart from its events so that it can be erased.</summary>
/// <param name="Id">The call's id.</param>
/// <param name="Number">The customer's number, E.164 where it is one.</param>
/// <param name="Recording">Address of the recording.</param>
internal sealed record CallParty(string Id, string? Number, string? Recording)
{
    private const int Shown = 4;
    private const int MostCustomers = 10;

    /// <summary>Enough to recognise a number that one knows: +86138****8000.</summary>
    public static string? Masked(string? number) =>
        number is null ? null
        : number.Length <= 2 * Shown ? new string('*', number.Length)
        : $"{number[..^(2 * Shown)]}{new string('*', Shown)}{number[^Shown..]}";

    /// <summary>
    /// I1, I4: customers with this number whom the actor may see. The one place of telephony that knows where a customer's numbers stand.
    /// </summary>
    public static Task<IReadOnlyList<Customer>> CustomersOf(
        IQuerySession query,
        string number,
        Actor actor,
        DateTimeOffset now,
        CancellationToken cancellationToken
    ) =>
        query
            .Query<Customer>()
            .Where(c => c.ContactPoints.Any(p => p.Value == number))
            .VisibleTo(actor, now)
            .OrderBy(c => c.Id)
            .Take(MostCustomers)
            .ToListAsync(cancellationToken);

    /// <summary>I4: whether the number belongs to somebody, too, whom the actor may not see.</summary>
    public static async Task<bool> IsOfHidden(
        IQuerySession query,
        string number,
        Actor actor,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var customers = query.Query<Customer>().Where(c => c.ContactPoints.Any(p => p.Value == number));
        return !actor.SeesEverything()
            && await customers.CountAsync(cancellationToken) > await customers.VisibleTo(actor, now).CountAsync(cancellationToken);
    }

    /// <summary>
    /// I4: erases numbers and recordings of a customer, in the transaction of the session. To be called before the numbers are erased from
    /// the file.
    /// </summary>
    public static void ForgetCustomer(IDocumentOperations session, IReadOnlyCollection<string> numbers)
    {
        var forgotten = numbers.ToArray();
        session.DeleteWhere<CallParty>(p => p.Number!.IsOneOf(forgotten));
    }
}
