using System.Net;
using CustomerService.Complaints.Files;
using CustomerService.TestSupport;
using Intake = CustomerService.Contracts.Intake.V1;

namespace CustomerService.Complaints.HostTests;

/// <summary>
/// I4: what is kept here about a customer whose file is closed is not there for who may not see the file, wherever it is asked for.
/// </summary>
[Collection(ComplaintsCollection.Name)]
public sealed class ClosedFileTests(ComplaintsHost host)
{
    [Fact]
    public async Task WhatIsClosedToSomebodyIsNotThereForThem()
    {
        var customer = $"C{Guid.NewGuid():N}";
        using var desk = host.Client("supervisor:S900");
        var complaint = await desk.Post(
                "/api/complaints",
                new
                {
                    aboutKind = "product",
                    severity = "low",
                    customerNumber = customer,
                }
            )
            .Read<ComplaintView>();
        var number = complaint.Id;
        var (one, list) = (new Uri($"/api/complaints/{number}", UriKind.Relative), new Uri("/api/complaints?limit=200", UriKind.Relative));
        using var uncleared = host.Client(new Actor("supervisor", "S901"));
        using var cleared = host.Client(new Actor("supervisor", "S902") { Clearance = Confidentiality.TopSecret });
        Assert.Equal(HttpStatusCode.OK, await Status(uncleared));

        var now = DateTimeOffset.UtcNow;
        await host.Publish(
            new Intake.CustomerConfidentialityChanged
            {
                CustomerNumber = customer,
                Level = "topSecret",
                At = now,
            }
        );
        await Eventually.Holds(async () => await Status(uncleared) == HttpStatusCode.NotFound, "a closed file");
        Assert.DoesNotContain(number, await uncleared.GetStringAsync(list), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await Status(cleared));
        Assert.Contains(number, await cleared.GetStringAsync(list), StringComparison.Ordinal);

        await Lend(now.AddHours(1), now.AddSeconds(1));
        await Eventually.Holds(async () => await Status(uncleared) == HttpStatusCode.OK, "a lent file");
        await Lend(now, now.AddSeconds(2));
        await Eventually.Holds(async () => await Status(uncleared) == HttpStatusCode.NotFound, "a file that was given back");

        async Task<HttpStatusCode> Status(HttpClient client)
        {
            using var answer = await client.GetAsync(one);
            return answer.StatusCode;
        }

        Task Lend(DateTimeOffset until, DateTimeOffset at) =>
            host.Publish(
                new Intake.CustomerFileLent
                {
                    BorrowingNumber = "B00000001",
                    CustomerNumber = customer,
                    Borrower = "S901",
                    Until = until,
                    At = at,
                }
            );
    }
}
