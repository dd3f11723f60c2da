using System.Reflection;
using CustomerService.Contracts.Intake.V1;

namespace CustomerService.Contracts.Tests;

/// <summary>Every public record of the contracts package.</summary>
internal static class Promises
{
    public static Assembly Package { get; } = typeof(TicketOpened).Assembly;

    public static IReadOnlyList<Type> All { get; } = [.. Package.GetExportedTypes().OrderBy(t => t.FullName, StringComparer.Ordinal)];

    public static TheoryData<string> Names => [.. All.Select(t => t.FullName!)];

    public static Type Named(string name) => Package.GetType(name, throwOnError: true)!;

    public static PropertyInfo[] Members(Type contract) => contract.GetProperties(BindingFlags.Public | BindingFlags.Instance);
}
