using System.Reflection;
using System.Text.RegularExpressions;
using JasperFx.Events;

namespace CustomerService.Architecture.Tests;

/// <summary>The events of a service, found by who folds them and by who maps them.</summary>
internal static partial class Events
{
    private static readonly string[] FoldMethods = ["Create", "Apply", "Project", "ShouldDelete"];

    /// <summary>Types that a state, a view or a projection folds.</summary>
    public static IEnumerable<Type> Folded(string service) => Folds(service).Select(f => f.Event).Distinct();

    /// <summary>The states and views that do; what derives from a class of the event store is a projection.</summary>
    public static IEnumerable<Type> Folding(string service) =>
        Folds(service).Select(f => f.State).Where(t => t.BaseType == typeof(object)).Distinct();

    /// <summary>Type names and stored names as the sources map them.</summary>
    public static IReadOnlyList<(string Type, string Stored)> Mapped(string service) =>
        [
            .. Sources
                .Code($"services/{service}")
                .SelectMany(f => Mapping().Matches(Sources.Read(f)))
                .Select(m => (m.Groups[1].Value, m.Groups[2].Value)),
        ];

    private static IEnumerable<(Type State, Type Event)> Folds(string service) =>
        from type in Sources.TypesOf(service)
        from method in type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly)
        where FoldMethods.Contains(method.Name) && method.GetParameters().Length > 0
        let first = method.GetParameters()[0].ParameterType
        let data = first.IsGenericType && first.GetGenericTypeDefinition() == typeof(IEvent<>) ? first.GetGenericArguments()[0] : first
        where data.Assembly == type.Assembly && data != type
        select (type, data);

    [GeneratedRegex(@"MapEventType<([\w.]+)>\(\s*""([^""]+)""\s*\)")]
    private static partial Regex Mapping();
}
