using System.Reflection;
using System.Text.Json;
using CustomerService.ServiceDefaults;
using JasperFx.Events;
using Xunit;

namespace CustomerService.TestSupport;

/// <summary>
/// Stories of a stream that nobody wrote: one of the events that begin it, and then any of those that its state folds, with any values. Where
/// a stream has a state for decisions and a view for people, both must say the same of whatever both say something of.
/// </summary>
public static class Stories
{
    private const int Longest = 12;
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
    private static readonly string[] Words = ["one", "two", "agent:A017", "customer:C000001", "system:intake"];

    /// <summary>
    /// Tells the story number <paramref name="seed"/> to both and compares every property that has the same name and type in both, after
    /// every event.
    /// </summary>
    public static void StateAndViewAgree<TState, TView>(Decisions decisions, int seed, params string[] differOnPurpose)
        where TState : class
        where TView : class
    {
        var shared = (
            from of in typeof(TState).GetProperties()
            join inView in typeof(TView).GetProperties() on (of.Name, of.PropertyType) equals (inView.Name, inView.PropertyType)
            where !differOnPurpose.Contains(of.Name)
            select (State: of, View: inView)
        ).ToList();
        Assert.NotEmpty(shared);
        var random = new Random(seed);
        var story = new List<object> { Make(Any(random, Beginnings(typeof(TState))), random) };
        for (var i = 0; i < Longest; i++)
        {
            story.Add(Make(Any(random, Steps(typeof(TState))), random));
            if (State<TState>(decisions, story) is not { } state)
            {
                // It cannot have happened: nobody answers what was never asked.
                story.RemoveAt(story.Count - 1);
                continue;
            }

            var view = decisions.Given<TView>("T00000001", [.. story]).State;
            foreach (var (inState, inView) in shared)
            {
                Assert.True(
                    Text(inState.GetValue(state)) == Text(inView.GetValue(view)),
                    $"{inState.Name} is {Text(inState.GetValue(state))} for decisions and {Text(inView.GetValue(view))} for people after:\n"
                        + string.Join('\n', story)
                );
            }
        }
    }

    private static TState? State<TState>(Decisions decisions, List<object> story)
        where TState : class
    {
        try
        {
            return decisions.Given<TState>("T00000001", [.. story]).State;
        }
        catch (Exception impossible) when (Root(impossible) is KeyNotFoundException or InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }

    private static Exception Root(Exception exception) => exception.InnerException is { } inner ? Root(inner) : exception;

    private static string Text(object? value) => JsonSerializer.Serialize(value, Json.Options);

    private static Type[] Beginnings(Type state) => Events(state, "Create", BindingFlags.Static);

    private static Type[] Steps(Type state) => Events(state, "Apply", BindingFlags.Instance);

    private static Type[] Events(Type state, string method, BindingFlags which) =>
        [
            .. state
                .GetMethods(BindingFlags.Public | which | BindingFlags.DeclaredOnly)
                .Where(m => m.Name == method)
                .Select(m => m.GetParameters()[0].ParameterType)
                .Select(t => t.IsGenericType && t.GetGenericTypeDefinition() == typeof(IEvent<>) ? t.GetGenericArguments()[0] : t)
                .OrderBy(t => t.Name, StringComparer.Ordinal),
        ];

    private static T Any<T>(Random random, IReadOnlyList<T> of) => of[random.Next(of.Count)];

    private static object Make(Type type, Random random)
    {
        if (type == typeof(string))
            return Any(random, Words);
        if (type == typeof(bool))
            return random.Next(2) == 0;
        if (type == typeof(int) || type == typeof(long) || type == typeof(decimal) || type == typeof(double))
            return Convert.ChangeType(random.Next(1, 4), type, System.Globalization.CultureInfo.InvariantCulture);
        if (type == typeof(DateTimeOffset))
            return Start.AddMinutes(random.Next(0, 60 * 24 * 14));
        if (type == typeof(DateOnly))
            return DateOnly.FromDateTime(Start.Date).AddDays(random.Next(14));
        if (type == typeof(TimeSpan))
            return TimeSpan.FromMinutes(random.Next(1, 600));
        if (type.IsEnum)
            return Any(random, Enum.GetValues(type).Cast<object>().ToList());
        if (Nullable.GetUnderlyingType(type) is { } inner)
            return Make(inner, random);
        if (type.IsGenericType && type.GetGenericArguments() is [var item] && type.IsAssignableFrom(item.MakeArrayType()))
            return List(item, random);
        if (type.IsGenericType && type.GetGenericArguments() is [var key, var value])
            return Dictionary(key, value, random);
        return Record(type, random);
    }

    private static Array List(Type item, Random random)
    {
        var list = Array.CreateInstance(item, random.Next(1, 3));
        for (var i = 0; i < list.Length; i++)
        {
            list.SetValue(Make(item, random), i);
        }

        return list;
    }

    private static object Dictionary(Type key, Type value, Random random)
    {
        var dictionary = (System.Collections.IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(key, value))!;
        dictionary[Make(key, random)] = Make(value, random);
        return dictionary;
    }

    private static object Record(Type type, Random random)
    {
        var constructor = type.GetConstructors(BindingFlags.Public | BindingFlags.Instance).MaxBy(c => c.GetParameters().Length)!;
        var nullability = new NullabilityInfoContext();
        return constructor.Invoke([
            .. constructor
                .GetParameters()
                .Select(p =>
                    nullability.Create(p).WriteState == NullabilityState.Nullable && random.Next(3) == 0
                        ? null
                        : Make(p.ParameterType, random)
                ),
        ]);
    }
}
