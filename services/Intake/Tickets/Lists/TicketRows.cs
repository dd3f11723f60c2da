using System.Runtime.CompilerServices;
using CustomerService.Intake.Customers.Files;
using CustomerService.Intake.Tickets.Life;
using Marten;
using Npgsql;

namespace CustomerService.Intake.Tickets.Lists;

/// <summary>Reads tickets by a filter, one after the other: a table of any length takes the memory of one row.</summary>
internal sealed class TicketRows(NpgsqlDataSource dataSource, IDocumentStore store)
{
    public async IAsyncEnumerable<TicketView> Read(
        TicketFilter filter,
        VisibleRows visibility,
        string? after,
        int? limit,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var serializer = store.Options.Serializer();
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var command = filter.Select(connection, visibility, after, limit);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            yield return await serializer.FromJsonAsync<TicketView>(reader, 0, cancellationToken);
        }
    }

    /// <summary>Whose tickets a filter finds.</summary>
    public async IAsyncEnumerable<string> Customers(
        TicketFilter filter,
        VisibleRows visibility,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var command = filter.SelectCustomers(connection, visibility);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            yield return reader.GetString(0);
        }
    }

    /// <summary>Those of <paramref name="numbers"/> that exist and may be seen.</summary>
    public async Task<HashSet<string>> Visible(
        IReadOnlyCollection<string> numbers,
        VisibleRows visibility,
        CancellationToken cancellationToken
    )
    {
        await using var command = dataSource.CreateCommand(
            $"select d.id from mt_doc_ticketview d where d.id = any(@numbers) and {TicketFilter.Visible}"
        );
        command.Parameters.AddWithValue("numbers", numbers.ToArray());
        visibility.AddTo(command.Parameters);
        var visible = new HashSet<string>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            visible.Add(reader.GetString(0));
        }

        return visible;
    }
}
