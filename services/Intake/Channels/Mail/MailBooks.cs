using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace CustomerService.Intake.Channels.Mail;

/// <summary>The books of the mailbox: fetched = accepted + refused + parked + waiting, at any moment.</summary>
/// <param name="Fetched">Raw messages that were stored before their source was told so.</param>
/// <param name="Accepted">Contacts of tickets.</param>
/// <param name="Refused">Automatic, twice, or refused by a person.</param>
/// <param name="Parked">Waiting for a person.</param>
/// <param name="Waiting">Stored and not read yet; 0 a moment after the last one came.</param>
/// <param name="Balanced">Whether the sum is right: the raw store and the outcomes are counted apart from each other.</param>
public sealed record MailBooks(long Fetched, long Accepted, long Refused, long Parked, long Waiting, bool Balanced)
{
    // One statement sees one state of the store. What was fetched and what waits is counted in the raw store, what became of it in the
    // folded outcomes.
    private const string Count = """
        select (select count(*) from mail_raw), (select count(*) from mail_raw where due_at is not null),
               count(*) filter (where lower(data ->> 'status') = 'accepted'), count(*) filter (where lower(data ->> 'status') = 'refused'),
               count(*) filter (where lower(data ->> 'status') = 'parked')
        from mt_doc_inboundmail
        """;

    internal static async Task<Ok<MailBooks>> Get(NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(Count);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return TypedResults.Ok(Of(reader.GetInt64(0), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4), reader.GetInt64(1)));
    }

    internal static MailBooks Of(long fetched, long accepted, long refused, long parked, long waiting) =>
        new(fetched, accepted, refused, parked, waiting, fetched == accepted + refused + parked + waiting);
}
