using System.Diagnostics;
using System.Globalization;
using CustomerService.Demo;
using CustomerService.TestSupport;

namespace CustomerService.Drills;

/// <summary>Something that must hold in a drill does not.</summary>
public sealed class DrillFailedException(string message) : Exception(message);

internal static class Arguments
{
    private const int FewContacts = 40;

    public static int Contacts(string[] arguments) =>
        arguments is [_, var text, ..] && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var contacts)
            ? contacts
            : FewContacts;
}

/// <summary>A story that goes on while a drill breaks the system under it, and what must be true when it has ended.</summary>
internal sealed class Play : IAsyncDisposable
{
    private const int Parallel = 8;

    // Clients wait for a system that is being restored.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(30);
    private readonly CommandRecorder _commands;
    private readonly HttpClient _http;
    private readonly Cluster _cluster;
    private readonly EventFollower _follower;
    private readonly int _contacts;
    private readonly Task<IReadOnlyList<Played>> _playing;
    private int _let;
    private int _ended;

    private Play(Cluster cluster, HttpClient http, GatewayClient gateway, DemoData data, CommandRecorder commands, int contacts)
    {
        (_cluster, _http, Gateway, _commands, _contacts) = (cluster, http, gateway, commands, contacts);
        _follower = EventFollower.Start(cluster, "auditor:R001");
        _playing = new Story(gateway, data).Play(contacts, Parallel, _ => Interlocked.Increment(ref _ended));
    }

    /// <summary>The client that plays.</summary>
    public GatewayClient Gateway { get; }

    /// <summary>The stores of the system.</summary>
    public Stores Stores => new(_cluster);

    /// <summary>Commands that were answered 2xx.</summary>
    public IReadOnlyDictionary<string, string> Promised => _commands.Promised;

    /// <summary>Brings in the master data and begins; <see cref="Go"/> lets contacts in.</summary>
    public static async Task<Play> Begin(Cluster cluster, int contacts)
    {
        var commands = new CommandRecorder { InnerHandler = cluster.People };
        var http = new HttpClient(commands, disposeHandler: false)
        {
            BaseAddress = cluster.GatewayAddress,
            Timeout = TimeSpan.FromMinutes(1),
        };
        var gateway = new GatewayClient(http, Longest);
        var data = DemoData.Sample(contacts);
        foreach (var table in await new Importer(gateway, data).Run())
        {
            Drill.Demand(table.IsComplete, table.ToString());
        }

        return new Play(cluster, http, gateway, data, commands, contacts);
    }

    /// <summary>Lets a part of the contacts in and returns in the middle of what they do.</summary>
    public async Task Go(int parts)
    {
        var (portion, before) = (_contacts / parts, Volatile.Read(ref _ended));
        _commands.Let(portion);
        _let += portion;
        await Eventually.Holds(
            () => Task.FromResult(_playing.IsCompleted || Volatile.Read(ref _ended) >= before + (portion / 2)),
            "half of a portion of stories ended",
            Longest
        );
    }

    /// <summary>
    /// Lets the rest in, waits for the end, and demands that nothing is lost, doubled or invented: every command answered 2xx is in the
    /// stores once, stores and stream hold the same, the books balance, and a reader that went on from its position has every event.
    /// </summary>
    public async Task EndAndBalance()
    {
        _commands.Let(_contacts - _let);
        var played = await _playing;
        await _cluster.WaitReady();
        Drill.DemandNone(played.Select(p => p.Stopped).OfType<string>(), "stories stopped");
        await Eventually.Holds(Stores.AreSettled, "every relay at the head of its store, nothing due, nothing put aside", Longest);

        var reader = new TicketEventReader(_cluster.VirtualHost);
        var lines = await new Books(Gateway, reader, new ErrorQueues(_cluster.VirtualHost, Backing.Management)).Balance(Longest);
        Drill.DemandNone(lines.SelectMany(l => l.Wrong.Select(w => $"{l.What}: {w}")), "the books do not balance");

        var carriedOut = await Stores.CarriedOut();
        Drill.DemandNone(Lost(carriedOut), "answered 2xx and lost");
        Drill.DemandNone(carriedOut.Where(c => c.Value != 1).Select(c => $"{c.Key}: {c.Value} times"), "carried out more than once");

        var stream = await reader.ReadAll();
        var (missing, invented) = await Stores.CompareWith(stream);
        Drill.DemandNone(missing, "stored and not in the stream");
        Drill.DemandNone(invented, "in the stream and in no store");

        var wanted = stream.Select(e => e.Id).ToHashSet();
        List<string> followed = [];
        await Eventually.Holds(
            () =>
            {
                followed = [.. _follower.Read.Select(e => (string)System.Text.Json.Nodes.JsonNode.Parse(e)!["id"]!)];
                return Task.FromResult(wanted.IsSubsetOf(followed));
            },
            "a reader that goes on from its position has every event",
            Longest,
            () => $"It has {followed.Distinct().Count()} of {wanted.Count}."
        );
        Drill.DemandNone(followed.Except(wanted), "told to a reader and in no store");
        Drill.Say(
            $"{played.Count} stories, {Promised.Count} commands answered 2xx, {Gateway.Repeats} sent again: none lost, none carried out twice; "
                + $"{lines.Count} books balance"
        );
        Drill.Say(
            $"a reader kept its position over all of it: {wanted.Count} events, {followed.Count - wanted.Count} of them twice, cut off "
                + $"{_follower.Reconnects} times"
        );
    }

    /// <summary>Commands that were answered 2xx and left no event.</summary>
    public IEnumerable<string> Lost(IReadOnlyDictionary<string, long> carriedOut) =>
        // Choosing what stands already is accepted and changes nothing, so it leaves no event.
        Promised
            .Where(c => !carriedOut.ContainsKey(c.Key) && !c.Value.EndsWith("/choose", StringComparison.Ordinal))
            .Select(c => $"{c.Value} {c.Key}");

    public async ValueTask DisposeAsync()
    {
        await _follower.DisposeAsync();
        _http.Dispose();
        _commands.Dispose();
    }
}

/// <summary>What drills print and demand.</summary>
internal static class Drill
{
    private const int Shown = 10;
    private static readonly Stopwatch Clock = Stopwatch.StartNew();

    public static void Say(string text) => Console.WriteLine($"{Clock.Elapsed.TotalSeconds, 5:F0} s  {text}");

    public static void Demand(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new DrillFailedException(otherwise);
        }
    }

    public static void DemandNone(IEnumerable<string> wrong, string what)
    {
        var all = wrong.ToList();
        Demand(all.Count == 0, $"{all.Count} {what}:\n{string.Join('\n', all.Take(Shown))}");
    }

    public static async Task<double> Seconds(Func<Task> what)
    {
        var began = Stopwatch.GetTimestamp();
        await what();
        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }
}
