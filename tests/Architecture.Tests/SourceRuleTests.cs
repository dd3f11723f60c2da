using System.Reflection;
using System.Text.RegularExpressions;

namespace CustomerService.Architecture.Tests;

/// <summary>What a source file may not hold, and how long it may be.</summary>
public sealed partial class SourceRuleTests
{
    private const int MostLinesOfASlice = 215;
    private const int MostLines = 400;

    /// <summary>One line a module and kind of registration, and the usings.</summary>
    private const int MostLinesOfAProgram = 150;

    /// <summary>
    /// ServiceDefaults replaces what a framework would bring: event store, outbox, inbox, deadlines, idempotency, imports. Somebody has to
    /// be able to read it in an hour, so it has a budget: about 1,300 lines of code when these parts were complete, and some room for
    /// repairs. A new part has to push out an old one or belongs to a service. The audit (A2) came with 600 lines: every service needs it
    /// the same, and nothing of it can be left out where facts are stored. What may come in from outside (texts, parameters, tables,
    /// cells) and what of it may be seen (closed files) took 550 more: it is the same everywhere, or there is a hole. Schema by its owner,
    /// draining and replicas by name came with 350: every process of a cluster needs them the same. What need not wait for the disk and
    /// looks at deadlines when they are due took 75.
    /// </summary>
    private const int MostCodeOfServiceDefaults = 3890;

    /// <summary>Files that may take the time or an id from the system. A new one needs a reason here.</summary>
    private static readonly string[] Doors =
    [
        // Handles and file names that must not be guessed, and a stream for each list that was looked at.
        "services/Intake/Customers/Proofs/RequestProof.cs",
        "services/Intake/Customers/Proofs/CodeSenders.cs",
        "services/Intake/Customers/Files/SeenFiles.cs",
    ];

    // Not "part", "unit", "exchange" and "callback": they are words of programming too.
    private static readonly string[] DomainWords =
    [
        "ticket",
        "episode",
        "customer",
        "workorder",
        "work-order",
        "visit",
        "site",
        "engineer",
        "imei",
        "warranty",
        "repair",
        "loaner",
        "waybill",
        "stock",
        "complaint",
        "survey",
        "invitation",
        "bulletin",
    ];

    public static TheoryData<string> Services => Sources.ServiceNames;

    [Fact]
    public void TimeAndIdsAreGivenNotTaken() => NoneHolds(SystemTimeOrId(), Sources.Code("services").Except(Doors));

    [Fact]
    public void NothingCatchesEverything() => NoneHolds(CatchAll(), Sources.Code("services", "gateway"));

    [Fact]
    public void ASubscriptionPromisesNothingInTheTransactionOfItsPositionSinceThatDoesNotWaitForTheDisk() =>
        NoneHolds(
            PromiseInASubscription(),
            Sources.Code("services").Where(file => Sources.Read(file).Contains(": ISubscription", StringComparison.Ordinal))
        );

    [Fact]
    public void NothingIsLeftForLater() => NoneHolds(ForLater(), Sources.Code("services", "gateway", "contracts", "tests", "infra"));

    [Fact]
    public void NothingWaitsBlindly() => NoneHolds(Blocking(), Sources.Code("services", "gateway"));

    [Theory]
    [MemberData(nameof(Services))]
    public void ARequestIsPublicSinceOnlyThenItIsValidated(string service)
    {
        var commands = Sources
            .TypesOf(service)
            .Where(t =>
                t.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
                    .Any(m => m.Name == "Handle" && m.GetParameters().Any(p => p.ParameterType == t))
            );
        Assert.All(commands, command => Assert.True(command.IsPublic, $"{command} is not public: its annotations would be ignored."));
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void AProgramIsATableOfContents(string service) =>
        Assert.InRange(Sources.Read($"services/{service}/Program.cs").Split('\n').Length, 1, MostLinesOfAProgram);

    [Fact]
    public void ASliceFitsOnTwoScreens() =>
        Assert.Empty(Sources.Code("services").Where(IsSlice).Where(f => Lines(f) > MostLinesOfASlice).Select(f => $"{f}: {Lines(f)}"));

    [Fact]
    public void NoFileIsLong() =>
        Assert.Empty(
            Sources.Code("services", "gateway", "tests", "infra").Where(f => Lines(f) > MostLines).Select(f => $"{f}: {Lines(f)}")
        );

    [Fact]
    public void ServiceDefaultsKeepsItsBudget()
    {
        var code = Sources
            .Code("services/ServiceDefaults")
            .Sum(f => Sources.WithoutComments(Sources.Read(f)).Split('\n').Count(line => line.Trim().Length > 0));
        Assert.InRange(code, 1, MostCodeOfServiceDefaults);
    }

    [Fact]
    public void ServiceDefaultsKnowsNoWordOfTheDomain()
    {
        var found =
            from file in Sources.Code("services/ServiceDefaults")
            from Match word in Words().Matches(StreamName().Replace(Sources.WithoutComments(Sources.Read(file)), ""))
            where DomainWords.Contains(word.Value.ToLowerInvariant())
            select $"{file}: {word.Value}";
        Assert.Empty(found);
    }

    private static void NoneHolds(Regex forbidden, IEnumerable<string> files) =>
        Assert.Empty(
            files.SelectMany(f => forbidden.Matches(Sources.WithoutComments(Sources.Read(f))).Select(m => $"{f}: {m.Value.Trim()}"))
        );

    // A file that declares a command together with its decision.
    private static bool IsSlice(string file) => Sources.Read(file).Contains(" Decide(", StringComparison.Ordinal);

    private static int Lines(string file) => Sources.Read(file).TrimEnd().Split('\n').Length;

    [GeneratedRegex(@"\bDateTime(Offset)?\.(UtcNow|Now|Today)\b|\bGuid\.(NewGuid|CreateVersion7)\b|\bRandom\.Shared\b|\bnew Random\(")]
    private static partial Regex SystemTimeOrId();

    // A bare catch that throws again is a finally that knows it failed.
    [GeneratedRegex(@"catch\s*\(\s*Exception(\s+\w+)?\s*\)(?!\s*when)|catch\s*\{(?![^}]*\bthrow;)")]
    private static partial Regex CatchAll();

    // What a subscription may write there can be made again from the events (D-021).
    [GeneratedRegex(@"\boperations\s*\.(Events\.(Append|StartStream|Write)|Store\(|Insert\(|Update\(|Delete|Decide|QueueDue)")]
    private static partial Regex PromiseInASubscription();

    [GeneratedRegex("TO" + @"DO|FIX" + @"ME|HA" + @"CK\b|NotImplemented" + "Exception")]
    private static partial Regex ForLater();

    [GeneratedRegex(@"Thread\.Sleep|\.GetAwaiter\(\)\.GetResult\(\)|\.Wait\(\)")]
    private static partial Regex Blocking();

    // The name of the stream that other systems read is older than this rule; the root namespace is the product's name.
    [GeneratedRegex(@"TicketEventStream|ticket-event-stream|customerservice\.ticket-events|CustomerService|customerservice")]
    private static partial Regex StreamName();

    [GeneratedRegex("work-order|[A-Z]?[a-z]+")]
    private static partial Regex Words();
}
