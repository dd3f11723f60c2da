using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace CustomerService.Demo;

/// <summary>The demo's files: master data as it is imported, and the contacts of four months.</summary>
public sealed class DemoData
{
    private DemoData(string folder)
    {
        Folder = folder;
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
                .Select(line => JsonSerializer.Deserialize<Contact>(line, JsonSerializerOptions.Web)!),
        ];
        Engineers = [.. EngineersOf()];
        Centres = [.. Sites.Where(s => s.IsCentre)];
    }

    /// <summary>Where the files are.</summary>
    public string Folder { get; }

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
    public IEnumerable<IReadOnlyDictionary<string, string>> Rows(string file)
    {
        var lines = File.ReadLines(Path.Combine(Folder, file)).ToList();
        var header = lines[0].TrimStart('\uFEFF').Split(',');
        return lines.Skip(1).Select(line => header.Zip(line.Split(',')).ToDictionary(c => c.First, c => c.Second));
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
