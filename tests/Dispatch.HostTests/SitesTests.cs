using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using CustomerService.Dispatch.Places;
using CustomerService.ServiceDefaults;
using CustomerService.TestSupport;
using MiniExcelLibs;
using V1 = CustomerService.Contracts.Dispatch.V1;

namespace CustomerService.Dispatch.HostTests;

/// <summary>D1: import, export, look-up.</summary>
[Collection(DispatchCollection.Name)]
public sealed class SitesTests(DispatchHost host)
{
    private const string Xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    [Fact]
    public async Task TheSameFileAgainChangesNothing()
    {
        var report = await host.Import("/api/sites/import", DispatchHostBase.Demo("sites.csv")).Read<ImportReport>();
        Assert.Equal((0, 640, 0), (report.Accepted, report.Unchanged, report.Refused));
    }

    [Fact]
    public async Task WhatIsExportedImportsAgainUnchanged()
    {
        using var client = host.Client("administrator:A1");
        var csv = await client.GetByteArrayAsync(new Uri("/api/sites/export", UriKind.Relative));
        Assert.Equal(0, (await host.Import("/api/sites/import", csv).Read<ImportReport>()).Accepted);
    }

    [Fact]
    public async Task AWorkbookSaysTheSameAsTheText()
    {
        using var csv = new MemoryStream(DispatchHostBase.Demo("sites.csv"));
        using var workbook = new MemoryStream();
        await workbook.SaveAsAsync(MiniExcel.Query(csv, useHeaderRow: true, excelType: ExcelType.CSV).Take(20), excelType: ExcelType.XLSX);
        var report = await host.Import("/api/sites/import", workbook.ToArray(), Xlsx).Read<ImportReport>();
        Assert.Equal((0, 20), (report.Accepted, report.Unchanged));
    }

    [Fact]
    public async Task WhatATableHasNoColumnForStaysAsItIs()
    {
        using var csv = new MemoryStream(DispatchHostBase.Demo("sites.csv"));
        using var workbook = new MemoryStream();
        var bare = MiniExcel
            .Query(csv, useHeaderRow: true, excelType: ExcelType.CSV)
            .Cast<IDictionary<string, object?>>()
            .Take(20)
            .Select(row => row.Where(cell => cell.Key is not ("services" or "address" or "phone")).ToDictionary());
        await workbook.SaveAsAsync(bare, excelType: ExcelType.XLSX);
        var report = await host.Import("/api/sites/import", workbook.ToArray(), Xlsx).Read<ImportReport>();
        Assert.Equal((0, 20), (report.Accepted, report.Unchanged));
    }

