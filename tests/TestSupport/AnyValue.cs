using System.Collections;
using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;

namespace CustomerService.TestSupport;

/// <summary>Any value of a type, the same for the same seed.</summary>
internal sealed class AnyValue(Random random)
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    // Few, so that events of one story often speak of the same thing.
    private static readonly string[] Words = ["one", "two", "agent:A017", "customer:C000001", "T00000001-W1", "T00000001-R1"];

    private static readonly ConcurrentDictionary<Type, Shape> Shapes = new();

    public T OneOf<T>(IReadOnlyList<T> of) => of[random.Next(of.Count)];

    public object Of(Type type)
    {
        if (type == typeof(string))
            return OneOf(Words);
        if (type == typeof(Guid))
            return new Guid(random.Next(1, 4), 0, 0, new byte[8]);
        if (type == typeof(bool))
            return random.Next(2) == 0;
        if (type == typeof(int) || type == typeof(long) || type == typeof(decimal) || type == typeof(double))
            return Convert.ChangeType(random.Next(1, 4), type, CultureInfo.InvariantCulture);
        if (type == typeof(DateTimeOffset))
            return Start.AddMinutes(random.Next(0, 60 * 24 * 14));
        if (type == typeof(DateOnly))
            return DateOnly.FromDateTime(Start.Date).AddDays(random.Next(14));
        if (type == typeof(TimeSpan))
            return TimeSpan.FromMinutes(random.Next(1, 600));
        if (type.IsEnum)
            return OneOf(Enum.GetValues(type).Cast<object>().ToList());
        if (Nullable.GetUnderlyingType(type) is { } inner)
            return Of(inner);
        if (type.IsGenericType && type.GetGenericArguments() is [var item] && type.IsAssignableFrom(item.MakeArrayType()))
            return List(item);
        if (type.IsGenericType && type.GetGenericArguments() is [var key, var value])
            return Dictionary(key, value);
        return Record(type);
    }

    private Array List(Type item)
    {
        var list = Array.CreateInstance(item, random.Next(1, 3));
        for (var i = 0; i < list.Length; i++)
        {
            list.SetValue(Of(item), i);
        }

        return list;
    }

    private object Dictionary(Type key, Type value)
    {
        var dictionary = (IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(key, value))!;
        dictionary[Of(key)] = Of(value);
        return dictionary;
    }

    private object Record(Type type)
    {
        var (constructor, parameters) = Shapes.GetOrAdd(type, ShapeOf);
        return constructor.Invoke([.. parameters.Select(p => p.MayBeNull && random.Next(3) == 0 ? null : Of(p.Type))]);
    }

    private static Shape ShapeOf(Type type)
    {
        var constructor = type.GetConstructors(BindingFlags.Public | BindingFlags.Instance).MaxBy(c => c.GetParameters().Length)!;
        var nullability = new NullabilityInfoContext();
        return new Shape(
            constructor,
            [.. constructor.GetParameters().Select(p => (p.ParameterType, nullability.Create(p).WriteState == NullabilityState.Nullable))]
        );
    }

    private sealed record Shape(ConstructorInfo Constructor, IReadOnlyList<(Type Type, bool MayBeNull)> Parameters);
}
