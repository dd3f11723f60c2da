using System.Net;
using System.Text;
using CustomerService.Dispatch.Engineers;
using CustomerService.ServiceDefaults;
using CustomerService.TestSupport;

namespace CustomerService.Dispatch.HostTests;

/// <summary>D3: engineers.</summary>
[Collection(DispatchCollection.Name)]
public sealed class EngineersTests(DispatchHost host)
{
    [Fact]
    public async Task ARepeatIsTheSameEngineerAndALaterWordCounts()
    {
        using var client = host.Client("dispatcher:D1");
        var id = $"E-{Guid.NewGuid():N}"[..14];
        var said = new
        {
            id,
            homeSite = "S620101",
            skills = new[] { "screen" },
        };
        using (var first = await client.Post("/api/engineers", said))
        {
            Assert.Equal(HttpStatusCode.Created, first.StatusCode);
        }

        using (var again = await client.Post("/api/engineers", said))
        {
            Assert.Equal(HttpStatusCode.OK, again.StatusCode);
            Assert.Equal("\"1\"", again.Headers.ETag?.Tag);
        }

        var changed = await client.Post("/api/engineers", said with { skills = ["screen", "board"] }).Read<Engineer>();
        Assert.Equal(["screen", "board"], changed.Skills);
    }

    [Theory]
    [InlineData("X1", "S310101", HttpStatusCode.BadRequest)]
    [InlineData("E-Unknown-Site", "S000000", HttpStatusCode.BadRequest)]
    public async Task WhatCannotBeRightIsRefused(string id, string homeSite, HttpStatusCode status)
    {
        using var client = host.Client("dispatcher:D1");
        using var answer = await client.Post("/api/engineers", new { id, homeSite });
        Assert.Equal(status, answer.StatusCode);
    }

    [Fact]
    public async Task ATableIsTakenWholeAndAgainUnchanged()
    {
        var prefix = $"E-{Guid.NewGuid():N}"[..10];
        var table = $"id,homeSite,skills,certificates\n{prefix}-1,S620101,screen|battery,CS-A1\n{prefix}-2,S620101,,\n";
        Assert.Equal(2, (await host.Import("/api/engineers/import", Encoding.UTF8.GetBytes(table)).Read<ImportReport>()).Accepted);
        Assert.Equal(2, (await host.Import("/api/engineers/import", Encoding.UTF8.GetBytes(table)).Read<ImportReport>()).Unchanged);
        var changed = table.Replace("CS-A1", "CS-A1|CS-L5", StringComparison.Ordinal);
        var report = await host.Import("/api/engineers/import", Encoding.UTF8.GetBytes(changed)).Read<ImportReport>();
        Assert.Equal((1, 1), (report.Accepted, report.Unchanged));

        using var client = host.Client("dispatcher:D1");
        var page = await client.GetAsync(new Uri("/api/engineers?site=S620101&limit=200", UriKind.Relative)).Read<Page<Engineer>>();
        Assert.Equal(["CS-A1", "CS-L5"], page.Items.Single(e => e.Id == $"{prefix}-1").Certificates.Select(c => c.Model));

        // A table without their columns takes nobody's skills or certificates away.
        var bare = $"id,homeSite\n{prefix}-1,S620101\n";
        Assert.Equal(1, (await host.Import("/api/engineers/import", Encoding.UTF8.GetBytes(bare)).Read<ImportReport>()).Unchanged);

        using var refused = await host.Import("/api/engineers/import", Encoding.UTF8.GetBytes($"{table}{prefix}-3,S000000,,\n"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
    }
}
