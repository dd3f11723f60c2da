using System.Net;
using CustomerService.Intake.Common.Imports;
using CustomerService.Intake.Customers.Files;
using CustomerService.TestSupport;
using Npgsql;

namespace CustomerService.Intake.HostTests.Catalogue.Imports;

/// <summary>I1, P5: whatever comes between two rows of a table, each is taken once, or its report says why not.</summary>
[Collection(ImportsCollection.Name)]
public sealed class ImportRaceTests(ImportsHost host)
{
    [Fact]
    public async Task AReplicaThatStopsInTheMiddleLeavesTheRestToAnother()
    {
        var alone = new ImportsHost();
        await alone.InitializeAsync();
        var numbers = ImportSteps.Numbers(60);
        using var first = alone.Client("administrator:test");
        await first.Import("customers", ImportSteps.Customers([numbers[30]], _ => "before")).Read<ImportReport>();
        string import;
        await using (await alone.HoldStream(numbers[30]))
        {
            import = await first.ImportInBackground("customers", ImportSteps.Customers(numbers));
            await alone.StandsStill();
            await alone.StopFirst();
        }

        // Four batches of seven were taken, and nothing of the fifth.
        Assert.Equal(28 + 1, await alone.Count("mt_streams where id = any($1)", [numbers]));
        await using var second = await alone.StartReplica();
        using var client = alone.Client(second, "administrator:test");
        Assert.Equal((60, 0, 0), (await client.Ended(import)).Counts());
        await alone.HaveEach(numbers, 1);
        Assert.Equal(61, await alone.Count("mt_events where stream_id = any($1)", [numbers]));
        await alone.DisposeAsync();
    }

    [Fact]
    public async Task ConnectionsThatBreakOffAtAnyMomentRepeatNothingAndSkipNothing()
    {
        var numbers = ImportSteps.Numbers(1500);
        await using var other = await host.StartReplica();
        using var client = host.Client("administrator:test");
        var import = await client.ImportInBackground("customers", ImportSteps.Customers(numbers));
        await using var source = NpgsqlDataSource.Create(host.Database);
        var broken = 0;
        await Eventually.Holds(
            async () =>
            {
                // Those that are in the middle of a transaction which has changed something.
                await using var kill = source.CreateCommand(
                    "select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = current_database() and "
                        + "backend_xid is not null and pid <> pg_backend_pid()"
                );
                broken += (int)(long)(await kill.ExecuteScalarAsync())!;
                return broken >= 6 || await host.Count("mt_doc_import where id = $1 and data ->> 'endedAt' is not null", import) > 0;
            },
            "some broken connections"
        );
        Assert.True(broken > 0, "Nothing was broken off.");
        await Eventually.Holds(
            async () => await host.Count("mt_doc_import where id = $1 and data ->> 'endedAt' is not null", import) > 0,
            "the end"
        );
        var ended = await client.Ended(import);
        Assert.Equal((ImportPhase.Completed, (1500, 0, 0)), (ended.Phase, ended.Counts()));
        await host.HaveEach(numbers, 1);
    }

    [Fact]
    public async Task OneImportIsStoppedBetweenTwoBatchesAndWhatWasWrittenStays()
    {
        var numbers = ImportSteps.Numbers(60);
        using var client = host.Client("administrator:test");
        await client.Import("customers", ImportSteps.Customers([numbers[15]], _ => "before")).Read<ImportReport>();
        using var other = host.Client("integration:erp");
        Task<ImportView> cancelling;
        string import;
        await using (await host.HoldStream(numbers[15]))
        {
            import = await client.ImportInBackground("customers", ImportSteps.Customers(numbers));
            await host.StandsStill();
            cancelling = other.Post($"/api/imports/{import}/cancel", new { }).Read<ImportView>();
            await Eventually.Holds(
                async () =>
                    await host.Count(
                        "pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like "
                            + "'%mt_doc_import%'"
                    ) > 0,
                "a wait for the batch"
            );
            await other.GetAsync(new Uri($"/api/imports/{import}", UriKind.Relative)).Read<ImportView>();
        }

        var stopped = await cancelling;
        Assert.Equal((ImportPhase.Cancelled, "integration:erp", (21, 0, 0)), (stopped.Phase, stopped.CancelledBy, stopped.Counts()));
        Assert.Equal(0, await host.Count("import_row"));
        var next = ImportSteps.Numbers(3);
        Assert.Equal((3, 0, 0), (await client.Ended(await client.ImportInBackground("customers", ImportSteps.Customers(next)))).Counts());
        Assert.Equal(21, await host.Count("mt_streams where id = any($1)", [numbers]));
        Assert.Equal(ImportPhase.Cancelled, (await client.Post($"/api/imports/{import}/cancel", new { }).Read<ImportView>()).Phase);
        var completed = await client.ImportInBackground("customers", ImportSteps.Customers(next));
        await client.Ended(completed);
        await client.Post($"/api/imports/{completed}/cancel", new { }).IsRefused(HttpStatusCode.Conflict, "import-ended");
    }

