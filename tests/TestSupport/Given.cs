using CustomerService.ServiceDefaults;
using JasperFx.Events;
using JasperFx.Events.Aggregation;
using Marten;
using Xunit;

namespace CustomerService.TestSupport;

/// <summary>
/// Tests of decisions read as history: given events, when a decision is asked, then these events, this rejection, or nothing. The state is
/// folded by Marten's own code, without a database.
/// </summary>
public sealed class Decisions(Action<StoreOptions> configure)
{
    private readonly DocumentStore _store = DocumentStore.For(options =>
    {
        options.Connection("Host=unreachable.invalid");
        options.Events.StreamIdentity = StreamIdentity.AsString;
        configure(options);
    });

    /// <summary>Folds the stream <paramref name="key"/> from its events.</summary>
    public Given<TState> Given<TState>(string key, params object[] events)
        where TState : class
    {
        var wrapped = events
            .Select(
                (data, i) =>
                {
                    var e = _store.Events.BuildEvent(data);
                    e.StreamKey = key;
                    e.Version = i + 1;
                    return e;
                }
            )
            .ToList();
        var aggregator = (IAggregator<TState, IQuerySession>)_store.Options.Projections.AggregatorFor<TState>();
        using var session = _store.QuerySession();
        var building = aggregator.BuildAsync(wrapped, session, default, CancellationToken.None).AsTask();
        Assert.True(building.IsCompleted, "A fold must not wait for anything.");
        var state = building.GetAwaiter().GetResult();
        return new Given<TState>(state ?? throw new InvalidOperationException("These events fold to nothing."));
    }
}

/// <summary>A state, ready to be asked.</summary>
public sealed record Given<TState>(TState State)
{
    /// <summary>Asks the decision.</summary>
    public When When(Func<TState, Decision> decide) => new(decide(State));
}

/// <summary>What the decision said.</summary>
public sealed record When(Decision Decision)
{
    /// <summary>Exactly these events, in this order.</summary>
    public void Then(params object[] expected)
    {
        Assert.Null(Decision.Rejection);
        Assert.Equal(expected.Length, Decision.Events.Count);
        foreach (var (e, actual) in expected.Zip(Decision.Events))
        {
            Assert.Equivalent(e, actual, strict: true);
            Assert.Equal(e.GetType(), actual.GetType());
        }
    }

    /// <summary>Refused with this code.</summary>
    public void ThenRejected(string code)
    {
        Assert.Equal(code, Decision.Rejection?.Code);
        Assert.Empty(Decision.Events);
    }

    /// <summary>Accepted as a repeat: nothing changes.</summary>
    public void ThenNothing()
    {
        Assert.Null(Decision.Rejection);
        Assert.Empty(Decision.Events);
    }
}
