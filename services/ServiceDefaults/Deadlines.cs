using System.ComponentModel.DataAnnotations;
using System.Runtime.CompilerServices;
using Marten;
using Marten.Services;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;
using Weasel.Postgresql.Tables;

namespace CustomerService.ServiceDefaults;

/// <summary>A moment that something waits for.</summary>
/// <param name="Purpose">Selects the handler, for example <c>ticket-auto-close</c>.</param>
/// <param name="Key">The key of the stream it is about, with whatever else tells two deadlines of a purpose apart.</param>
/// <param name="At">When it is due.</param>
/// <param name="Payload">JSON for the handler; normally null, since the handler re-checks the stream.</param>
public sealed record Due(string Purpose, string Key, DateTimeOffset At, string? Payload);

/// <summary>
/// Appends the consequence of a due row; the row is deleted in the same transaction. It must re-check the state: nothing is ever cancelled.
/// </summary>
public delegate Task DueHandler(IDocumentSession session, Due due, DateTimeOffset now, CancellationToken cancellationToken);

/// <summary>One purpose and its handler.</summary>
public sealed record DueRegistration(string Purpose, DueHandler Handler);

/// <summary>How deadlines are polled.</summary>
public sealed class DeadlineOptions
{
    /// <summary>
    /// Longest pause between two looks. What falls due before, and what this replica writes meanwhile, is looked at when it is due: the
    /// interval is for rows of a replica that died.
    /// </summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Pause after a handler failed for the first time; doubles with every further failure, up to an hour.</summary>
    public TimeSpan RetryAfter { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Rows that this replica works on at the same time.</summary>
    [Range(1, 32)]
    public int Concurrency { get; set; } = 2;
}

/// <summary>Registers and writes deadlines.</summary>
public static class Deadlines
{
    /// <summary>Registers the handler of <paramref name="purpose"/>.</summary>
    public static void AddDeadline(this IServiceCollection services, string purpose, DueHandler handler) =>
        services.AddSingleton(new DueRegistration(purpose, handler));

    /// <summary>
    /// Writes (or moves) a due row in the transaction of the event that causes it. Same purpose and key: the later call wins.
    /// </summary>
    public static void QueueDue(this IDocumentOperations operations, string purpose, string key, DateTimeOffset at, string? payload = null)
    {
        DueSignal.Note(operations, at);
        operations.QueueSqlCommand(
            "insert into due (purpose, key, at, payload, attempts) values (?, ?, ?, ?::jsonb, 0) "
                + "on conflict (purpose, key) do update set at = excluded.at, payload = excluded.payload, attempts = 0, last_error = null",
            purpose,
            key,
            RoundUp(at),
            payload ?? "null"
        );
    }

    // PostgreSQL keeps microseconds: rounded down, a row would fall due before the moment that its handler compares with, and be lost.
    private static DateTimeOffset RoundUp(DateTimeOffset at) => new((at.UtcTicks + 9) / 10 * 10, TimeSpan.Zero);
}

/// <summary>
/// Claims due rows with FOR UPDATE SKIP LOCKED and appends their consequence. Any number of replicas share the work; a crash gives the row
/// back; a row is deleted only together with its consequence, so it fires once.
/// </summary>
internal sealed class DeadlinePoller(
    IDocumentStore store,
    NpgsqlDataSource dataSource,
    IBus bus,
    IEnumerable<DueRegistration> registrations,
    IOptions<DeadlineOptions> options,
    TimeProvider clock,
    ServiceName service,
    ServiceMetrics metrics,
    DueSignal written,
    ILogger<DeadlinePoller> logger
) : BackgroundService
{
    private const int Page = 32;
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(5);

    private readonly Dictionary<string, DueHandler> _handlers = registrations
        .Append(
            new DueRegistration(Inbox.RedeliveryPurpose, (_, due, _, cancellationToken) => Inbox.Redeliver(due, bus, cancellationToken))
        )
        .ToDictionary(r => r.Purpose, r => r.Handler);

    internal static Table Table { get; } = CreateTable();

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(Enumerable.Range(0, options.Value.Concurrency).Select(_ => Poll(stoppingToken)));

    private async Task Poll(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var fired = false;
            var pause = options.Value.PollInterval;
            try
            {
                var oldest = await Look(stoppingToken);
                var now = clock.GetUtcNow();
                foreach (var (purpose, key, _) in oldest.Where(row => row.At <= now))
                {
                    fired |= await Fire(purpose, key, stoppingToken);
                }

                // Rows that are due and held by another poller are left to it.
                var next = oldest.Where(row => row.At > now).Select(row => row.At - now).DefaultIfEmpty(pause).Min();
                pause = TimeSpan.FromTicks(Math.Clamp(next.Ticks, ShortestPause.Ticks, pause.Ticks));
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                logger.LogWarning(exception, "The due rows cannot be read; trying again.");
            }

            if (!fired)
            {
                await written.Wait(pause, clock, stoppingToken);
            }
        }
    }

