using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using CustomerService.Dispatch.Sites;
using CustomerService.ServiceDefaults;
using CustomerService.TestSupport;
using MiniExcelLibs;

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
        Assert.Equal("/problems/import-refused", problem.GetProperty("type").GetString());
        var errors = problem.GetProperty("report").Deserialize<ImportReport>(Json.Options)!.Errors;
        Assert.Equal([(3, "S999902", "latitude"), (4, "S999901", "code")], errors.Select(e => (e.Row, e.Key, e.Field!)));

        using var client = host.Client("agent:A1");
        using var site = await client.GetAsync(new Uri("/api/sites/S999901", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, site.StatusCode);
    }

    [Fact]
    public async Task PagesHoldEverySiteOnce()
    {
        using var client = host.Client("agent:A1");
        var codes = new List<string>();
        for (var next = "/api/sites?limit=150"; next is not null; )
        {
            var page = await client.GetAsync(new Uri(next, UriKind.Relative)).Read<Page<Site>>();
            codes.AddRange(page.Items.Select(s => s.Code));
            next = page.Next;
        }

        Assert.Equal(640, codes.Distinct().Count());
        Assert.Equal(640, codes.Count);
    }

    [Fact]
    public async Task FiltersByRegionAndService()
    {
        using var client = host.Client("agent:A1");
        var page = await client.GetAsync(new Uri("/api/sites?region=44&service=exchange&limit=200", UriKind.Relative)).Read<Page<Site>>();
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
            .Read<NearbySite[]>();
        Assert.Equal(3, sites.Length);
        Assert.Equal(("S310101", 0.0), (sites[0].Site.Code, sites[0].Kilometres));
        using var wrong = await client.GetAsync(new Uri("/api/sites/nearest?latitude=131&longitude=121", UriKind.Relative));
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
    }
}
