using System.Collections.Concurrent;
using Npgsql;

namespace CustomerService.ServiceDefaults;

/// <summary>
/// Gives numbers such as T00000042 from database sequences, a block at a time: most callers wait for nobody. Gaps are possible, reuse is
/// not.
/// </summary>
public sealed class Numbers(NpgsqlDataSource dataSource)
{
    private const int BlockSize = 16;
    private readonly ConcurrentDictionary<string, ConcurrentQueue<long>> _left = new();

    /// <summary>The next number of <paramref name="sequence"/> behind <paramref name="prefix"/>, eight digits.</summary>
    public async Task<string> Next(string prefix, string sequence, CancellationToken cancellationToken)
    {
        var left = _left.GetOrAdd(sequence, _ => new ConcurrentQueue<long>());
        long number;
        while (!left.TryDequeue(out number))
        {
            await using var command = dataSource.CreateCommand($"select nextval(@sequence::regclass) from generate_series(1, {BlockSize})");
            command.Parameters.AddWithValue("sequence", sequence);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                left.Enqueue(reader.GetInt64(0));
            }
        }

        return $"{prefix}{number:D8}";
    }
}
