using System.Collections.Concurrent;
using CustomerService.Demo.Scenes;

namespace CustomerService.Demo;

/// <summary>How one contact's story ended.</summary>
/// <param name="Contact">The contact.</param>
/// <param name="Ticket">Its ticket, or empty when it was never opened.</param>
/// <param name="Status">Where the ticket must be.</param>
/// <param name="Episode">Episode that it must be in.</param>
/// <param name="Stopped">Why the story could not go on, or null.</param>
public sealed record Played(Contact Contact, string Ticket, string Status, int Episode, string? Stopped);

/// <summary>
/// Replays contacts as stories: what customers, agents, engineers, technicians and handlers do, through the gateway. Everything is drawn
/// from the contact's key, so playing again sends the same commands under the same keys and changes nothing more.
/// </summary>
public sealed class Story(GatewayClient gateway, DemoData data)
{
    private readonly StoryCounters _counters = new();

    /// <summary>Commands sent and refused so far.</summary>
    public StoryCounters Counters => _counters;

    /// <summary>
    /// Plays the first <paramref name="contacts"/> contacts, <paramref name="parallel"/> at a time, begun in the order of time.
    /// </summary>
    public async Task<IReadOnlyList<Played>> Play(
        int contacts,
        int parallel,
        Action<Played>? done = null,
        CancellationToken cancellationToken = default
    )
    {
        var stock = new StockRooms(gateway, data);
        var played = new ConcurrentBag<Played>();
        var options = new ParallelOptions { MaxDegreeOfParallelism = parallel, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(data.Contacts.Take(contacts), options, async (contact, cancellation) =>
        {
            var one = await Play(new Scene(gateway, data, stock, contact, _counters, cancellation));
            played.Add(one);
            done?.Invoke(one);
        });
        return [.. played.OrderBy(p => p.Contact.At)];
    }

    private static async Task<Played> Play(Scene scene)
    {
        try
        {
            var (status, episode) = await TicketScene.Play(scene);
            return new Played(scene.Contact, scene.Ticket, status, episode, null);
        }
        catch (StoryStoppedException stopped)
        {
            return new Played(scene.Contact, scene.Ticket, "", 0, stopped.Message);
        }
    }
}

/// <summary>What was sent and what was refused.</summary>
public sealed class StoryCounters
{
    private readonly ConcurrentDictionary<string, int> _refusals = new();
    private int _commands;

    /// <summary>Commands sent.</summary>
    public int Commands => _commands;

    /// <summary>Refusals by code.</summary>
    public IReadOnlyDictionary<string, int> Refusals => _refusals;

    internal void Add(Reply reply)
    {
        Interlocked.Increment(ref _commands);
        if (!reply.IsSuccess)
        {
            _refusals.AddOrUpdate(reply.Code, 1, (_, count) => count + 1);
        }
    }
}
