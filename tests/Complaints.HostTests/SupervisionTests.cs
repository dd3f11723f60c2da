using CustomerService.Complaints.Files;
using CustomerService.TestSupport;
using V1 = CustomerService.Contracts.Complaints.V1;

namespace CustomerService.Complaints.HostTests;

/// <summary>C2: notices at 50, 75 and 100 %, exactly once with three replicas; none after a proposal in time; a breach stays.</summary>
public sealed class SupervisionTests(HurriedHost host) : IClassFixture<HurriedHost>
{
    [Fact]
    public async Task ThreeReplicasGiveEachNoticeOnce()
    {
        await using var second = await host.StartReplica();
        await using var third = await host.StartReplica();
        using var desk = host.Client("supervisor:S01");
        using var elsewhere = host.Client(second, "supervisor:S01");
        using var furtherStill = host.Client(third, "supervisor:S01");

        var left = new List<string>();
        foreach (var client in Enumerable.Repeat(new[] { desk, elsewhere, furtherStill }, 4).SelectMany(c => c))
        {
            left.Add((await Register(client)).Id);
        }

        var answered = (await Register(desk)).Id;
        using var handler = host.Client("complaintHandler:H01");
        await desk.Post($"/api/complaints/{answered}/acknowledge", new { }).Read<ComplaintView>();
        await desk.Post($"/api/complaints/{answered}/assign", new { handlerId = "H01" }).Read<ComplaintView>();
        await handler.Post($"/api/complaints/{answered}/propose", new { remedy = "apology", text = "Sorry." }).Read<ComplaintView>();

        foreach (var number in left)
        {
            await host.Published<V1.ComplaintSupervisionNotice>(n => n.ComplaintNumber == number && n.Percent == 100);
        }

        // The answered one was registered last: when its due rows are gone, everything has fired.
        await Eventually.Holds(async () => await DueRows() == 0, "no due row left");
        foreach (var number in left)
        {
            var view = await desk.GetAsync(new Uri($"/api/complaints/{number}", UriKind.Relative)).Read<ComplaintView>();
            Assert.Equal([50, 75, 100], view.Notices.Select(n => n.Percent).Order());
            Assert.True(view.Breached);
            Assert.Equal(3, host.PublishedSoFar<V1.ComplaintSupervisionNotice>(n => n.ComplaintNumber == number).Count);
        }

        var inTime = await desk.GetAsync(new Uri($"/api/complaints/{answered}", UriKind.Relative)).Read<ComplaintView>();
        Assert.Empty(inTime.Notices);
        Assert.False(inTime.Breached);

        // Too late: the proposal is welcome, the breach remains.
        await desk.Post($"/api/complaints/{left[0]}/acknowledge", new { }).Read<ComplaintView>();
        await desk.Post($"/api/complaints/{left[0]}/assign", new { handlerId = "H01" }).Read<ComplaintView>();
        var late = await handler
            .Post($"/api/complaints/{left[0]}/propose", new { remedy = "apology", text = "Sorry." })
            .Read<ComplaintView>();
        Assert.Equal((ComplaintStatus.Proposed, true), (late.Status, late.Breached));
    }

    private static Task<ComplaintView> Register(HttpClient client) =>
        client
            .Post(
                "/api/complaints",
                new
                {
                    aboutKind = "policy",
                    severity = "low",
                    anonymous = true,
                }
            )
            .Read<ComplaintView>();

    private async Task<long> DueRows()
    {
        await using var connection = new Npgsql.NpgsqlConnection(host.Database);
        await connection.OpenAsync();
        await using var command = new Npgsql.NpgsqlCommand("select count(*) from due", connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
