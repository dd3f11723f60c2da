using CustomerService.Intake.Common.Index;
using CustomerService.Intake.Common.ReadModels;
using CustomerService.ServiceDefaults;
using Marten;
using Npgsql;

namespace CustomerService.Intake.Finding.Search;

/// <summary>
/// Writes the search index again, from documents and the words in tickets' events; <see cref="TableModels" /> does the rest.
/// </summary>
internal sealed class SearchRebuild(SearchSource source)
{
    public TableModel Model => new("SearchEntries", [SearchTable.Name], IndexSubscription.SubscriptionName, Write);

    private async Task Write(
        IDocumentSession session,
        string schema,
        IReadOnlyCollection<string>? streams,
        CancellationToken cancellationToken
    )
    {
        var table = $"{schema}.{SearchTable.Name}";
        foreach (var kind in Enum.GetValues<SearchKind>())
        {
            await foreach (var ids in TableModels.Batches(session, SearchSource.TableOf(kind), streams, cancellationToken))
            {
                if (streams is not null)
                {
                    await using var remove = new NpgsqlCommand(
                        $"delete from {table} where kind = @kind and id = any(@ids)",
                        session.Connection
                    );
                    remove.Parameters.AddWithValue("kind", kind.ToCode());
                    remove.Parameters.AddWithValue("ids", ids.ToArray());
                    await remove.ExecuteNonQueryAsync(cancellationToken);
                }

                await SearchTable.Copy(
                    session.Connection!,
                    table,
                    await source.Read(session, kind, ids, cancellationToken),
                    cancellationToken
                );
            }
        }
    }
}