    // Looking at the oldest rows passes those that were just deleted, which costs more the more there are: so it is done once for many
    // rows, and each is then claimed by its key. The order is random, since other pollers see the same rows. Those that are not due yet say
    // how long nothing is.
    private async Task<List<(string Purpose, string Key, DateTimeOffset At)>> Look(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            "select purpose, key, at from (select purpose, key, at from due where purpose = any(@purposes) order by at "
                + $"limit {Page}) as oldest order by random()"
        );
        command.Parameters.AddWithValue("purposes", _handlers.Keys.ToArray());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<(string, string, DateTimeOffset)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add((reader.GetString(0), reader.GetString(1), reader.GetFieldValue<DateTimeOffset>(2)));
        }

        return rows;
    }

    private async Task<bool> Fire(string purpose, string key, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var now = clock.GetUtcNow();
        if (await Claim(connection, purpose, key, now, cancellationToken) is not { } due)
        {
            await transaction.CommitAsync(cancellationToken);
            return false;
        }

        await transaction.SaveAsync("claimed", cancellationToken);
        try
        {
            await using var session = store.LightweightSession(SessionOptions.ForTransaction(transaction));
            session.Stamp(Actor.System(service.Value), null, $"due:{due.Purpose}:{due.Key}");
            await _handlers[due.Purpose](session, due, now, cancellationToken);
            // The claim's own row only: a handler may have written the same purpose and key anew for a later moment.
            session.QueueSqlCommand("delete from due where purpose = ? and key = ? and at = ?", due.Purpose, due.Key, due.At);
            await session.SaveChangesAsync(cancellationToken);
            metrics.Fired(due.Purpose);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            logger.LogWarning(exception, "The deadline {Purpose} of {Key} failed and will be tried again.", due.Purpose, due.Key);
            metrics.FireFailed(due.Purpose);
            await transaction.RollbackAsync("claimed", cancellationToken);
            await Postpone(connection, due, now, exception, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    private static async Task<Due?> Claim(
        NpgsqlConnection connection,
        string purpose,
        string key,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        await using var command = new NpgsqlCommand(
            "select at, payload::text from due where purpose = @purpose and key = @key and at <= @now for update skip locked",
            connection
        );
        command.Parameters.AddWithValue("purpose", purpose);
        command.Parameters.AddWithValue("key", key);
        command.Parameters.AddWithValue("now", NpgsqlDbType.TimestampTz, now.UtcDateTime);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new Due(purpose, key, reader.GetFieldValue<DateTimeOffset>(0), reader.GetString(1))
            : null;
    }

    private async Task Postpone(
        NpgsqlConnection connection,
        Due due,
        DateTimeOffset now,
        Exception exception,
        CancellationToken cancellationToken
    )
    {
        await using var command = new NpgsqlCommand(
            "update due set attempts = attempts + 1, last_error = @error, at = @now + least(@pause * power(2, least(attempts, 20)), "
                + "interval '1 hour') "
                + "where purpose = @purpose and key = @key",
            connection
        );
        command.Parameters.AddWithValue("now", NpgsqlDbType.TimestampTz, now.UtcDateTime);
        command.Parameters.AddWithValue("pause", options.Value.RetryAfter);
        command.Parameters.AddWithValue("error", exception.Message);
        command.Parameters.AddWithValue("purpose", due.Purpose);
        command.Parameters.AddWithValue("key", due.Key);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static Table CreateTable()
    {
        var table = new Table("public.due");
        table.AddColumn("purpose", "text").AsPrimaryKey();
        table.AddColumn("key", "text").AsPrimaryKey();
        table.AddColumn("at", "timestamptz").NotNull();
        table.AddColumn("payload", "jsonb").NotNull();
        table.AddColumn("attempts", "integer").NotNull();
        table.AddColumn("last_error", "text");
        table.Indexes.Add(new IndexDefinition("due_at") { Columns = ["at"] });
        return table;
    }
}

/// <summary>
/// Wakes the pollers of this replica when it has committed a row that may be due before they look again: so they need not look several
/// times a second.
/// </summary>
internal sealed class DueSignal(IOptions<DeadlineOptions> options, TimeProvider clock) : IDocumentSessionListener, IDisposable
{
    private static readonly ConditionalWeakTable<IDocumentOperations, StrongBox<DateTimeOffset>> Earliest = [];
    private readonly SemaphoreSlim _written = new(0);

    /// <summary><paramref name="session"/> will commit a row for <paramref name="at"/>.</summary>
    public static void Note(IDocumentOperations session, DateTimeOffset at)
    {
        var earliest = Earliest.GetValue(session, _ => new StrongBox<DateTimeOffset>(DateTimeOffset.MaxValue));
        if (at < earliest.Value)
        {
            earliest.Value = at;
        }
    }

    /// <summary>Returns when a row was written that is due soon, or after <paramref name="pause"/>.</summary>
    public async Task Wait(TimeSpan pause, TimeProvider clock, CancellationToken cancellationToken)
    {
        using var rest = new CancellationTokenSource(pause, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(rest.Token, cancellationToken);
        try
        {
            await _written.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Nothing was written meanwhile.
        }
    }

    public void Dispose() => _written.Dispose();

    Task IDocumentSessionListener.AfterCommitAsync(IDocumentSession session, IChangeSet commit, CancellationToken token)
    {
        var isSoon = Earliest.TryGetValue(session, out var earliest) && earliest.Value < clock.GetUtcNow() + options.Value.PollInterval;
        if (isSoon && _written.CurrentCount < options.Value.Concurrency)
        {
            _written.Release();
        }

        Earliest.Remove(session);
        return Task.CompletedTask;
    }

    Task IDocumentSessionListener.BeforeSaveChangesAsync(IDocumentSession session, CancellationToken token) => Task.CompletedTask;

    void IDocumentSessionListener.DocumentLoaded(object id, object document) { }

    void IDocumentSessionListener.DocumentAddedForStorage(object id, object document) { }
}
