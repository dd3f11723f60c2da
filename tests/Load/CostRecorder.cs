using System.Text.RegularExpressions;
using CustomerService.TestSupport;

namespace CustomerService.Load;

/// <summary>
/// Weighs each command that passes: from before it is sent until everything that follows from it has been done by whoever it concerns.
/// One command at a time; questions are let through between them.
/// </summary>
internal sealed partial class CostRecorder(Func<IReadOnlyDictionary<string, TimeSpan>> processors) : DelegatingHandler
{
    // Readers of a store, consumers and planners have followed by then.
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(1200);
    private readonly Dictionary<string, List<Cost>> _costs = [];

    /// <summary>Whether commands are weighed.</summary>
    public bool IsOn { get; set; }

    /// <summary>What the commands of each kind took, in the order in which they came first.</summary>
    public IReadOnlyDictionary<string, List<Cost>> Costs => _costs;

    /// <summary>What happens in <paramref name="time"/> while nothing is asked for.</summary>
    public async Task<Cost> Idle(TimeSpan time) => await Weigh(() => Task.Delay(time));

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!IsOn || request.Method != HttpMethod.Post)
        {
            return await base.SendAsync(request, cancellationToken);
        }

        HttpResponseMessage? answer = null;
        var cost = await Weigh(async () =>
        {
            answer = await base.SendAsync(request, cancellationToken);
            await Task.Delay(Settling, cancellationToken);
        });
        if (answer!.IsSuccessStatusCode)
        {
            var kind = Numbers().Replace(request.RequestUri!.AbsolutePath, "…");
            (_costs.TryGetValue(kind, out var known) ? known : _costs[kind] = []).Add(cost);
        }

        return answer;
    }

    private async Task<Cost> Weigh(Func<Task> work)
    {
        var (counts, processor) = (await DatabaseCounts.Take(), processors());
        var began = TimeProvider.System.GetTimestamp();
        await work();
        var after = processors();
        return new Cost(
            (await DatabaseCounts.Take()).Since(counts),
            after.ToDictionary(p => p.Key, p => p.Value - processor[p.Key]),
            TimeProvider.System.GetElapsedTime(began)
        );
    }

    // Numbers of tickets and of what hangs on them, and the secret of a survey.
    [GeneratedRegex(@"(?<=/survey/).*|(?<=/)[A-Z]+-?\d[\w-]*")]
    private static partial Regex Numbers();
}

/// <summary>What one command took.</summary>
/// <param name="Database">From PostgreSQL.</param>
/// <param name="Processor">From each process.</param>
/// <param name="Time">How long was looked.</param>
internal sealed record Cost(DatabaseWork Database, IReadOnlyDictionary<string, TimeSpan> Processor, TimeSpan Time);
