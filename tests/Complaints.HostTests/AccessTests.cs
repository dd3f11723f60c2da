using System.Net;
using CustomerService.Complaints.Files;
using CustomerService.TestSupport;
using CustomerService.TestSupport.Access;
using Xunit.Abstractions;

namespace CustomerService.Complaints.HostTests;

/// <summary>A1: who may call what, and whose complaints they see.</summary>
[Collection(ComplaintsCollection.Name)]
public sealed class AccessTests(ComplaintsHost host, ITestOutputHelper output)
{
    [Fact]
    public async Task EveryCellOfTheTableIsTrue()
    {
        var (customer, handler) = ($"C{Guid.NewGuid():N}", $"H{Guid.NewGuid():N}");
        var complaint = await Registered(
            new
            {
                aboutKind = "person",
                about = "E07",
                severity = "high",
                customerNumber = customer,
            }
        );
        using var desk = host.Client("supervisor:S01");
        await host.KnowPerson(handler, AccessSeeds.Site);
        await desk.Post($"/api/complaints/{complaint}/acknowledge", new { }).Read<ComplaintView>();
        await desk.Post($"/api/complaints/{complaint}/assign", new { handlerId = handler }).Read<ComplaintView>();
        output.WriteLine(
            await AccessMatrix.Check(
                host,
                "complaints",
                new AccessSeeds
                {
                    Resources =
                    [
                        new("/api/complaints/{number}", complaint, "complaint-not-found")
                        {
                            Owner = customer,
                            ListQuery = $"?handler={handler}",
                        },
                    ],
                }
            )
        );
    }

    [Theory]
    [InlineData("supervisor", "S310101", HttpStatusCode.OK)]
    [InlineData("supervisor", "S31*", HttpStatusCode.OK)]
    [InlineData("supervisor", "S440101", HttpStatusCode.NotFound)]
    public async Task OneAboutASiteIsSeenByWhoAnswersForTheSite(string role, string scope, HttpStatusCode status)
    {
        var complaint = await Registered(
            new
            {
                aboutKind = "site",
                about = "S310101",
                severity = "low",
            }
        );
        using var client = host.Client(new Actor(role, "X1") { Scope = new DataScope([scope], []) });
        using var answer = await client.GetAsync(new Uri($"/api/complaints/{complaint}", UriKind.Relative));
        Assert.Equal(status, answer.StatusCode);
    }

    [Theory]
    [InlineData("S77", Confidentiality.Normal, HttpStatusCode.NotFound)]
    [InlineData("s77", Confidentiality.Normal, HttpStatusCode.NotFound)]
    [InlineData("S77", Confidentiality.TopSecret, HttpStatusCode.NotFound)]
    [InlineData("S78", Confidentiality.Normal, HttpStatusCode.OK)]
    public async Task WhoIsComplainedAboutSeesNothingOfIt(string person, Confidentiality clearance, HttpStatusCode status)
    {
        var complaint = await Registered(
            new
            {
                aboutKind = "person",
                about = "S77",
                severity = "low",
            }
        );
        using var client = host.Client(new Actor("supervisor", person) { Clearance = clearance });
        using var answer = await client.GetAsync(new Uri($"/api/complaints/{complaint}", UriKind.Relative));
        Assert.Equal(status, answer.StatusCode);
        var due = Uri.EscapeDataString(DateTimeOffset.MaxValue.AddYears(-1000).ToString("O"));
        var list = await client.GetStringAsync(new Uri($"/api/complaints?limit=200&dueBefore={due}", UriKind.Relative));
        Assert.Equal(status == HttpStatusCode.OK, list.Contains(complaint, StringComparison.Ordinal));
        using var deed = await client.Post($"/api/complaints/{complaint}/acknowledge", new { });
        Assert.Equal(status, deed.StatusCode);
    }

    [Fact]
    public async Task AHandlerOfNoSiteSeesWhatIsTheirs()
    {
        var complaint = await Registered(
            new
            {
                aboutKind = "person",
                about = "S310101",
                severity = "low",
            }
        );
        using var desk = host.Client("supervisor:S01");
        await host.KnowPerson("H77", "*");
        await desk.Post($"/api/complaints/{complaint}/acknowledge", new { }).Read<ComplaintView>();
        await desk.Post($"/api/complaints/{complaint}/assign", new { handlerId = "H77" }).Read<ComplaintView>();
        foreach (var (handler, status) in new[] { ("H77", HttpStatusCode.OK), ("H78", HttpStatusCode.NotFound) })
        {
            // Of the site whose code is a person's id here: only a complaint about a site is the site's.
            using var client = host.Client(new Actor("complaintHandler", handler) { Scope = new DataScope(["S310101"], []) });
            using var answer = await client.Post($"/api/complaints/{complaint}/findings", new { text = "Nothing yet." });
            Assert.Equal(status, answer.StatusCode);
        }
    }

    private async Task<string> Registered(object body)
    {
        using var desk = host.Client("supervisor:S01");
        return (await desk.Post("/api/complaints", body).Read<ComplaintView>()).Id;
    }
}
