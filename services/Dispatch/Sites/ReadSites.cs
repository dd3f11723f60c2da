using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text;
using CustomerService.ServiceDefaults;
using Marten;
using Marten.Linq.MatchesSql;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Dispatch.Sites;

/// <summary>A site and how far away it is.</summary>
/// <param name="Site">The site.</param>
/// <param name="Kilometres">Distance as the crow flies.</param>
public sealed record NearbySite(Site Site, double Kilometres);

/// <summary>D1: looking sites up.</summary>
internal static class ReadSites
{
    private static readonly string[] Columns =
    [
        "code",
        "name",
        "kind",
        "province",
        "city",
        "regionCode",
        "latitude",
        "longitude",
        "address",
        "phone",
        "hours",
        "capacity",
        "services",
    ];

    public static async Task<Ok<Page<Site>>> List(
        IQuerySession query,
        HttpRequest request,
        CancellationToken cancellationToken,
        string? region = null,
        string? service = null,
        string? after = null,
        [Range(1, Page.MaximumLimit)] int limit = Page.DefaultLimit
    )
    {
        var sites = query.Query<Site>().Where(s => s.MatchesSql("d.id > ?", after ?? ""));
        sites = region is null ? sites : sites.Where(s => s.RegionCode.StartsWith(region));
        sites = service is null ? sites : sites.Where(s => s.Services.Contains(service));
        var found = await sites.OrderBy(s => s.Code).Take(limit + 1).ToListAsync(cancellationToken);
        return TypedResults.Ok(Page.Of(found, limit, s => s.Code, request));
    }

    public static async Task<Results<Ok<Site>, ProblemHttpResult>> Get(
        string code,
        IQuerySession query,
        CancellationToken cancellationToken
    ) =>
        await query.LoadAsync<Site>(code, cancellationToken) is { } site
            ? TypedResults.Ok(site)
            : Rejection.NotFound("site", code).ToProblem();

    public static async Task<Ok<IReadOnlyList<NearbySite>>> Nearest(
        [Range(-90, 90)] double latitude,
        [Range(-180, 180)] double longitude,
        IQuerySession query,
        CancellationToken cancellationToken,
        string? service = null,
        [Range(1, Page.MaximumLimit)] int limit = 5
    )
    {
        var sites = service is null ? query.Query<Site>() : query.Query<Site>().Where(s => s.Services.Contains(service));
        var here = new GeoPosition(latitude, longitude);
        // Some hundred sites: measuring all of them is cheaper than an index that nobody else needs.
        return TypedResults.Ok<IReadOnlyList<NearbySite>>([
            .. (await sites.ToListAsync(cancellationToken))
                .Select(s => new NearbySite(s, Math.Round(here.KilometresTo(s.Position), 3)))
                .OrderBy(s => s.Kilometres)
                .ThenBy(s => s.Site.Code)
                .Take(limit),
        ]);
    }

    public static async Task<FileContentHttpResult> Export(IQuerySession query, CancellationToken cancellationToken)
    {
        var csv = new StringBuilder().AppendJoin(',', Columns).Append("\r\n");
        foreach (var site in await query.Query<Site>().OrderBy(s => s.Code).ToListAsync(cancellationToken))
        {
            csv.AppendJoin(
                    ',',
                    new[]
                    {
                        site.Code,
                        site.Name,
                        site.Kind.ToCode(),
                        site.Province,
                        site.City,
                        site.RegionCode,
                        Text(site.Latitude),
                        Text(site.Longitude),
                        site.Address,
                        site.Phone,
                        site.Hours,
                        Text(site.Capacity),
                        string.Join('|', site.Services),
                    }.Select(SpreadsheetCell.Csv)
                )
                .Append("\r\n");
        }

        // Spreadsheets take a file for UTF-8 only with the mark.
        return TypedResults.File(
            Encoding.UTF8.GetPreamble().Concat(Encoding.UTF8.GetBytes(csv.ToString())).ToArray(),
            "text/csv; charset=utf-8",
            "sites.csv"
        );
    }

    private static string Text(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);
}
