using System.Net;
using CustomerService.Intake.Desk.ServiceLevels;
using CustomerService.Intake.Tickets.Life;
using CustomerService.ServiceDefaults;
using CustomerService.TestSupport;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace CustomerService.Intake.HostTests.Desk.ServiceLevels;

/// <summary>An Intake of its own: its policy counts in seconds, its batches are small.</summary>
public sealed class ServiceLevelHost()
    : ServiceHost<Program>(
        "intake",
        new Dictionary<string, string>
        {
            ["ServiceLevels:RulesCachedFor"] = "00:00:00.2",
            ["ServiceLevels:BatchSize"] = "3",
            ["Deadlines:PollInterval"] = "00:00:00.05",
        }
    );

/// <summary>I10: clocks over HTTP and their warnings on the real store.</summary>
public sealed class ServiceLevelTests(ServiceLevelHost host) : IClassFixture<ServiceLevelHost>
{
    private static int _numbers;

    [Fact]
    public async Task EveryMomentOfATicketIsExplained()
    {
        var start = DateTimeOffset.UtcNow.AddHours(-3);
        var number = await Ticket(
            "ordinary",
            start,
            new StatusChanged(1, TicketStatus.Pending, null, WaitingFor.Customer, start.AddHours(1))
        );

        using var client = host.Client("agent:A017");
        var read = await client.GetAsync(Sla(number)).Read<TicketServiceLevels>();

        Assert.Equal([Clock.FirstResponse, Clock.HandOver, Clock.Resolution], read.Clocks.Select(c => c.Clock));
        var resolution = read.Clocks[^1];
        Assert.Equal((ClockState.Paused, TimeSpan.FromHours(1), null), (resolution.State, resolution.Elapsed, resolution.DueAt));
        Assert.Equal(["inTime", "waitingForCustomer"], resolution.Segments.Select(s => s.Reason));
        Assert.Equal((start, read.At), (resolution.Segments[0].From, resolution.Segments[^1].To));
        Assert.Equal("暂停：等待客户答复。", resolution.Segments[1].Text.Zh);
    }

    [Fact]
    public async Task AnUnknownTicketIs404()
    {
        using var client = host.Client("agent:A017");
        using var answer = await client.GetAsync(Sla("T99999999"));
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("/problems/ticket-not-found", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WarningsComeOnceWithThreeReplicas()
    {
        await using var second = await host.StartReplica();
        await using var third = await host.StartReplica();
        using var two = host.Client(second, "agent:A017");
        using var three = host.Client(third, "agent:A017");
        await Task.WhenAll(two.GetAsync(Sla("T0")), three.GetAsync(Sla("T0")));
        await PublishPolicy("seconds", TimeSpan.FromSeconds(2));

        var numbers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Ticket("seconds", DateTimeOffset.UtcNow)));
        foreach (var number in numbers)
        {
            await Eventually.Holds(async () => (await Warnings(number)).Count >= 6, $"all warnings of {number}");
        }

        await Eventually.Holds(async () => await DueRows(numbers) == 0, "no look is left");
        foreach (var number in numbers)
        {
            var warnings = await Warnings(number);
            Assert.Equal(["firstResponse:50", "firstResponse:75", "firstResponse:100"], Named(warnings, "firstResponse"));
            Assert.Equal(["resolution:50", "resolution:75", "resolution:100"], Named(warnings, "resolution"));
            Assert.All(warnings, w => Assert.Equal((1, "A017"), (w.Episode, w.Owner)));
        }
    }

    [Fact]
    public async Task APausedClockWaitsAndGoesOnWhenTheCustomerHasAnswered()
    {
        await PublishPolicy("pausing", TimeSpan.FromSeconds(1));
        var number = await Ticket(
            "pausing",
            DateTimeOffset.UtcNow,
            new StatusChanged(1, TicketStatus.Pending, null, WaitingFor.Customer, DateTimeOffset.UtcNow)
        );
        await Eventually.Holds(async () => Named(await Warnings(number), "firstResponse").Count == 3, "the first response is not paused");
        await Eventually.Holds(async () => await DueRows([number]) == 0, "no look while paused");
        Assert.Empty(Named(await Warnings(number), "resolution"));

        await Append(number, new StatusChanged(1, TicketStatus.InProgress, null, WaitingFor.Us, DateTimeOffset.UtcNow));
        await Eventually.Holds(async () => Named(await Warnings(number), "resolution").Count == 3, "the resolution goes on");
    }

