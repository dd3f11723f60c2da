using CustomerService.Intake.Tickets.Life;
using CustomerService.ServiceDefaults;
using JasperFx.Events;
using Marten;
using Microsoft.Extensions.Options;

namespace CustomerService.Intake.Desk.MajorFaults;

/// <summary>
/// I13: counts like tickets as they are opened or reclassified. More than chance of one model and fault are a candidate; what is open takes
/// later ones. One replica leads, and what it does twice after a kill changes nothing the second time.
/// </summary>
internal sealed class MajorFaultDetector(IOptions<MajorFaultOptions> options, Numbers numbers, TimeProvider clock)
{
    private const string Like = """
        select json_build_object('before', count(*) filter (where opened_at <= ?), 'since', min(opened_at) filter (where opened_at > ?),
            'tickets', coalesce(json_agg(id order by id) filter (where opened_at > ?), '[]'))
        from mt_doc_ticketview
        where data ->> 'model' = ? and data ->> 'faultCode' = ? and opened_at > ? and data ->> 'status' not in ('Rejected', 'Cancelled')
            and id <> all (?)
          and data ->> 'mergedInto' is null
        """;

    /// <summary>Looks at each model and fault of which something new came in.</summary>
    public async Task React(IReadOnlyList<IEvent> page, IDocumentStore store, CancellationToken cancellationToken)
    {
        string[] touched =
        [
            .. page.Where(e =>
                    e.Data
                        is TicketOpened { FaultCode: not null, Model: not null }
                            or TicketReclassified { FaultCode: not null }
                            or TicketUnmerged
                )
                .Select(e => e.StreamKey!)
                .Distinct(),
        ];
        if (touched.Length > 0)
        {
            await using var query = store.QuerySession();
            var views = await query.Query<TicketView>().Where(t => touched.Contains(t.Id)).ToListAsync(cancellationToken);
            foreach (
                var (model, faultCode) in views
                    .Where(v => v is { Model: not null, FaultCode: not null })
                    .Select(v => (v.Model!, v.FaultCode!))
                    .Distinct()
            )
            {
                await Look(store, model, faultCode, cancellationToken);
            }
        }
    }

    private async Task Look(IDocumentStore store, string model, string faultCode, CancellationToken cancellationToken)
    {
        await using var session = store.LightweightSession();
        var (rules, now, by) = (options.Value, clock.GetUtcNow(), Actor.System("intake"));
        session.Stamp(by, null, null);
        var from = now - rules.Window;
        // What a fault was that is over is none again.
        var over = await session
            .Query<MajorFault>()
            .Where(f => f.Model == model && f.FaultCode == faultCode && f.ClosedAt > from)
            .ToListAsync(cancellationToken);
        string[] known = [.. over.SelectMany(f => f.Tickets)];
        var like = (
            await session.QueryAsync<LikeTickets>(
                Like,
                cancellationToken,
                from,
                from,
                from,
                model,
                faultCode,
                from - rules.UsualOver,
                known
            )
        )[0];
        if (await session.LoadAsync<OpenMajorFault>(OpenMajorFault.IdOf(model, faultCode), cancellationToken) is { } open)
        {
            await session.Decide<MajorFault>(
                open.Number,
                f => LinkTickets.Decide(f, new LinkTickets([.. like.Tickets.Except(f.Unlinked)]), like.Tickets, by.ToString(), now),
                exclusively: true,
                cancellationToken: cancellationToken
            );
        }
        else if (
            rules.IsCandidate(like.Tickets.Count, like.Before)
            && !await IsQuiet(session, model, faultCode, now - rules.QuietFor, cancellationToken)
        )
        {
            var number = await numbers.Next("F", MajorFaultsModule.NumberSequence, cancellationToken);
            await session.Propose(
                number,
                new MajorFaultProposed(model, faultCode, true, null, null, like.Tickets, by.ToString(), like.Since ?? now, now),
                cancellationToken
            );
        }

        try
        {
            await session.SaveChangesAsync(cancellationToken);
        }
        catch (JasperFx.DocumentAlreadyExistsException)
        {
            // Somebody has just raised it by hand: the next like ticket joins theirs.
        }
    }

    private static Task<bool> IsQuiet(
        IQuerySession session,
        string model,
        string faultCode,
        DateTimeOffset since,
        CancellationToken cancellationToken
    ) =>
        session
            .Query<MajorFault>()
            .AnyAsync(
                f => f.Model == model && f.FaultCode == faultCode && f.Status == MajorFaultStatus.Rejected && f.DecidedAt > since,
                cancellationToken
            );

    private sealed record LikeTickets(int Before, DateTimeOffset? Since, IReadOnlyList<string> Tickets);
}
