using System.Diagnostics.Metrics;

namespace CustomerService.Subscriptions.Events;

/// <summary>What the index counts, on the meter of all services.</summary>
internal sealed class EventMetrics
{
    private readonly Counter<long> _indexed;
    private readonly Counter<long> _repeated;
    private readonly Counter<long> _refused;
    private readonly UpDownCounter<long> _readers;

    public EventMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("CustomerService");
        _indexed = meter.CreateCounter<long>("customerservice.subscriptions.indexed", description: "Events added to the index.");
        _repeated = meter.CreateCounter<long>(
            "customerservice.subscriptions.repeated",
            description: "Events that were in the index already."
        );
        _refused = meter.CreateCounter<long>("customerservice.subscriptions.refused", description: "Messages that are no CloudEvents.");
        _readers = meter.CreateUpDownCounter<long>("customerservice.subscriptions.readers", description: "Open streams, by way.");
    }

    public void Indexed(int added, int repeated)
    {
        _indexed.Add(added);
        _repeated.Add(repeated);
    }

    public void Refused() => _refused.Add(1);

    public void Reader(string way, int change) => _readers.Add(change, new KeyValuePair<string, object?>("way", way));
}
