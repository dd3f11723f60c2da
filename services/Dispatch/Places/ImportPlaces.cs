using System.Globalization;
using System.Text.RegularExpressions;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Dispatch.Places;

/// <summary>A row of a table of places. What the table has no column for is left as it is known.</summary>
internal sealed record PlaceRow(string Code, PlaceProfile Profile, TableRow Row, PlaceStatus? Status)
{
    /// <summary>The profile that the row means for a place that is known already.</summary>
    public PlaceProfile On(Place place) =>
        Profile with
        {
            Status = Status ?? place.Status,
            Parent = Row.Says("parent") ? Profile.Parent : place.Parent,
            Brands = Row.Says("brands") ? Profile.Brands : place.Brands,
            Services = Row.Says("services") ? Profile.Services : place.Services,
            Address = Row.Says("address") ? Profile.Address : place.Address,
            Phone = Row.Says("phone") ? Profile.Phone : place.Phone,
            UtcOffset = place.UtcOffset,
        };
}

/// <summary>D1: takes a table of places, CSV or XLSX, whole or not at all. The columns parent, brands, services, address,
/// phone and status may be missing.</summary>
internal static partial class ImportPlaces
{
    private static readonly TableColumns Columns = new("code", [.. ExportPlaces.ColumnNames.Where(c => c != "code")]);

    private static readonly Dictionary<string, PlaceKind> Kinds = Enum.GetValues<PlaceKind>()
        .Select(k => KeyValuePair.Create(k.ToCode(), k))
        .Append(new("bmc", PlaceKind.RecoveryCenter))
        .ToDictionary(StringComparer.OrdinalIgnoreCase);

    public static async Task<Results<Ok<ImportReport>, ProblemHttpResult>> Handle(
        HttpRequest request,
        Commands commands,
        IQuerySession query,
        TimeProvider clock,
        CancellationToken cancellationToken,
        bool dryRun = false
    )
    {
        var rows = (await request.ReadRows(Columns, cancellationToken)).Select(WithoutApostrophes).ToList();
        var tree = await PlaceTree.Load(query, cancellationToken);
        foreach (var row in rows.Where(r => r["code"] is not null))
        {
            tree.Put(row["code"]!, row.Says("parent") ? row["parent"] : tree.ParentOf(row["code"]!));
        }

        var known = (await query.Query<Place>().ToListAsync(cancellationToken)).ToDictionary(p => p.Code);
        return await TableImport.Import(
            rows,
            Columns.Key,
            commands,
            (row, cells) => Read(row, cells, tree, known),
            (session, places) => Store(session, places, clock.GetUtcNow(), cancellationToken),
            dryRun,
            cancellationToken
        );
    }

    private static async Task<int> Store(
        IDocumentSession session,
        IReadOnlyList<PlaceRow> rows,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var keys = rows.Select(r => Place.KeyOf(r.Code)).ToArray();
        var known = (await session.LoadManyAsync<Place>(cancellationToken, keys)).ToDictionary(p => p.Code);
        var changed = 0;
        foreach (var row in rows)
        {
            if (!known.TryGetValue(row.Code, out var place))
            {
                session.Events.StartStream<Place>(Place.KeyOf(row.Code), new PlaceRegistered(row.Profile, now));
                changed++;
            }
            else if (RegisterPlace.Decide(place, row.On(place), now).Events.Count > 0)
            {
                await session.Decide<Place>(place.Id, p => RegisterPlace.Decide(p, row.On(p), now), null, true, cancellationToken);
                changed++;
            }
        }

        return changed;
    }

    internal static PlaceRow Read(TableRow row, RowReader cells, PlaceTree tree, IReadOnlyDictionary<string, Place> known)
    {
        var code = cells.Matching("code", "letters, digits and hyphens, at most 20", Code());
        var profile = new PlaceProfile(
            cells.Text("name", 200),
            cells.Parse("kind", string.Join(", ", Kinds.Keys), text => Kinds.TryGetValue(text, out var kind) ? kind : (PlaceKind?)null),
            PlaceStatus.Active,
            cells.Text("province", 40),
            cells.Text("city", 40),
            cells.Matching("regionCode", "four digits", RegionCode()),
            cells.Parse("latitude", "a number from -90 to 90", text => Number(text, 90)),
            cells.Parse("longitude", "a number from -180 to 180", text => Number(text, 180)),
            cells.Text("hours", 11),
            cells.Parse("capacity", "a whole number from 0 to 100000", Capacity),
            cells.List("services", 20)
        )
        {
            Parent = row["parent"],
            Address = row["address"],
            Phone = row["phone"],
            Brands = cells.List("brands", 40),
        };
        if (profile.Hours.Length > 0 && OpeningHours.Parse(profile.Hours) is null)
        {
            cells.Refuse("hours", $"It must be {OpeningHours.Expected}.");
        }

        foreach (var unknown in profile.Services.Where(s => !PlaceRules.Services.Contains(s)))
        {
            cells.Refuse("services", $"{unknown} is not one of {string.Join(", ", PlaceRules.Services)}.");
        }

        if (code.Length > 0 && row.Says("parent") && tree.Refuse(code, profile.Parent) is { } wrong)
        {
            cells.Refuse("parent", wrong.Detail);
        }

        PlaceStatus? status = row["status"] is null
            ? null
            : cells.Parse("status", "planned, active, suspended or closed", Json.FromCode<PlaceStatus>);
        if (
            status is { } asked
            && known.TryGetValue(code, out var place)
            && asked != place.Status
            && ChangePlaceStatus.Refuse(place, asked) is { } no
        )
        {
            cells.Refuse("status", no.Detail);
        }

        return new PlaceRow(code, profile with { Status = status ?? PlaceStatus.Active }, row, status);
    }

    // An export keeps what looks like a formula text by an apostrophe; spreadsheets give it back as it stands.
    private static TableRow WithoutApostrophes(TableRow row) =>
        row with
        {
            Cells = row.Cells.ToDictionary(c => c.Key, c => ExportPlaces.IsKeptText(c.Value) ? c.Value[1..] : c.Value),
        };

    private static double? Number(string text, double limit) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var degrees) && Math.Abs(degrees) <= limit
            ? degrees
            : null;

    private static int? Capacity(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var jobs) && jobs <= 100_000 ? jobs : null;

    [GeneratedRegex(RegisterPlace.CodePattern)]
    private static partial Regex Code();

    [GeneratedRegex(@"^[0-9]{4}\z")]
    private static partial Regex RegionCode();
}
