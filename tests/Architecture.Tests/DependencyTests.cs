using System.Reflection;
using System.Xml.Linq;
using CustomerService.TestSupport;

namespace CustomerService.Architecture.Tests;

/// <summary>Who may know whom.</summary>
public sealed class DependencyTests
{
    public static TheoryData<string> Services => Sources.ServiceNames;

    [Theory]
    [MemberData(nameof(Services))]
    public void AServiceReferencesOnlyContractsAndWhatAllServicesShare(string service)
    {
        var project = XDocument.Load(Path.Combine(Repository.Root, "services", service, $"{service}.csproj"));
        Assert.Equal(
            ["../../contracts/Contracts.csproj", "../Replicas/Replicas.csproj", "../ServiceDefaults/ServiceDefaults.csproj"],
            project
                .Descendants("ProjectReference")
                .Select(r => r.Attribute("Include")!.Value)
                // One engine for whoever takes tables.
                .Where(reference => reference != "../Tables/Tables.csproj")
                .Order(StringComparer.Ordinal)
        );
        Assert.DoesNotContain(Sources.Service(service).GetReferencedAssemblies(), a => Sources.Services.Contains(a.Name));
    }

    [Fact]
    public void ServiceDefaultsKnowsNeitherContractsNorServices() =>
        Assert.DoesNotContain(typeof(ServiceDefaults.Decision).Assembly.GetReferencedAssemblies(), a =>
            a.Name == "CustomerService.Contracts" || Sources.Services.Contains(a.Name)
        );

    [Fact]
    public void ContractsReferenceNothing() =>
        Assert.All(typeof(Contracts.Intake.V1.TicketOpened).Assembly.GetReferencedAssemblies(), a =>
            Assert.StartsWith("System.", a.Name, StringComparison.Ordinal)
        );

    [Fact]
    public void NoProjectNamesAVersionOfItsOwn() =>
        Assert.DoesNotContain(Sources.Files.Where(f => f.EndsWith(".csproj", StringComparison.Ordinal)), f =>
            XDocument
                .Parse(Sources.Read(f))
                .Descendants("PackageReference")
                .Any(r => r.Attribute("Version") is not null || r.Attribute("VersionOverride") is not null)
        );

    [Theory]
    [MemberData(nameof(Services))]
    public void ADecisionIsPureAndKnowsNoWebAndNoBus(string service)
    {
        var decisions = Sources
            .TypesOf(service)
            .SelectMany(t =>
                t.GetMethods(
                    BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly
                )
            )
            .Where(m => m.Name == "Decide");
        Assert.All(decisions, decide =>
        {
            Assert.True(decide.IsStatic, $"{decide.DeclaringType}.Decide is static");
            Assert.All(decide.GetParameters().Select(p => p.ParameterType).Append(decide.ReturnType), type =>
                Assert.False(IsForeign(type), $"{decide.DeclaringType}.Decide uses {type}")
            );
        });
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void StatesAndEventsKnowNoWebAndNoBus(string service) =>
        Assert.All(Events.Folded(service).Concat(Events.Folding(service)).Distinct(), type =>
            Assert.All(type.GetProperties(BindingFlags.Instance | BindingFlags.Public), p =>
                Assert.False(IsForeign(p.PropertyType), $"{type}.{p.Name} is a {p.PropertyType}")
            )
        );

    private static bool IsForeign(Type type) =>
        type.Namespace is { } home
            && (
                home.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal)
                || home.StartsWith("MassTransit", StringComparison.Ordinal)
                || home.StartsWith("Marten", StringComparison.Ordinal)
                || home.StartsWith("Npgsql", StringComparison.Ordinal)
                || home.StartsWith("System.Threading.Tasks", StringComparison.Ordinal)
                || home.StartsWith("Microsoft.Extensions", StringComparison.Ordinal)
            )
        || type == typeof(TimeProvider)
        || type.IsGenericType && type.GetGenericArguments().Any(IsForeign);
}
