using Npgsql;

namespace CustomerService.Load;

/// <summary>The rows that one opened ticket leaves in Intake's tables, to be written again as plain rows under other numbers.</summary>
internal sealed class RowCopy
{
    private readonly List<(string Table, (string Column, string Type, object? Value)[] Cells)> _rows = [];
    private readonly string _number;
    private readonly string _contact;

    private RowCopy(string number, string contact) => (_number, _contact) = (number, contact);

    public int Rows => _rows.Count;

    /// <summary>Reads the rows of <paramref name="number"/> from every table that holds some.</summary>
    public static async Task<RowCopy> Read(NpgsqlDataSource source, string number)
    {
        await using var find = source.CreateCommand(
            "select data ->> 'contactKey' from mt_events where stream_id = @number and version = 1"
        );
        find.Parameters.AddWithValue("number", number);
        var copy = new RowCopy(number, (string)(await find.ExecuteScalarAsync())!);
        foreach (
            var (table, condition) in new[]
            {
                ("mt_streams", "id = @number"),
                ("mt_events", "stream_id = @number"),
                ("mt_doc_ticketview", "id = @number"),
                ("mt_doc_contactkey", "data ->> 'ticketNumber' = @number"),
                ("due", "key like @number || '%'"),
            }
        )
        {
            await using var read = source.CreateCommand($"select * from {table} where {condition}");
            read.Parameters.AddWithValue("number", number);
            await using var reader = await read.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                copy._rows.Add(
                    (
                        table,
                        [
                            .. Enumerable
                                .Range(0, reader.FieldCount)
                                .Select(i =>
                                    (reader.GetName(i), reader.GetDataTypeName(i), reader.IsDBNull(i) ? null : reader.GetValue(i))
                                ),
                        ]
                    )
                );
            }
        }

        return copy;
    }

    /// <summary>Empty tables of the same shape and indexes.</summary>
    public async Task CreateTables(NpgsqlDataSource source)
    {
        foreach (var table in _rows.Select(r => r.Table).Distinct())
        {
            await using var create = source.CreateCommand(
                $"drop table if exists plain_{table}; create table plain_{table} (like {table} including all)"
            );
            await create.ExecuteNonQueryAsync();
        }
    }

    /// <summary>Writes the rows once more in one transaction, with prepared statements, in one round trip.</summary>
    public async Task Insert(NpgsqlDataSource source, long sequence)
    {
        await using var batch = source.CreateBatch();
        var number = $"P{sequence:D8}";
        foreach (var (table, cells) in _rows)
        {
            var columns = string.Join(", ", cells.Select(c => c.Column));
            var values = string.Join(", ", cells.Select((_, i) => $"${i + 1}"));
            var insert = new NpgsqlBatchCommand($"insert into plain_{table} ({columns}) values ({values})");
            foreach (var (column, type, value) in cells)
            {
                insert.Parameters.Add(
                    new NpgsqlParameter { Value = Renumber(column, value, number, sequence) ?? DBNull.Value, DataTypeName = type }
                );
            }

            batch.BatchCommands.Add(insert);
        }

        await batch.ExecuteNonQueryAsync();
    }

    /// <summary>
    /// Statements that clone the rows <c>count</c> times inside the database, as if so many tickets had been opened before.
    /// </summary>
    public IEnumerable<string> CloneStatements(string prefix, int count)
    {
        foreach (var (table, cells) in _rows.Where(r => r.Table != "due"))
        {
            var columns = string.Join(", ", cells.Select(c => c.Column));
            var values = string.Join(
                ", ",
                cells.Select(c =>
                    c switch
                    {
                        ("seq_id", _, _) => "nextval('mt_events_sequence')",
                        (_, "uuid", _) => "gen_random_uuid()",
                        (_, _, string) =>
                            $"replace(replace(s.{c.Column}::text, '{_number}', '{prefix}' || lpad(i::text, 7, '0')), '{_contact}', "
                                + $"'{prefix}-' || i)::{c.Type}",
                        _ => $"s.{c.Column}",
                    }
                )
            );
            var key = table switch
            {
                "mt_events" => "stream_id",
                "mt_doc_contactkey" => "data ->> 'ticketNumber'",
                _ => "id",
            };
            yield return $"insert into {table} ({columns}) select {values} from {table} s, generate_series(1, {count}) i where "
                + $"s.{key} = '{_number}'";
        }
    }

    private object? Renumber(string column, object? value, string number, long sequence) =>
        value switch
        {
            string text => text.Replace(_number, number, StringComparison.Ordinal)
                .Replace(_contact, $"plain-{sequence}", StringComparison.Ordinal),
            Guid => Guid.NewGuid(),
            long when column == "seq_id" => sequence,
            _ => value,
        };
}
