using System.Reflection;
using System.Text.Json;
using CustomerService.ServiceDefaults;
using JasperFx.Events;
using Marten.Events.Aggregation;
using Xunit;

namespace CustomerService.TestSupport;

/// <summary>
/// Stories of a stream that nobody wrote: one of the events that begin it, and then any of those that the state for decisions or the view for
/// people folds, with any values. Both must say the same of whatever both say something of. A fold that throws fails the story.
/// </summary>
/// <param name="decisions">Folds both.</param>
/// <param name="canFollow">False for an event that speaks of something the state does not have: nobody answers what was never asked.</param>
public sealed class Stories<TState, TView>(Decisions decisions, Func<TState, object, bool> canFollow)
    where TState : class
    where TView : class
{
    private const int Steps = 16;
    private const string Key = "T00000001";

    private static readonly IReadOnlyList<Type> Beginnings = EventTypes.Of(typeof(TState), "Create");

    private static readonly IReadOnlyList<Type> Followers =
    [
        .. EventTypes
            .Of(typeof(TState), "Apply")
            .Union(EventTypes.Of(EventTypes.ProjectionOf<TView>(), "Apply"))
            .OrderBy(t => t.Name, StringComparer.Ordinal),
    ];

    private static readonly IReadOnlyList<(PropertyInfo State, PropertyInfo View)> Shared =
    [
        .. from of in typeof(TState).GetProperties()
        join inView in typeof(TView).GetProperties() on (of.Name, of.PropertyType) equals (inView.Name, inView.PropertyType)
        select (of, inView),
    ];

    /// <summary>
    /// Tells the story number <paramref name="seed"/> to both and compares every property that has the same name and type in both, after
    /// every event.
    /// </summary>
    public void StateAndViewAgree(int seed)
    {
        Assert.NotEmpty(Shared);
        var story = Tell(seed);
        for (var told = 1; told <= story.Count; told++)
        {
            Compare(story[..told]);
        }
    }

    /// <summary>That many stories leave out no event: without it, agreement would say nothing of the one left out.</summary>
    public void EveryEventIsTold(int stories) =>
        Assert.Equal(
            Followers,
            Enumerable
                .Range(0, stories)
                .SelectMany(seed => Tell(seed).Skip(1))
                .Select(e => e.GetType())
                .Distinct()
                .OrderBy(t => t.Name, StringComparer.Ordinal)
        );

    private List<object> Tell(int seed)
    {
        var values = new AnyValue(new Random(seed));
        List<object> story = [values.Of(values.OneOf(Beginnings))];
        for (var step = 0; step < Steps; step++)
        {
            story.Add(Next(Fold<TState>(story), values));
        }

        return story;
    }

    private object Next(TState state, AnyValue values)
    {
        while (true)
        {
            var next = values.Of(values.OneOf(Followers));
            if (canFollow(state, next))
                return next;
        }
    }

    private void Compare(List<object> story)
    {
        var state = Fold<TState>(story);
        var view = Fold<TView>(story);
        foreach (var (inState, inView) in Shared)
        {
            var (decided, seen) = (Text(inState.GetValue(state)), Text(inView.GetValue(view)));
            Assert.True(
                decided == seen,
                $"{inState.Name} is {decided} for decisions and {seen} for people after:\n{string.Join('\n', story)}"
            );
        }
    }

    private T Fold<T>(List<object> story)
        where T : class
    {
        try
        {
            return decisions.Given<T>(Key, [.. story]).State;
        }
        catch (Exception thrown)
        {
            throw new InvalidOperationException($"{typeof(T).Name} cannot fold:\n{string.Join('\n', story)}", thrown);
        }
    }

    private static string Text(object? value) => JsonSerializer.Serialize(value, Json.Options);
}

/// <summary>Which events a fold reads: the first parameter of its methods.</summary>
file static class EventTypes
{
    public static Type ProjectionOf<TView>()
        where TView : class => typeof(TView).Assembly.GetTypes().Single(t => t.IsSubclassOf(typeof(SingleStreamProjection<TView, string>)));

    public static IReadOnlyList<Type> Of(Type fold, string method) =>
        [
            .. fold.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly)
                .Where(m => m.Name == method)
                .Select(m => m.GetParameters()[0].ParameterType)
                .Select(t => t.IsGenericType && t.GetGenericTypeDefinition() == typeof(IEvent<>) ? t.GetGenericArguments()[0] : t),
        ];
}
