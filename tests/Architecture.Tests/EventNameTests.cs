using System.Text.RegularExpressions;
using CustomerService.ServiceDefaults;

namespace CustomerService.Architecture.Tests;

/// <summary>What is stored has an explicit name with a version, which is never used for anything else.</summary>
public sealed partial class EventNameTests
{
    public static TheoryData<string> Services => Sources.ServiceNames;

    [Theory]
    [MemberData(nameof(Services))]
    public void EveryEventThatIsFoldedIsMapped(string service) =>
        Assert.Empty(Events.Folded(service).Select(e => e.Name).Except(Events.Mapped(service).Select(m => m.Type.Split('.')[^1])));

    [Theory]
    [MemberData(nameof(Services))]
    public void EveryRecordOfASchemaFileIsMapped(string service)
    {
        var declared = Sources
            .Code($"services/{service}")
            .Where(f => f.EndsWith("Events.cs", StringComparison.Ordinal))
            .SelectMany(f => InternalRecord().Matches(Sources.WithoutComments(Sources.Read(f))))
            .Select(m => m.Groups[1].Value);
        var parts = Events.Mapped(service).Select(m => m.Type.Split('.')[^1]).ToHashSet();
        var used = Sources
            .TypesOf(service)
            .Where(t => parts.Contains(t.Name))
            .SelectMany(t => t.GetProperties())
            .SelectMany(Inside)
            .Select(t => t.Name)
            .ToHashSet();
        Assert.DoesNotContain(declared, d => !parts.Contains(d) && !used.Contains(d));
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void AStoredNameIsSnakeCaseOfTheTypeAndAVersionAndUnique(string service)
    {
        var mapped = Events.Mapped(service);
        Assert.All(mapped, m =>
            Assert.Matches($"^{m.Type.Split('.')[^1].ToKebabCase().Replace('-', '_')}_v[1-9][0-9]*$", VersionInType().Replace(m.Stored, ""))
        );
        Assert.Equal(mapped.Count, mapped.Select(m => m.Stored).Distinct().Count());
        Assert.Equal(mapped.Count, mapped.Select(m => m.Type).Distinct().Count());
    }

    // A value inside an event may be declared beside it.
    private static IEnumerable<Type> Inside(System.Reflection.PropertyInfo property) =>
        property.PropertyType.IsGenericType ? property.PropertyType.GetGenericArguments() : [property.PropertyType];

    [GeneratedRegex(@"^internal sealed record (\w+)", RegexOptions.Multiline)]
    private static partial Regex InternalRecord();

    [GeneratedRegex(@"_v\d+(?=_v)")]
    private static partial Regex VersionInType();
}
