using System.Reflection;
using CustomerService.TestSupport;

namespace CustomerService.Contracts.Tests;

/// <summary>
/// E5: versions only add. PublicApi.txt holds every member of every contract; a removed, renamed or retyped one fails. What was added is
/// taken over with CUSTOMERSERVICE_REWRITE_SNAPSHOTS=1.
/// </summary>
public sealed class SnapshotTests
{
    private static readonly SavedFile Saved = new("Contracts.Tests", "PublicApi.txt");

    [Fact]
    public void NothingThatWasPromisedIsGone()
    {
        var present = Promises
            .All.SelectMany(contract => Promises.Members(contract).Select(member => Line(contract, member)))
            .Order(StringComparer.Ordinal)
            .ToArray();
        Saved.Rewrite(() => string.Join('\n', present) + "\n");
        var promised = Saved.Read().Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Empty(promised.Except(present));
        Assert.True(
            present.Length == promised.Length,
            $"New, add them with CUSTOMERSERVICE_REWRITE_SNAPSHOTS=1: {string.Join(", ", present.Except(promised))}"
        );
    }

    private static string Line(Type contract, PropertyInfo member) =>
        $"{contract.FullName}.{member.Name}: {TypeName(member.PropertyType)}{(IsNullable(member) ? "?" : "")}";

    private static bool IsNullable(PropertyInfo member) =>
        new NullabilityInfoContext().Create(member).ReadState == NullabilityState.Nullable;

    private static string TypeName(Type type) =>
        Nullable.GetUnderlyingType(type) is { } value ? TypeName(value)
        : type.IsGenericType ? $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(TypeName))}>"
        : type.Name;
}
