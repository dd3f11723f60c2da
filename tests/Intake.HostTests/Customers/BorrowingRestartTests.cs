using CustomerService.Intake.Customers.Borrowings;
using CustomerService.Intake.Customers.Files;
using CustomerService.TestSupport;
using Marten;
using Microsoft.Extensions.DependencyInjection;

namespace CustomerService.Intake.HostTests.Customers;

/// <summary>An Intake of its own, whose clock a test can set.</summary>
public sealed class ClockHost() : ServiceHost<Program>("intake", SentCodes.Settings);

/// <summary>I4: a borrowing ends at its due date although nobody was there when it came.</summary>
public sealed class BorrowingRestartTests(ClockHost host) : IClassFixture<ClockHost>
{
    private static readonly Actor Borrower = new("agent", "A017");

    [Fact]
    public async Task ABorrowingLapsesOnceAfterARestart()
    {
        var customer = await host.ACustomer();
        await host.Classify(customer, "confidential");
        using var borrower = host.Client(Borrower);
        using var approver = host.Client(Steps.Cleared);
        var due = DateTimeOffset.UtcNow.AddHours(1);
        var borrowing = (
            await borrower
                .Post(
                    "/api/borrowings",
                    new
                    {
                        customerNumber = customer,
                        purpose = "on the line",
                        dueAt = due,
                    }
                )
                .Read<Borrowing>()
        ).Id;
        await approver.Post($"/api/borrowings/{borrowing}/approve", new { }).Read<Borrowing>();
        Assert.Equal(customer, (await borrower.Get<Customer>($"/api/customers/{customer}")).Id);

        await host.StopFirst();
        var later = new Later(TimeSpan.FromHours(2));
        await using var one = await host.StartReplica(services => services.AddSingleton<TimeProvider>(later));
        await using var two = await host.StartReplica(services => services.AddSingleton<TimeProvider>(later));
        var store = one.Services.GetRequiredService<IDocumentStore>();
        await Eventually.Holds(async () => (await Of<BorrowingLapsed>()).Count > 0, "the end of the borrowing");
        Assert.Equal(due, Assert.Single(await Of<BorrowingApproved>()).DueAt);
        Assert.True(Assert.Single(await Of<BorrowingLapsed>()).At >= due, "It ended too early.");
        await using var query = store.QuerySession();
        Assert.Equal(0, await query.Query<Customer>().Where(c => c.Id == customer).VisibleTo(Borrower, later.GetUtcNow()).CountAsync());
        // The due date counts by itself: no row has to be in time.
        Assert.Equal(0, await query.Query<Customer>().Where(c => c.Id == customer).VisibleTo(Borrower, due).CountAsync());

        async Task<IReadOnlyList<T>> Of<T>()
        {
            await using var session = store.QuerySession();
            return [.. (await session.Events.FetchStreamAsync(borrowing)).Select(e => e.Data).OfType<T>()];
        }
    }

    private sealed class Later(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + by;
    }
}
