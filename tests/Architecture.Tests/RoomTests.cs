using System.Text.RegularExpressions;

namespace CustomerService.Architecture.Tests;

/// <summary>
/// The folders of a service are rooms with one-way doors: whoever reads one needs to know only those below it. A using is a door, and so is
/// a type that is named with its folder.
/// </summary>
public sealed partial class RoomTests
{
    /// <summary>Intake's rooms from the ground up; a room may know those before it, and nobody behind it.</summary>
    private static readonly string[] RoomsOfIntake =
    [
        "Common",
        "Customers",
        "Catalogue",
        "Tickets",
        "Desk",
        "Finding",
        "Channels",
        "Grpc",
        "Integration",
    ];

    /// <summary>Doors that still lead back. Nobody adds one; who closes one takes it off the list.</summary>
    private static readonly Dictionary<string, (string From, string To)[]> StillOpen = new()
    {
        ["Intake"] =
        [
            ("Tickets/Life", "Channels/Replies"),
            ("Channels/Mail", "Channels/Replies"),
            ("Customers/Proofs", "Channels/Replies"),
        ],
        ["Repair"] = [("Inventory", "RepairOrders"), ("Warranty", "RepairOrders")],
    };

    public static TheoryData<string> Services => Sources.ServiceNames;

    [Fact]
    public void ARoomOfIntakeKnowsOnlyThoseBelowIt()
    {
        var doors = Doors("Intake");
        Assert.Empty(doors.Select(d => Room(d.From)).Concat(doors.Select(d => Room(d.To))).Distinct().Except([.. RoomsOfIntake, ""]));
        Assert.Empty(
            doors
                .Where(d => d.From.Length > 0 && Height(d.From) < Height(d.To) && !StillOpen["Intake"].Contains((d.From, d.To)))
                .Select(d => $"{d.File} knows {d.To}")
        );

        static int Height(string folder) => Array.IndexOf(RoomsOfIntake, Room(folder));
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void NoFolderKnowsOneThatKnowsIt(string service)
    {
        var open = StillOpen.GetValueOrDefault(service, []);
        var all = Doors(service);
        Assert.Empty(open.Except(all.Select(d => (d.From, d.To))));
        var doors = all.Where(d => !open.Contains((d.From, d.To))).ToList();
        var known = doors.ToLookup(d => d.From, d => d.To);
        Assert.Empty(doors.Where(d => Reaches(known, d.To, d.From, [])).Select(d => $"{d.File} knows {d.To}, which knows {d.From}"));
    }

    [Fact]
    public void ADoorBackIsFound()
    {
        var known = new[] { ("a", "b"), ("b", "c"), ("c", "a"), ("c", "d") }.ToLookup(d => d.Item1, d => d.Item2);
        Assert.True(Reaches(known, "b", "a", []));
        Assert.False(Reaches(known, "d", "c", []));
    }

    private static bool Reaches(ILookup<string, string> known, string from, string to, HashSet<string> seen) =>
        from == to || seen.Add(from) && known[from].Any(next => Reaches(known, next, to, seen));

    private static string Room(string folder) => folder.Split('/')[0];

    private static List<(string File, string From, string To)> Doors(string service)
    {
        var folders = Sources
            .TypesOf(service)
            .Where(t => !t.IsNested)
            .ToLookup(t => t.Namespace![$"CustomerService.{service}".Length..].TrimStart('.').Replace('.', '/'), t => t.Name.Split('`')[0]);
        var doors = new List<(string File, string From, string To)>();
        foreach (var file in Sources.Code($"services/{service}"))
        {
            var code = Sources.WithoutComments(Sources.Read(file));
            var from = Path.GetDirectoryName(Path.GetRelativePath($"services/{service}", file))!.Replace('\\', '/');
            var used = Using().Matches(code).Where(m => m.Groups[1].Value == service).Select(m => m.Groups[2].Value.TrimStart('.'));
            var named =
                from folder in folders
                where folder.Key.Length > 0
                let types = folder.ToHashSet()
                where Qualified(folder.Key.Split('/')[^1]).Matches(code).Any(m => types.Contains(m.Groups[1].Value))
                select folder.Key;
            doors.AddRange(
                used.Select(u => u.Replace('.', '/'))
                    .Where(folders.Contains)
                    .Concat(named)
                    .Distinct()
                    .Where(to => to != from && to.Length > 0)
                    .Select(to => (file, from, to))
            );
        }

        return doors;
    }

    private static Regex Qualified(string folder) => new($@"(?<![\w.""]){folder}\.(\w+)");

    [GeneratedRegex(@"^using (?:static )?(?:\w+ = )?CustomerService\.(\w+)((?:\.\w+)*);", RegexOptions.Multiline)]
    private static partial Regex Using();
}
