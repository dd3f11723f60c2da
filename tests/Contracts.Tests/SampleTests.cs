using System.Text.Json;
using System.Text.Json.Nodes;
using CustomerService.ServiceDefaults;
using CustomerService.TestSupport;

namespace CustomerService.Contracts.Tests;

/// <summary>
/// E1, E5: Samples.json holds one message of every contract as it was sent once. It stays readable, and means the same when it is written
/// again. A new contract gets its sample with CUSTOMERSERVICE_REWRITE_SNAPSHOTS=1, which leaves the old ones alone: they are what is out
/// there.
/// </summary>
public sealed class SampleTests
{
    private static readonly SavedFile Saved = new("Contracts.Tests", "Samples.json");
    private static readonly DateTimeOffset At = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    public static TheoryData<string> Contracts => Promises.Names;

    [Fact]
    public void EveryContractHasASample()
    {
        Saved.Rewrite(() =>
        {
            var known = Read();
            return Promises.All.ToDictionary(
                t => t.FullName!,
                t => known[t.FullName!]?.DeepClone() ?? JsonSerializer.SerializeToNode(Make(t, ""), t, Json.Options)
            );
        });
        Assert.Equal(Promises.All.Select(t => t.FullName), Read().Select(s => s.Key).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Contracts))]
    public void ASampleIsStillReadableAndMeansTheSame(string name)
    {
        var sample = Read()[name] ?? throw new InvalidOperationException($"There is no sample of {name}.");
        var message = sample.Deserialize(Promises.Named(name), Json.Options);
        Assert.True(
            JsonNode.DeepEquals(sample, JsonSerializer.SerializeToNode(message, Promises.Named(name), Json.Options)),
            $"It became {message}"
        );
    }

    [Theory]
    [MemberData(nameof(Contracts))]
    public void AMessageOfTomorrowIsReadableToday(string name)
    {
        var tomorrow = Read()[name]!.DeepClone();
        tomorrow["somethingNew"] = 1;
        Assert.NotNull(tomorrow.Deserialize(Promises.Named(name), Json.Options));
    }

    private static JsonObject Read() => JsonNode.Parse(Saved.Read())!.AsObject();

    private static object Make(Type type, string member)
    {
        if (type == typeof(string))
            return $"a{member}";
        if (type == typeof(int))
            return 3;
        if (type == typeof(decimal))
            return 12.5m;
        if (type == typeof(bool))
            return true;
        if (type == typeof(DateTimeOffset))
            return At;
        if (type == typeof(DateOnly))
            return DateOnly.FromDateTime(At.Date);
        if (Nullable.GetUnderlyingType(type) is { } value)
            return Make(value, member);
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>))
            return ListOf(Make(type.GetGenericArguments()[0], member));
        if (Promises.All.Contains(type))
            return Record(type);
        throw new NotSupportedException($"Say how a sample of {type} looks.");
    }

    private static Array ListOf(object item)
    {
        var list = Array.CreateInstance(item.GetType(), 1);
        list.SetValue(item, 0);
        return list;
    }

    private static object Record(Type type)
    {
        var made = Activator.CreateInstance(type)!;
        foreach (var member in Promises.Members(type))
        {
            member.SetValue(made, Make(member.PropertyType, member.Name));
        }

        return made;
    }
}
