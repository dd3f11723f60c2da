using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using CustomerService.TestSupport;

namespace CustomerService.Contracts.Tests;

/// <summary>E1, E5: what a contract looks like.</summary>
public sealed partial class ShapeTests
{
    private static readonly string[] Personal = ["name", "phone", "email", "mail", "address", "street", "birth", "identity", "passport"];

    public static TheoryData<string> Contracts => Promises.Names;

    [Fact]
    public void ThePackageDependsOnNothing()
    {
        var project = XDocument.Load(Path.Combine(Repository.Root, "contracts", "Contracts.csproj"));
        Assert.DoesNotContain(project.Descendants(), e => e.Name.LocalName.EndsWith("Reference", StringComparison.Ordinal));
        Assert.All(Promises.Package.GetReferencedAssemblies(), a => Assert.StartsWith("System.", a.Name, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Contracts))]
    public void AContractIsASealedRecordInTheNamespaceOfItsServiceAndVersion(string name)
    {
        var contract = Promises.Named(name);
        Assert.True(contract.IsSealed, "sealed");
        Assert.NotNull(contract.GetMethod("<Clone>$"));
        Assert.Equal(typeof(object), contract.BaseType);
        Assert.Equal([typeof(IEquatable<>).MakeGenericType(contract)], contract.GetInterfaces());
        Assert.Matches(Namespace(), contract.Namespace);
    }

    [Theory]
    [MemberData(nameof(Contracts))]
    public void AMemberIsInitialisedOnceAndRequiredUnlessItMayBeNull(string name)
    {
        foreach (var member in Promises.Members(Promises.Named(name)))
        {
            Assert.Contains(typeof(IsExternalInit), member.SetMethod!.ReturnParameter.GetRequiredCustomModifiers());
            var mayBeNull = new NullabilityInfoContext().Create(member).ReadState == NullabilityState.Nullable;
            Assert.True(
                mayBeNull != member.IsDefined(typeof(RequiredMemberAttribute)),
                $"{name}.{member.Name}: either required or nullable."
            );
        }
    }

    [Theory]
    [MemberData(nameof(Contracts))]
    public void AContractHasNoBehaviourAndNoEnumeration(string name)
    {
        var contract = Promises.Named(name);
        var own = contract
            .GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
            .Where(m => !m.IsSpecialName && !m.IsDefined(typeof(CompilerGeneratedAttribute)));
        Assert.Empty(own);
        Assert.All(Promises.Members(contract), m =>
            Assert.False((Nullable.GetUnderlyingType(m.PropertyType) ?? m.PropertyType).IsEnum, $"{m.Name} is an enumeration: use a code.")
        );
    }

    [Theory]
    [MemberData(nameof(Contracts))]
    public void NoMemberIsNamedLikePersonalData(string name) =>
        Assert.All(Promises.Members(Promises.Named(name)), member =>
            Assert.DoesNotContain(Words().Split(member.Name), word => Personal.Contains(word, StringComparer.OrdinalIgnoreCase))
        );

    [GeneratedRegex(@"^CustomerService\.Contracts\.[A-Z][A-Za-z]+\.V[1-9]\d*$")]
    private static partial Regex Namespace();

    [GeneratedRegex("(?=[A-Z])")]
    private static partial Regex Words();
}
