using CustomerService.Intake.Customers.Files;
using CustomerService.Intake.Tickets.Life;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Intake.Channels.Telephony;

/// <summary>A customer who may be calling, with what is open.</summary>
/// <param name="Customer">The customer.</param>
/// <param name="OpenTickets">Open tickets, newest first, at most ten.</param>
public sealed record Candidate(CustomerHit Customer, IReadOnlyList<TicketView> OpenTickets);

/// <summary>I7: what an agent sees while the phone rings.</summary>
/// <param name="CallId">The call; an agent records it as contact with channel phone and this key.</param>
/// <param name="Number">The customer's number, masked; null when it is not known or was erased.</param>
/// <param name="Recording">Address of the recording; null, too, when the caller may be somebody whom one may not see.</param>
/// <param name="Segments">Its stays in queues: waited, answered by whom, ended.</param>
/// <param name="TicketNumber">The ticket that it is a contact of already; null, too, when one may not see it.</param>
/// <param name="Candidates">Who may be calling, by number.</param>
public sealed record ScreenPop(
    string CallId,
    string? Number,
    string? Recording,
    IReadOnlyList<CallSegment> Segments,
    string? TicketNumber,
    IReadOnlyList<Candidate> Candidates
)
{
    private const int MostTickets = 10;
    private static readonly TicketStatus[] Open =
    [
        TicketStatus.Acknowledged,
        TicketStatus.Pending,
        TicketStatus.Held,
        TicketStatus.InProgress,
    ];

    internal static async Task<Results<Ok<ScreenPop>, ProblemHttpResult>> Get(
        string callId,
        Actor actor,
        IQuerySession query,
        Commands commands,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var batch = query.CreateBatchQuery();
        var loadingCall = batch.Load<Call>(Call.StreamOf(callId));
        var loadingParty = batch.Load<CallParty>(callId);
        var loadingContact = batch.Load<ContactKey>(ContactKey.IdOf(Channel.Phone, callId));
        await batch.Execute(cancellationToken);
        if (await loadingCall is not { } call)
        {
            return Rejection.NotFound("call", callId).ToProblem();
        }

        var now = clock.GetUtcNow();
        var party = await loadingParty;
        var customers = party?.Number is { } number ? await CallParty.CustomersOf(query, number, actor, now, cancellationToken) : [];
        // What was said in a call of somebody whom one may not see is not heard either.
        var contact = await loadingContact;
        var ticket =
            contact is not null
            && await query.Query<TicketView>().Where(t => t.Id == contact.TicketNumber).VisibleTo(actor, now).AnyAsync(cancellationToken)
                ? contact.TicketNumber
                : null;
        var mayHear =
            (contact is null || ticket is not null)
            && !(party?.Number is { } caller && await CallParty.IsOfHidden(query, caller, actor, now, cancellationToken));
        var numbers = customers.Select(c => c.Id).ToArray();
        // I4: who saw which names is recorded before they leave.
        var refused = await commands.Commit(
            (session, _) =>
            {
                session.RecordListed(numbers, actor, $"call {callId}", now);
                return Task.FromResult<Rejection?>(null);
            },
            cancellationToken
        );
        if (refused is not null)
        {
            return refused.ToProblem();
        }

        var tickets = await query
            .Query<TicketView>()
            .Where(t => t.CustomerNumber.IsOneOf(numbers) && t.Status.IsOneOf(Open) && t.MergedInto == null)
            .VisibleTo(actor, now)
            .OrderByDescending(t => t.Id)
            .Take(MostTickets * Math.Max(1, numbers.Length))
            .ToListAsync(cancellationToken);
        return TypedResults.Ok(
            new ScreenPop(
                callId,
                CallParty.Masked(party?.Number),
                mayHear ? party?.Recording : null,
                CallSegments.Of(call.Steps),
                ticket is null ? null : await MergedTickets.Final(query, ticket, cancellationToken),
                [
                    .. customers.Select(c => new Candidate(
                        new CustomerHit(c.Id, c.Name, c.City, c.Class),
                        [.. tickets.Where(t => t.CustomerNumber == c.Id).Take(MostTickets)]
                    )),
                ]
            )
        );
    }
}
