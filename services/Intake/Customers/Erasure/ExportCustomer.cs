using System.Text.Json;
using CustomerService.Intake.Catalogue.Units;
using CustomerService.Intake.Channels.Board;
using CustomerService.Intake.Customers.Borrowings;
using CustomerService.Intake.Customers.Duplicates;
using CustomerService.Intake.Customers.Files;
using CustomerService.Intake.Customers.Proofs;
using CustomerService.Intake.Finding.Timeline;
using CustomerService.Intake.Tickets.Life;
using CustomerService.ServiceDefaults;
using JasperFx.Events;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Intake.Customers.Erasure;

/// <summary>A stored fact.</summary>
/// <param name="At">When it was stored.</param>
/// <param name="Name">Its stored name.</param>
/// <param name="By">Who caused it, as role:id.</param>
/// <param name="Data">What it says.</param>
public sealed record ExportedFact(DateTimeOffset At, string Name, string? By, JsonElement Data);

/// <summary>A ticket with all its facts.</summary>
/// <param name="Ticket">The ticket now.</param>
/// <param name="Facts">Its own, oldest first.</param>
/// <param name="OtherServices">What other services said about it.</param>
public sealed record ExportedTicket(TicketView Ticket, IReadOnlyList<ExportedFact> Facts, IReadOnlyList<ExportedFact> OtherServices);

/// <summary>I4, the right of access: everything that is stored about a person, with who saw it.</summary>
/// <param name="File">The file.</param>
/// <param name="Facts">Every fact of the file, openings included.</param>
/// <param name="Units">Units.</param>
/// <param name="Tickets">Tickets.</param>
/// <param name="Proofs">Proofs of identity, without codes.</param>
/// <param name="Borrowings">Who borrowed the file.</param>
/// <param name="Links">What was said of the file and another one: the same customer's or not.</param>
/// <param name="Questions">Questions on the message board, with what became of them.</param>
/// <param name="NamedIn">Lists that held the customer's name.</param>
public sealed record ExportCustomer(
    Customer File,
    IReadOnlyList<ExportedFact> Facts,
    IReadOnlyList<Unit> Units,
    IReadOnlyList<ExportedTicket> Tickets,
    IReadOnlyList<ExportedFact> Proofs,
    IReadOnlyList<Borrowing> Borrowings,
    IReadOnlyList<ExportedFact> Links,
    IReadOnlyList<BoardQuestion> Questions,
    IReadOnlyList<Listing> NamedIn
)
{
    internal static async Task<Results<Ok<ExportCustomer>, ProblemHttpResult>> Handle(
        string number,
        Actor actor,
        Commands commands,
        ProofChecks proofs,
        IQuerySession query,
        HttpContext http,
        CancellationToken cancellationToken
    )
    {
        var rejection = await commands.Commit(
            async (session, _) =>
            {
                var (refused, proof) = await proofs.Check(session, SensitiveAct.ExportData, number, actor, http.Request, cancellationToken);
                return refused ?? await session.RecordSeen(number, actor, "export", proofs.Now, proof, cancellationToken);
            },
            cancellationToken
        );
        if (rejection is not null)
        {
            return rejection.ToProblem();
        }

        var file = (await query.LoadAsync<Customer>(number, cancellationToken))!;
        var tickets = new List<ExportedTicket>();
        foreach (
            var ticket in await query
                .Query<TicketView>()
                .Where(t => t.CustomerNumber == number)
                .OrderBy(t => t.Id)
                .ToListAsync(cancellationToken)
        )
        {
            var others = await query.Query<TimelineEntry>().Where(e => e.TicketNumber == ticket.Id).ToListAsync(cancellationToken);
            tickets.Add(
                new ExportedTicket(
                    ticket,
                    await FactsOf(query, ticket.Id, cancellationToken),
                    [.. others.OrderBy(e => e.At).Select(e => new ExportedFact(e.At, $"{e.Service}/{e.Kind}", null, e.Data))]
                )
            );
        }

        var attempts = new List<ExportedFact>();
        foreach (var proof in await query.Query<Proof>().Where(p => p.CustomerNumber == number).ToListAsync(cancellationToken))
        {
            attempts.AddRange(await FactsOf(query, proof.Id, cancellationToken));
        }

        var links = new List<ExportedFact>();
        foreach (var pair in await query.Query<Pair>().Where(p => p.First == number || p.Second == number).ToListAsync(cancellationToken))
        {
            links.AddRange(await FactsOf(query, pair.Id, cancellationToken));
        }

        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(
            new ExportCustomer(
                file,
                await FactsOf(query, number, cancellationToken),
                await query.Query<Unit>().Where(u => u.CustomerNumber == number).OrderBy(u => u.Id).ToListAsync(cancellationToken),
                tickets,
                attempts,
                await query.Query<Borrowing>().Where(b => b.CustomerNumber == number).OrderBy(b => b.Id).ToListAsync(cancellationToken),
                links,
                await query.Query<BoardQuestion>().Where(q => q.CustomerNumber == number).OrderBy(q => q.Id).ToListAsync(cancellationToken),
                // Others stood on the same lists: their numbers are not this customer's business.
                [.. (await Listings.Of(query, number, cancellationToken)).Select(l => l with { CustomerNumbers = [number] })]
            )
        );
    }

    // Hashes of passwords and codes are about us, not about the person; the number of another file is another person's, maybe.
    private static async Task<IReadOnlyList<ExportedFact>> FactsOf(
        IQuerySession query,
        string stream,
        CancellationToken cancellationToken
    ) =>
        [
            .. (await query.Events.FetchStreamAsync(stream, token: cancellationToken)).Select(e => new ExportedFact(
                e.Timestamp,
                e.EventTypeName,
                e.UserName,
                Without(e)
            )),
        ];

    private static JsonElement Without(IEvent e)
    {
        object data = e.Data switch
        {
            ServicePasswordSet set => set with { Hash = "" },
            ProofRequested requested => requested with { CodeHash = null },
            CustomersLinked linked => linked with { First = "", Second = "" },
            DuplicateDismissed dismissed => dismissed with { First = "", Second = "" },
            _ => e.Data,
        };
        return JsonSerializer.SerializeToElement(data, data.GetType(), Json.Options);
    }
}
