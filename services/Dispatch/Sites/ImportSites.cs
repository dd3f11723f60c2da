using System.Globalization;
using System.Text.RegularExpressions;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Dispatch.Sites;

/// <summary>D1: takes a table of sites, CSV or XLSX, whole or not at all.</summary>
internal static partial class ImportSites
{
    private static readonly HashSet<string> KnownServices = ["depot", "exchange", "on-site"];

    public static async Task<Results<Ok<ImportReport>, ProblemHttpResult>> Handle(
        HttpRequest request,
        Commands commands,
        CancellationToken cancellationToken
    )
    {
        var rows = await request.ReadRows(cancellationToken);
        return await TableImport.Run(
            rows,
            "code",
            Read,
            commands,
            async (session, sites) =>
            {
                var known = (await session.LoadManyAsync<Site>(cancellationToken, sites.Select(s => s.Code).ToArray())).ToDictionary(s =>
                    s.Code
                );
                var changed = sites.Where(s => !known.TryGetValue(s.Code, out var site) || !site.SaysTheSameAs(s)).ToList();
                session.Store<Site>(changed);
                return changed.Count;
            },
            cancellationToken
        );
    }

    internal static Site Read(ImportRow row, RowProblems problems)
    {
        var site = new Site
        {
            Code = problems.Text("code", 20),
            Name = problems.Text("name", 200),
            Kind = problems.Parse("kind", "center or site", text => text switch
                {
                    "center" => SiteKind.Center,
                    "site" => SiteKind.Site,
                    _ => (SiteKind?)null,
                }),
            Province = problems.Text("province", 40),
            City = problems.Text("city", 40),
            RegionCode = problems.Matching("regionCode", "four digits", RegionCode()),
            Latitude = problems.Parse("latitude", "a number from -90 to 90", text => Number(text, 90)),
            Longitude = problems.Parse("longitude", "a number from -180 to 180", text => Number(text, 180)),
            Address = row["address"],
            Phone = row["phone"],
            Hours = problems.Matching("hours", "HH:mm-HH:mm", Hours()),
            Capacity = problems.Parse("capacity", "a whole number from 0", text =>
                int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var jobs) ? jobs : (int?)null
            ),
            Services = row["services"]?.Split('|', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [],
        };
        foreach (var unknown in site.Services.Where(s => !KnownServices.Contains(s)))
        {
            problems.Add("services", $"{unknown} is not one of {string.Join(", ", KnownServices)}.");
        }

        return site;
    }

    private static double? Number(string text, double limit) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var degrees) && Math.Abs(degrees) <= limit
            ? degrees
            : null;

    [GeneratedRegex("^[0-9]{4}$")]
    private static partial Regex RegionCode();

    [GeneratedRegex("^([01][0-9]|2[0-4]):[0-5][0-9]-([01][0-9]|2[0-4]):[0-5][0-9]$")]
    private static partial Regex Hours();
}
