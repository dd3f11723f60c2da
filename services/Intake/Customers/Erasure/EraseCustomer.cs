using CustomerService.Intake.Common.PersonalData;
using CustomerService.Intake.Customers.Files;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.Extensions.Options;

namespace CustomerService.Intake.Customers.Erasure;

/// <summary>
/// I4: erases a person. Events are masked in place, read models with them, and every module takes away what it keeps of them; what is left
/// counts but names nobody. It runs behind the second approval, and once more later for what was under way at that moment; both can be
/// repeated after a crash, since masking twice is masking once.
/// </summary>
internal sealed class EraseCustomer(IDocumentStore store, IEnumerable<IHoldsPersonalData> holders, IOptions<CustomerOptions> options)
{
    public const string Purpose = "customer-erase";
    private const string MaskedBy = "masked-by";

    // The part whose streams the event of the erasure counts.
    private const string Tickets = "tickets";

    /// <summary>Who asked and who approved stand in the event: it is the only trace of how the person went.</summary>
    internal static Decision Decide(Customer file, Destruction destruction, int eventsMasked, int tickets, DateTimeOffset now) =>
        destruction.Status != DestructionStatus.Approved || file.ErasedAt is not null
            ? Decision.NoChange
            : Decision.Accept(
                new CustomerErased(destruction.RequestedBy, destruction.ApprovedBy, eventsMasked, tickets, now),
                new PersonalDataErased(Destruction.KeyOf(file.Id), now)
            );

    public async Task Fire(IDocumentSession session, Due due, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var number = due.Key;
        var held = new Dictionary<string, IReadOnlyList<string>>();
        foreach (var holder in holders)
        {
            held[holder.Part] = [.. held.GetValueOrDefault(holder.Part, []), .. await holder.Streams(session, number, cancellationToken)];
        }

        string[] streams = [number, Destruction.KeyOf(number), .. held.Values.SelectMany(h => h)];
        // Nobody appends to any of them until this is through. Rows of events are not locked by it, so masking can use a transaction of its
        // own.
        await session.QueryAsync<string>(
            "select id from mt_streams where id = any(?) order by id for update",
            cancellationToken,
            [streams]
        );
        var erasure = Destruction.KeyOf(number);
        var person = new ErasedPerson(number, await ReachedAt(session, number, cancellationToken));
        foreach (var holder in holders)
        {
            await holder.Forget(session, person, cancellationToken);
        }

        var masked = await Mask(streams, erasure, cancellationToken);
        var said = await session.QueryAsync<string>(
            "select distinct stream_id from mt_events where stream_id = any(?) and type = ?",
            cancellationToken,
            streams,
            DestructionEvents.Erased
        );
        foreach (var stream in streams.Except([.. said, number]))
        {
            session.Events.Append(stream, new PersonalDataErased(erasure, now));
        }

        // Stored answers are bytes of JSON; a repeat of such a request is decided anew, and refused.
        session.QueueSqlCommand("delete from idempotency where position(convert_to(?, 'UTF8') in body) > 0", $"\"{number}\"");

        var destruction = (await session.LoadAsync<Destruction>(Destruction.KeyOf(number), cancellationToken))!;
        await session.Decide<Customer>(
            number,
            file => Decide(file, destruction, masked, held.GetValueOrDefault(Tickets, []).Count, now),
            exclusively: true,
            cancellationToken: cancellationToken
        );
        if (destruction.Status == DestructionStatus.Approved)
        {
            session.Events.Append(destruction.Id, new DestructionCarriedOut(now));
            session.QueueDue(Purpose, number, now + options.Value.ErasesAgainAfter);
        }
    }

    /// <summary>Every number and address that the file ever held; nothing once it is masked.</summary>
    private static async Task<IReadOnlyCollection<string>> ReachedAt(
        IDocumentSession session,
        string number,
        CancellationToken cancellationToken
    ) =>
        [
            .. (await session.Events.FetchStreamAsync(number, token: cancellationToken))
                .SelectMany(
                    IEnumerable<string> (e) =>
                        e.Data switch
                        {
                            CustomerRegistered r => [r.Phone, r.Email ?? ""],
                            CustomerCorrected c => [c.Phone, c.Email ?? ""],
                            ContactPointsChanged p => p.ContactPoints.Select(point => point.Value),
                            _ => [],
                        }
                )
                .Where(point => point.Length > 0)
                .Distinct(),
        ];

    private async Task<int> Mask(string[] streams, string erasure, CancellationToken cancellationToken)
    {
        var masked = 0;
        await store.Advanced.ApplyEventDataMasking(
            masking =>
            {
                masking.AddHeader(MaskedBy, erasure);
                foreach (var stream in streams)
                {
                    masking.IncludeStream(stream, IsPersonal);
                }
            },
            cancellationToken
        );
        return masked;

        bool IsPersonal(JasperFx.Events.IEvent e)
        {
            var concerned = Masking.Concerns(e.Data.GetType());
            masked += concerned ? 1 : 0;
            return concerned;
        }
    }
}
