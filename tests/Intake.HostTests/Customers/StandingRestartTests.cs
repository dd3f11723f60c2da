using System.Net;
using CustomerService.Intake.Customers.Files;
using CustomerService.Intake.Customers.Standings;
using CustomerService.Intake.Tickets.Ratings;
using CustomerService.ServiceDefaults;
using CustomerService.TestSupport;
using Marten;
using Microsoft.Extensions.DependencyInjection;

namespace CustomerService.Intake.HostTests.Customers;

/// <summary>I1, I2, I3: what is due comes although nobody was there at its moment, and once, whatever the number of replicas.</summary>
public sealed class StandingRestartTests(ClockHost host) : IClassFixture<ClockHost>
{
    [Fact]
    public async Task AfterAYearAwayWhatHasEndedIsOverTheClassIsComputedAndFilesAreDue()
    {
        var (customer, secret) = (await host.ACustomer(), await host.ACustomer());
        await host.ATicketOf(customer);
        await host.Classify(secret, "secret");
        using var lead = host.Client("supervisor:S001");
        var until = DateTimeOffset.UtcNow.AddDays(10);
        using (var listed = await lead.Post($"/api/customers/{customer}/blacklist", new { reason = "does not pay", until }))
        using (var file = await lead.GetAsync(new Uri($"/api/customers/{customer}", UriKind.Relative)))
        using (
            var by = await lead.Send(
                HttpMethod.Put,
                $"/api/customers/{customer}/class",
                new
                {
                    @class = "ordinary",
                    reason = "a dispute",
                    until,
                },
                ("If-Match", file.Headers.ETag!.ToString())
            )
        )
        {
            Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NoContent), (listed.StatusCode, by.StatusCode));
        }

        Assert.Empty((await lead.Get<Page<ReviewDue>>("/api/customers/review-due")).Items);
        await host.StopFirst();

        await using (var one = await host.StartReplica(services => services.AddSingleton<TimeProvider>(new Later(TimeSpan.FromDays(11)))))
        await using (var two = await host.StartReplica(services => services.AddSingleton<TimeProvider>(new Later(TimeSpan.FromDays(11)))))
        {
            await Eventually.Holds(
                async () =>
                    (await Of<BlacklistLapsed>(one, customer)).Count == 1 && (await Of<ClassOverrideLapsed>(one, customer)).Count == 1,
                "both ends"
            );
            Assert.True(Assert.Single(await Of<ClassOverrideLapsed>(one, customer)).At >= until, "It ended too early.");
            var computed = Assert.Single(await Of<CustomerClassified>(one, customer));
            Assert.Equal((CustomerClass.Vip, 1m), (computed.Class, computed.Score.Value(Score.Tickets)));
        }

        // The end of the class by hand has computed the class, so that the year begins there.
        await using var later = await host.StartReplica(services =>
            services.AddSingleton<TimeProvider>(new Later(TimeSpan.FromDays(11 + 366)))
        );
        await Eventually.Holds(async () => (await Of<CustomerClassified>(later, customer)).Count == 2, "the review of the year");
        using var agent = host.Client(later, "agent:A017");
        var review = await agent.Get<CustomerClassExplanation>($"/api/customers/{customer}/class");
        Assert.Equal((CustomerClass.Vip, null, 0m), (review.Class, review.Override, review.Score.Value(Score.Tickets)));
        Assert.Empty(await Due(later, ReviewClass.LapsePurpose));
        Assert.Contains(customer, await Due(later, ReviewClass.Purpose));

        await FilesAreDueOncePerPage(later, agent, customer, secret);
    }

    private async Task FilesAreDueOncePerPage(ServiceHost<Program>.Replica replica, HttpClient agent, string customer, string secret)
    {
        var other = await AnOldCustomer();
        var first = await agent.Get<Page<ReviewDue>>("/api/customers/review-due?limit=1");
        var second = await agent.Get<Page<ReviewDue>>(first.Next!);
        // The longest without a review first; one that may not be seen is not there and not counted.
        Assert.Equal([customer, other], first.Items.Concat(second.Items).Select(d => d.Customer.Number));
        Assert.Null(second.Next);
        using var reviewed = await agent.Post($"/api/customers/{customer}/review", new { note = "all true" });
        Assert.Equal(HttpStatusCode.NoContent, reviewed.StatusCode);
        Assert.Equal([other], (await agent.Get<Page<ReviewDue>>("/api/customers/review-due")).Items.Select(d => d.Customer.Number));
        using var cleared = replica.CreateClient().As(Steps.Cleared);
        Assert.Contains((await cleared.Get<Page<ReviewDue>>("/api/customers/review-due")).Items, d => d.Customer.Number == secret);
        await using var query = replica.Services.GetRequiredService<IDocumentStore>().QuerySession();
        Assert.Contains(await Listings.Of(query, other, default), l => (l.By, l.Purpose) == ("agent:A017", "files due for a review"));

        // One that was registered later, and is due by now as well.
        async Task<string> AnOldCustomer()
        {
            var number = $"C{Guid.NewGuid():N}";
            await using var session = replica.Services.GetRequiredService<IDocumentStore>().LightweightSession();
            session.LastModifiedBy = "system:test";
            session.Events.StartStream<Customer>(
                number,
                new CustomerRegistered(
                    CustomerKind.Person,
                    "测试",
                    "+8613800138000",
                    null,
                    "上海市",
                    "3101",
                    "x",
                    "zh-Hans",
                    0,
                    CustomerClass.Ordinary,
                    DateTimeOffset.UtcNow.AddDays(200)
                )
            );
            await session.SaveChangesAsync();
            return number;
        }
    }

    private static async Task<IReadOnlyList<T>> Of<T>(ServiceHost<Program>.Replica replica, string customer)
    {
        await using var session = replica.Services.GetRequiredService<IDocumentStore>().QuerySession();
        return [.. (await session.Events.FetchStreamAsync(customer)).Select(e => e.Data).OfType<T>()];
    }

    private static async Task<IReadOnlyList<string>> Due(ServiceHost<Program>.Replica replica, string purpose)
    {
        await using var session = replica.Services.GetRequiredService<IDocumentStore>().QuerySession();
        return await session.QueryAsync<string>("select key from due where purpose = ?", default, purpose);
    }

    private sealed class Later(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + by;
    }
}