    [Fact]
    public async Task OneWrongRowAndNothingIsTaken()
    {
        const string table = """
            code,name,kind,province,city,regionCode,latitude,longitude,address,phone,hours,capacity,services
            S999901,好,site,上海市,上海市,3101,31.2,121.4,,,08:00-20:00,5,depot
            S999902,坏,site,上海市,上海市,3101,131.2,121.4,,,08:00-20:00,5,depot
            S999901,又,site,上海市,上海市,3101,31.2,121.4,,,08:00-20:00,5,depot
            """;
        using var answer = await host.Import("/api/sites/import", Encoding.UTF8.GetBytes(table));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("/problems/table-refused", problem.GetProperty("type").GetString());
        var errors = problem.GetProperty("report").Deserialize<ImportReport>(Json.Options)!.Errors;
        Assert.Equal([(3, "S999902", "latitude"), (4, "S999901", "code")], errors.Select(e => (e.Row, e.Key, e.Field!)));

        using var client = host.Client("agent:A1");
        using var site = await client.GetAsync(new Uri("/api/sites/S999901", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, site.StatusCode);
    }

    [Fact]
    public async Task EveryErrorOfARowIsNamed()
    {
        const string table = """
            code,name,kind,province,city,regionCode,latitude,longitude,hours,capacity,services,parent
            S999801,好,shop,上海市,上海市,3101,131.2,121.4,18:00-09:00,many,depot|cooking,S000000
            S999802,好,site,上海市,上海市,3101,31.2,121.4,09:00-24:59,5,depot,S999803
            S999803,好,site,上海市,上海市,3101,31.2,121.4,09:00-24:00,5,depot,S999802
            """;
        using var answer = await host.Import("/api/sites/import", Encoding.UTF8.GetBytes(table));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        var errors = problem.GetProperty("report").Deserialize<ImportReport>(Json.Options)!.Errors;
        Assert.Equal(["kind", "latitude", "capacity", "hours", "services", "parent"], errors.Where(e => e.Row == 2).Select(e => e.Field!));
        Assert.Equal(["hours", "parent"], errors.Where(e => e.Row == 3).Select(e => e.Field!));
    }

    [Fact]
    public async Task AWorkbookThatIsExportedImportsAgainUnchanged()
    {
        using var client = host.Client("administrator:A1");
        var workbook = await client.GetByteArrayAsync(new Uri("/api/sites/export?format=xlsx", UriKind.Relative));
        Assert.Equal(0, (await host.Import("/api/sites/import", workbook, Xlsx).Read<ImportReport>()).Accepted);
        using var unknown = await client.GetAsync(new Uri("/api/sites/export?format=pdf", UriKind.Relative));
        Assert.Equal(HttpStatusCode.BadRequest, unknown.StatusCode);
    }

    [Fact]
    public async Task APlaceIsRegisteredSuspendedAndClosedAndEverybodyIsTold()
    {
        using var client = host.Client("administrator:A1");
        var place = NewPlace();
        await client.Post("/api/sites", place).Read<Place>();
        var code = place.code;
        await client.Post($"/api/sites/{code}/status", new { status = "suspended", reason = "fire" }).Read<Place>();
        var suspended = await host.Published<V1.PlaceChanged>(p => p.Code == code && p.Status == "suspended");
        Assert.Equal(("S310101", "fire", 2), (suspended.Parent, suspended.Reason, suspended.Revision));
        using var nearest = await client.GetAsync(new Uri("/api/sites/nearest?latitude=30.5&longitude=90.3&limit=1", UriKind.Relative));
        Assert.DoesNotContain(code, await nearest.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        await client.Post($"/api/sites/{code}/status", new { status = "closed", reason = "end" }).Read<Place>();
        using var again = await client.Post($"/api/sites/{code}/status", new { status = "active", reason = "back" });
        Assert.Contains("place-closed", await again.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var engineer = await client.Post("/api/engineers", new { id = "E-Closed", homeSite = code });
        Assert.Contains("place-unknown", await engineer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        var circle = NewPlace() with { parent = "S000000" };
        using var orphan = await client.Post("/api/sites", circle);
        Assert.Contains("place-unknown", await orphan.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AllPlacesAreSaidAgainWhenAsked()
    {
        using var client = host.Client("administrator:A1");
        Assert.InRange((await client.Post("/api/sites/republish", new { }).Read<Republished>()).Count, 640, 700);
        await host.Published<V1.PlaceChanged>(p => p is { Code: "S310101", Reason: "republished" });
    }

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Style", "IDE1006", Justification = "The names of the JSON.")]
    private sealed record SentPlace(string code, string parent)
    {
        public string name { get; init; } = "试验站";
        public string kind { get; init; } = "site";
        public string province { get; init; } = "p";
        public string city { get; init; } = "c";
        public string regionCode { get; init; } = "9901";
        public double latitude { get; init; } = 30.5;
        public double longitude { get; init; } = 90.3;
        public string hours { get; init; } = "08:00-20:00";
        public int capacity { get; init; } = 5;
        public string[] services { get; init; } = ["on-site"];
    }

    private static SentPlace NewPlace() => new($"X{Guid.NewGuid():N}"[..12], "S310101");

    [Fact]
    public async Task PagesHoldEverySiteOnce()
    {
        using var client = host.Client("agent:A1");
        var codes = new List<string>();
        for (var next = "/api/sites?limit=150"; next is not null; )
        {
            var page = await client.GetAsync(new Uri(next, UriKind.Relative)).Read<Page<Place>>();
            codes.AddRange(page.Items.Select(s => s.Code));
            next = page.Next;
        }

        Assert.Equal(codes.Distinct(), codes);
        Assert.Equal(640, codes.Count(c => !c.StartsWith('X')));
    }

    [Fact]
    public async Task FiltersByRegionAndService()
    {
        using var client = host.Client("agent:A1");
        var page = await client.GetAsync(new Uri("/api/sites?region=44&service=exchange&limit=200", UriKind.Relative)).Read<Page<Place>>();
        Assert.NotEmpty(page.Items);
        Assert.All(page.Items, s =>
            Assert.True(s.RegionCode.StartsWith("44", StringComparison.Ordinal) && s.Services.Contains("exchange"))
        );
    }

    [Fact]
    public async Task TheNearestSiteComesFirst()
    {
        using var client = host.Client("agent:A1");
        var sites = await client
            .GetAsync(new Uri("/api/sites/nearest?latitude=31.24918&longitude=121.42648&limit=3", UriKind.Relative))
            .Read<NearbyPlace[]>();
        Assert.Equal(3, sites.Length);
        Assert.Equal(("S310101", 0.0), (sites[0].Site.Code, sites[0].Kilometres));
        using var wrong = await client.GetAsync(new Uri("/api/sites/nearest?latitude=131&longitude=121", UriKind.Relative));
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
    }
}