    [Fact]
    public async Task TheSameTableAtOnceAndInTheBackgroundAtTheSameMomentIsTakenOnce()
    {
        var numbers = ImportSteps.Numbers(150);
        using var client = host.Client("administrator:test");
        await client.Import("customers", ImportSteps.Customers([numbers[3]])).Read<ImportReport>();
        string import;
        await using (await host.HoldStream(numbers[3]))
        {
            import = await client.ImportInBackground("customers", ImportSteps.Customers(numbers));
            await host.StandsStill();
            // The first batch is under way, and its rows come in another way.
            await client.Import("customers", ImportSteps.Customers(numbers[..7])).Read<ImportReport>();
        }

        var atOnce = await Task.WhenAll(
            Enumerable
                .Range(0, 3)
                .Select(async _ =>
                {
                    using var answer = await client.Import("customers", ImportSteps.Customers(numbers));
                    return answer.StatusCode;
                })
        );
        Assert.All(atOnce, status => Assert.True(status is HttpStatusCode.OK or HttpStatusCode.Conflict, $"{status}"));
        var ended = await client.Ended(import);
        Assert.Equal((ImportPhase.Completed, 150, 0), (ended.Phase, ended.Accepted + ended.Unchanged, ended.Refused));
        await host.HaveEach(numbers, 1);
        Assert.Equal(150, await host.Count("mt_events where stream_id = any($1)", [numbers]));
    }

    [Fact]
    public async Task WhoIsErasedWhileTheirRowWaitsIsNotBroughtBackAndTheOthersAreTaken()
    {
        var numbers = ImportSteps.Numbers(20);
        var (held, erased, mark) = (numbers[0], numbers[12], $"Name-{Guid.NewGuid():N}");
        using var client = host.Client("administrator:test");
        await client.Import("customers", ImportSteps.Customers([held, erased])).Read<ImportReport>();
        string import;
        await using (await host.HoldStream(held))
        {
            import = await client.ImportInBackground("customers", ImportSteps.Customers(numbers, n => n == erased ? mark : "now"));
            await host.StandsStill();
            Assert.Equal(1, await host.Count("import_row where cells::text like $1", $"%{mark}%"));
            await Erase(erased);
            Assert.Equal(0, await host.Count("import_row where cells::text like $1", $"%{mark}%"));
        }

        var ended = await client.Ended(import);
        Assert.Equal((ImportPhase.Completed, (19, 0, 1)), (ended.Phase, ended.Counts()));
        Assert.Equal(new RowError(14, erased, "customerNo", "Was erased."), Assert.Single(ended.Errors!.Items));
        Assert.DoesNotContain(await host.Stored(erased), e => e.Data is CustomerCorrected);
        var again = await client.Ended(await client.ImportInBackground("customers", ImportSteps.Customers(numbers)));
        Assert.Equal((ImportPhase.Refused, (0, 0, 1)), (again.Phase, again.Counts()));
    }

    private async Task Erase(string customer)
    {
        foreach (
            var (role, id, path, body) in new (string, string, string, object)[]
            {
                ("supervisor", "S910", "destruction", new { reason = "asked by letter" }),
                ("administrator", "X911", "destruction/approve", new { }),
                ("supervisor", "S912", "destruction/approve", new { }),
            }
        )
        {
            using var person = host.Client(new Actor(role, id) { Clearance = Confidentiality.TopSecret });
            await person.Post($"/api/customers/{customer}/{path}", body).Read<object>();
        }

        await Eventually.Holds(async () => (await host.Stored(customer)).Any(e => e.Data is CustomerErased), "the erasure");
    }
}