    [Fact]
    public async Task ANewVersionReachesTicketsThatAreOpenAlready()
    {
        var start = DateTimeOffset.UtcNow.AddMinutes(-10);
        var numbers = await Task.WhenAll(Enumerable.Range(0, 7).Select(_ => Ticket("later", start)));
        var version = await PublishPolicy("later", TimeSpan.FromMinutes(5), start.AddMinutes(1));

        foreach (var number in numbers)
        {
            await Eventually.Holds(
                async () => Named(await Warnings(number), "resolution").Contains("resolution:100"),
                $"a breach of {number}"
            );
        }

        using var client = host.Client("agent:A017");
        var clock = (await client.GetAsync(Sla(numbers[0])).Read<TicketServiceLevels>()).Clocks.Single(c => c.Clock == Clock.Resolution);
        Assert.Equal((ClockState.Breached, version, start.AddMinutes(5)), (clock.State, clock.PolicyVersion, clock.BreachedAt));
        var before = clock.Superseded[^1];
        Assert.Equal(
            (ClockState.Superseded, start.AddMinutes(1), TimeSpan.FromMinutes(1)),
            (before.State, before.SupersededAt, before.Elapsed)
        );
    }

    [Fact]
    public async Task ABatchUnderANewVersionGoesByTheStoreAndNotByWhatAReplicaRemembers()
    {
        var start = DateTimeOffset.FromUnixTimeMilliseconds(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
        var number = await Ticket("forgotten", start);
        await using var replica = await host.StartReplica(services =>
            services.Configure<ServiceLevelOptions>(o => o.RulesCachedFor = TimeSpan.FromHours(1))
        );
        var store = replica.Services.GetRequiredService<IDocumentStore>();
        await using (var query = store.QuerySession())
        {
            await replica.Services.GetRequiredService<ServiceLevelCatalogue>().Remembered(query, default);
        }

        await host.HasSeenEveryEvent();
        // It counts in an hour: until then nobody else looks at the ticket under it.
        var validFrom = start.AddHours(1);
        var version = await PublishPolicy("forgotten", TimeSpan.FromHours(3), validFrom);
        await using (var session = store.LightweightSession())
        {
            session.LastModifiedBy = "system:test";
            var due = new Due(RulesChanged.Purpose, $"test:{number}", validFrom, $"\"T{_numbers - 1:D8}\"");
            await replica.Services.GetRequiredService<RulesChanged>().Handle(session, due, validFrom, default);
            await session.SaveChangesAsync();
        }

        Assert.True(version > 1);
        Assert.Equal(1, await Moments([number], start.AddHours(1.5), start.AddHours(3)));
    }

    [Fact]
    public async Task ANewVersionMovesTheMomentsOfTicketsThatHaveTime()
    {
        var start = DateTimeOffset.FromUnixTimeMilliseconds(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
        var numbers = await Task.WhenAll(Enumerable.Range(0, 7).Select(_ => Ticket("moved", start)));
        await host.HasSeenEveryEvent();
        await PublishPolicy("moved", TimeSpan.FromHours(2));
        // Half of it has passed first, and then all.
        await Eventually.Holds(
            async () => await Moments(numbers, start.AddHours(1), start.AddHours(2)) == numbers.Length,
            "each looked at in an hour, due in two"
        );
        Assert.Equal(numbers.Length, await DueRows(numbers));
        // A later moment is found out when the sooner one comes: until then the ticket is only shown as due later.
        await PublishPolicy("moved", TimeSpan.FromHours(4));
        await Eventually.Holds(
            async () => await Moments(numbers, start.AddHours(1), start.AddHours(4)) == numbers.Length,
            "each looked at in an hour, due in four"
        );
        Assert.Equal(numbers.Length, await DueRows(numbers));
    }

    [Fact]
    public async Task APolicyIsCheckedAndNumbered()
    {
        using var client = host.Client("supervisor:S001");
        using var incomplete = await client.Post(
            "/api/service-level-policies",
            new { validFrom = DateTimeOffset.UtcNow, rules = new[] { Rule("vip", "vip") } }
        );
        Assert.Equal(HttpStatusCode.BadRequest, incomplete.StatusCode);
        Assert.Contains("/problems/policy-incomplete", await incomplete.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var empty = await client.Post(
            "/api/service-level-policies",
            new { validFrom = DateTimeOffset.UtcNow, rules = Array.Empty<object>() }
        );
        Assert.Contains("/rules", await empty.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        var versions = await Task.WhenAll(PublishPolicy("p1", TimeSpan.FromDays(1)), PublishPolicy("p2", TimeSpan.FromDays(1)));
        Assert.NotEqual(versions[0], versions[1]);
        var listed = await client
            .GetAsync(new Uri("/api/service-level-policies?limit=1", UriKind.Relative))
            .Read<Page<ServiceLevelPolicy>>();
        Assert.Single(listed.Items);
        Assert.NotNull(listed.Next);
        var all = await client.GetAsync(new Uri("/api/service-level-policies", UriKind.Relative)).Read<Page<ServiceLevelPolicy>>();
        Assert.Equal(1, all.Items[^1].Version);
    }

    [Fact]
    public async Task ACalendarIsCheckedAndVersioned()
    {
        using var client = host.Client("supervisor:S001");
        var shifts = new[]
        {
            new
            {
                days = new[] { "monday" },
                from = "09:00:00",
                to = "18:00:00",
            },
        };
        using var odd = await client.Post(
            "/api/service-calendars",
            new
            {
                key = "depot",
                validFrom = DateTimeOffset.UtcNow,
                shifts,
                holidays = new[]
                {
                    new
                    {
                        from = "2027-02-07",
                        to = "2027-02-01",
                        name = "春节",
                    },
                },
            }
        );
        Assert.Contains("/problems/holiday-impossible", await odd.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        foreach (var version in new[] { 1, 2 })
        {
            var stored = await client
                .Post(
                    "/api/service-calendars",
                    new
                    {
                        key = "depot",
                        validFrom = DateTimeOffset.UtcNow,
                        shifts,
                        makeUpDays = new[] { new { date = "2027-02-13", worksAs = "monday" } },
                    }
                )
                .Read<ServiceCalendar>();
            Assert.Equal((version, TimeSpan.FromHours(8)), (stored.Version, stored.UtcOffset));
        }

        var listed = await client.GetAsync(new Uri("/api/service-calendars", UriKind.Relative)).Read<Page<ServiceCalendar>>();
        Assert.Equal(["always:1", "depot:2", "depot:1", "office:1"], listed.Items.Select(c => c.Id));
        Assert.Equal(new MakeUpDay(new DateOnly(2027, 2, 13), DayOfWeek.Monday), listed.Items[1].MakeUpDays.Single());
    }

    private static object Rule(string name, string? customerClass, TimeSpan? target = null) =>
        new
        {
            name,
            customerClass,
            calendar = "always",
            targets = new { firstResponse = target ?? TimeSpan.FromDays(1), resolution = target ?? TimeSpan.FromDays(1) },
        };

    /// <summary>Rules for one class; all other tickets have a day.</summary>
    private async Task<int> PublishPolicy(string customerClass, TimeSpan target, DateTimeOffset? validFrom = null)
    {
        using var client = host.Client("supervisor:S001");
        var policy = await client
            .Post(
                "/api/service-level-policies",
                new
                {
                    validFrom = validFrom ?? DateTimeOffset.UtcNow,
                    rules = new[] { Rule(customerClass, customerClass, target), Rule("all", null) },
                }
            )
            .Read<ServiceLevelPolicy>();
        return policy.Version;
    }

    private async Task<string> Ticket(string customerClass, DateTimeOffset at, params object[] more)
    {
        var number = $"T{Interlocked.Increment(ref _numbers):D8}";
        var opened = new TicketOpened(
            "C000001",
            customerClass,
            "zh-Hans",
            "3101",
            null,
            null,
            TicketType.Fault,
            TicketPriority.Normal,
            null,
            Channel.Email,
            number,
            "…",
            "A017",
            at
        );
        await using var session = host.Services.GetRequiredService<IDocumentStore>().LightweightSession();
        session.LastModifiedBy = "system:test";
        session.Events.StartStream<Ticket>(number, [opened, .. more]);
        await session.SaveChangesAsync();
        return number;
    }

    private async Task Append(string number, object e)
    {
        await using var session = host.Services.GetRequiredService<IDocumentStore>().LightweightSession();
        session.LastModifiedBy = "system:test";
        session.Events.Append(number, e);
        await session.SaveChangesAsync();
    }

    private async Task<List<ServiceLevelWarned>> Warnings(string number)
    {
        await using var query = host.Services.GetRequiredService<IDocumentStore>().QuerySession();
        return [.. (await query.Events.FetchStreamAsync(number)).Select(e => e.Data).OfType<ServiceLevelWarned>()];
    }

    /// <summary>How many of them are looked at and due at these moments.</summary>
    private async Task<long> Moments(IReadOnlyList<string> numbers, DateTimeOffset lookedAt, DateTimeOffset dueAt)
    {
        await using var count = host
            .Services.GetRequiredService<NpgsqlDataSource>()
            .CreateCommand(
                """
                select count(*) from due d join open_ticket t on t.number = d.key
                where d.purpose = 'service-level' and d.key = any(@numbers) and d.at between @looked and @looked + interval '1 ms'
                    and t.clock_due_at = @due
                """
            );
        count.Parameters.AddWithValue("numbers", numbers.ToArray());
        count.Parameters.AddWithValue("looked", lookedAt.UtcDateTime);
        count.Parameters.AddWithValue("due", dueAt.UtcDateTime);
        return (long)(await count.ExecuteScalarAsync())!;
    }

    private async Task<long> DueRows(IReadOnlyList<string> numbers)
    {
        await using var count = host
            .Services.GetRequiredService<NpgsqlDataSource>()
            .CreateCommand("select count(*) from due where purpose = 'service-level' and split_part(key, '/', 1) = any(@numbers)");
        count.Parameters.AddWithValue("numbers", numbers.ToArray());
        return (long)(await count.ExecuteScalarAsync())!;
    }

    private static List<string> Named(IEnumerable<ServiceLevelWarned> warnings, string clock) =>
        [.. warnings.Where(w => w.Clock == clock).Select(w => $"{w.Clock}:{w.Percent}")];

    private static Uri Sla(string number) => new($"/api/tickets/{number}/sla", UriKind.Relative);
}
