using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace CustomerService.Demo;

/// <summary>The demo's files: master data as it is imported, and the contacts of four months.</summary>
public sealed class DemoData
{
    private readonly string _folder;
    private readonly Cut? _cut;

    private DemoData(string folder, Cut? cut = null)
    {
        (_folder, _cut) = (folder, cut);
        Sites =
        [
            .. Rows("sites.csv")
                .Select(r => new Site(
                    r["code"],
                    r["kind"] == "center",
                    r["regionCode"],
                    Number(r["latitude"]),
                    Number(r["longitude"]),
                    r["services"].Split('|')
                )),
        ];
        Parts = [.. Rows("parts.csv").Select(r => new Part(r["partNo"], r["class"], r["model"]))];
        Faults = Rows("faults.csv").ToDictionary(r => r["code"], r => new Fault(r["code"], r["partClass"], r["listedFault"] == "yes"));
        Models = [.. Rows("models.csv").Select(r => r["model"])];
        RegionOfCustomer = Rows("customers.csv").ToDictionary(r => r["customerNo"], r => r["regionCode"]);
        Contacts =
        [
            .. File.ReadLines(Path.Combine(folder, "contacts.jsonl"))
                .Take(cut?.Contacts ?? int.MaxValue)
                .Select(line => JsonSerializer.Deserialize<Contact>(line, JsonSerializerOptions.Web)!),
        ];
        Engineers = [.. EngineersOf()];
        Centres = [.. Sites.Where(s => s.IsCentre)];
    }

    /// <summary>Service sites.</summary>
    public IReadOnlyList<Site> Sites { get; }

    /// <summary>Sites that repair what others send.</summary>
    public IReadOnlyList<Site> Centres { get; }

    /// <summary>Spare parts.</summary>
    public IReadOnlyList<Part> Parts { get; }

    /// <summary>Faults by code.</summary>
    public IReadOnlyDictionary<string, Fault> Faults { get; }

    /// <summary>Model codes.</summary>
    public IReadOnlyList<string> Models { get; }

    /// <summary>City code by customer.</summary>
    public IReadOnlyDictionary<string, string> RegionOfCustomer { get; }

    /// <summary>Contacts in the order of time.</summary>
    public IReadOnlyList<Contact> Contacts { get; }

    /// <summary>Two engineers for each site that goes on site in a city where customers live.</summary>
    public IReadOnlyList<Engineer> Engineers { get; }

    /// <summary>Reads the files; <paramref name="folder"/> is beside the program unless said.</summary>
    public static DemoData Load(string? folder = null) => new(folder ?? Path.Combine(AppContext.BaseDirectory, "data"));

    /// <summary>
    /// The first <paramref name="contacts"/> contacts and what their stories need: their customers and units, two sites of each of their cities
    /// and their service centres; models, faults and parts whole.
    /// </summary>
    public static DemoData Sample(int contacts)
    {
        var all = Load();
        var customers = all.Contacts.Take(contacts).Select(c => c.CustomerNo).ToHashSet();
        var cities = customers.Select(c => all.RegionOfCustomer[c]).ToHashSet();
        var near = all
            .Sites.Where(s => cities.Contains(s.Region) && s.Services.Contains("on-site"))
            .GroupBy(s => s.Region)
            .SelectMany(city => city.Take(2));
        var sites = near.Concat(customers.Select(all.CentreFor)).Append(all.Sites[0]).Select(s => s.Code).ToHashSet();
        return new DemoData(all._folder, new Cut(contacts, customers, sites));
    }

    /// <summary>The part that mends a fault of a model.</summary>
    public Part? PartFor(string? model, string faultCode) =>
        Parts.FirstOrDefault(p => p.Model == model && p.Class == Faults[faultCode].PartClass);

    /// <summary>The service centre of a customer's city, or the nearest one.</summary>
    public Site CentreFor(string customerNumber)
    {
        var region = RegionOfCustomer[customerNumber];
        var home = Sites.FirstOrDefault(s => s.Region == region);
        return Centres.FirstOrDefault(c => c.Region == region)
            ?? Centres
                .OrderBy(c => home is null ? 0 : Math.Pow(c.Latitude - home.Latitude, 2) + Math.Pow(c.Longitude - home.Longitude, 2))
                .First();
    }

    /// <summary>A number from 0 to 99 that depends on the words alone: the same story every time.</summary>
    public static int Draw(string key, string what) => SHA256.HashData(Encoding.UTF8.GetBytes($"{key} {what}"))[0] * 100 / 256;

    private IEnumerable<Engineer> EngineersOf()
    {
        var cities = RegionOfCustomer.Values.ToHashSet();
        var classes = Faults.Values.Select(f => f.PartClass).Distinct().Order(StringComparer.Ordinal).ToList();
        // Between the two of a site every skill and every model is there; what breaks most often both can mend.
        string[] common = ["screen", "battery", "charger"];
        foreach (var site in Sites.Where(s => s.Services.Contains("on-site") && cities.Contains(s.Region)))
        {
            for (var i = 0; i < 2; i++)
            {
                yield return new Engineer(
                    $"E-{site.Code}-{i + 1}",
                    site.Code,
                    [.. classes.Where((c, n) => n % 2 == i || common.Contains(c))],
                    [.. Models.Where((_, n) => n % 3 != i)]
                );
            }
        }
    }

    /// <summary>The rows of one of the tables.</summary>
    public IEnumerable<IReadOnlyDictionary<string, string>> Rows(string file) => Lines(file).Skip(1).Select(line => line.Row);

    /// <summary>One of the tables, as it is imported.</summary>
    public byte[] Table(string file) => Encoding.UTF8.GetBytes(string.Join('\n', Lines(file).Select(line => line.Text)));

    // The header is the first.
    private IEnumerable<(string Text, Dictionary<string, string> Row)> Lines(string file)
    {
        var lines = File.ReadLines(Path.Combine(_folder, file)).ToList();
        var header = lines[0].TrimStart('\uFEFF').Split(',');
        return lines
            .Select(line => (Text: line, Row: header.Zip(line.Split(',')).ToDictionary(c => c.First, c => c.Second)))
            .Where((line, i) => i == 0 || _cut?.Keeps(file, line.Row) != false);
    }

    /// <summary>What is kept of the files.</summary>
    private sealed record Cut(int Contacts, HashSet<string> Customers, HashSet<string> Sites)
    {
        public bool Keeps(string file, Dictionary<string, string> row) =>
            file switch
            {
                "customers.csv" or "units.csv" => Customers.Contains(row["customerNo"]),
                "sites.csv" => Sites.Contains(row["code"]),
                _ => true,
            };
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}

/// <summary>A contact of a customer.</summary>
public sealed record Contact(
    string Key,
    DateTimeOffset At,
    string Channel,
    string Type,
    string CustomerNo,
    string? Imei,
    string? FaultCode,
    string Text,
    bool WantsVisit
);

/// <summary>A service site.</summary>
public sealed record Site(string Code, bool IsCentre, string Region, double Latitude, double Longitude, IReadOnlyList<string> Services);

/// <summary>A spare part.</summary>
public sealed record Part(string Number, string Class, string Model);

/// <summary>A fault and the class of parts that mends it.</summary>
public sealed record Fault(string Code, string PartClass, bool Listed);

/// <summary>An engineer.</summary>
public sealed record Engineer(string Id, string HomeSite, IReadOnlyList<string> Skills, IReadOnlyList<string> Models);
