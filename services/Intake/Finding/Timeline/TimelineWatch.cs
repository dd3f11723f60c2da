using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Npgsql;

namespace CustomerService.Intake.Finding.Timeline;

/// <summary>
/// Tells who follows a ticket that there is news of it. One query for all tickets that are followed at this replica, however many follow
/// them: a commit of any replica is seen, and nothing is added to a command.
/// </summary>
internal sealed class TimelineWatch(
    NpgsqlDataSource dataSource,
    IOptions<TimelineOptions> options,
    TimeProvider clock,
    IHostApplicationLifetime lifetime,
    ILogger<TimelineWatch> logger
) : BackgroundService
{
    private readonly ConcurrentDictionary<News, bool> _followers = new();

    /// <summary>News of a ticket, until it is disposed of.</summary>
    public News Of(string number)
    {
        var news = new News(number, this);
        _followers[news] = true;
        if (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            news.End();
        }

        return news;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Sooner than this service is stopped: the web server, which is stopped before it, waits for every answer to end.
        using var end = lifetime.ApplicationStopping.Register(() => _followers.Keys.ToList().ForEach(f => f.End()));
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Look(stoppingToken);
            }
            catch (NpgsqlException exception)
            {
                logger.LogWarning(exception, "The tickets that are followed cannot be read; trying again.");
            }

            await Task.Delay(options.Value.LookInterval, clock, stoppingToken);
        }
    }

    private async Task Look(CancellationToken cancellationToken)
    {
        var followers = _followers.Keys.ToLookup(f => f.Number);
        if (followers.Count == 0)
        {
            return;
        }

        await using var command = dataSource.CreateCommand(
            """
            with recursive told(root, id) as (
                select n, n from unnest(@numbers) n
                union select t.root, m.id from told t join mt_doc_ticketview m on m.data ->> 'mergedInto' = t.id)
            select t.root, sum(s.version + (select count(*) from mt_doc_timelineentry e where e.data ->> 'ticketNumber' = s.id))::bigint
            from told t join mt_streams s on s.id = t.id group by t.root
            """
        );
        command.Parameters.AddWithValue("numbers", followers.Select(f => f.Key).ToArray());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            foreach (var follower in followers[reader.GetString(0)])
            {
                follower.Know(reader.GetInt64(1));
            }
        }
    }

    /// <summary>What one follower waits for.</summary>
    internal sealed class News(string number, TimelineWatch watch) : IDisposable
    {
        // Not disposed of: it holds nothing, and may be released until the very end.
        private readonly SemaphoreSlim _come = new(0);
        private long _known = -1;

        /// <summary>Whether nobody will tell of any more: the replica stops.</summary>
        public bool IsOver { get; private set; }

        public string Number => number;

        /// <summary>Waits at most so long; true when there may be news.</summary>
        public Task<bool> Come(TimeSpan atMost, CancellationToken cancellationToken) => _come.WaitAsync(atMost, cancellationToken);

        /// <summary>So many things have been told about the ticket.</summary>
        public void Know(long told)
        {
            if (told != _known)
            {
                _known = told;
                _come.Release();
            }
        }

        public void End()
        {
            IsOver = true;
            _come.Release();
        }

        public void Dispose() => watch._followers.TryRemove(this, out _);
    }
}
