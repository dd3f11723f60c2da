using CustomerService.Intake.Tickets.Life;
using CustomerService.ServiceDefaults;
using Marten;
using Weasel.Postgresql.Tables;

namespace CustomerService.Intake.Tickets.Lists;

/// <summary>
/// The open tickets with what they are counted by, and how many there are of each, by site and region. A counter changes by the difference
/// between a ticket's row before and after, in one statement and in the transaction that moves the position: so the counters always are the
/// sum of the rows.
/// </summary>
internal static class OpenTickets
{
    /// <summary>A ticket's dimensions with their values; <c>t</c> is a row of open tickets.</summary>
    public const string Dimensions = """
        (values ('open', 'all'), ('status', t.status), ('waitingFor', t.waiting_for), ('type', t.type), ('priority', t.priority),
            ('owner', t.owner),
                ('channel', t.channel), ('site', t.site_code), ('region', t.region_code)) as d(dimension, value)
        """;

    /// <summary>One row an open ticket.</summary>
    public const string Name = "open_ticket";

    /// <summary>How many there are of each value of each dimension.</summary>
    public const string Counters = "ticket_counter";

    private const string Columns =
        "number, customer_number, status, waiting_for, type, priority, owner, channel, site_code, region_code, clock_due_at";

    private static string Upsert(string schema) =>
        $"""
            with incoming as materialized (
                select * from unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
                    ?::text[], ?::timestamptz[], ?::boolean[])
                    as i({Columns}, open)),
            before as materialized (select t.* from {schema}.{Name} t join incoming i using (number)),
            gone as (delete from {schema}.{Name} t using incoming i where t.number = i.number and not i.open),
            kept as (
                insert into {schema}.{Name} ({Columns}) select {Columns} from incoming where open
                on conflict (number) do update set customer_number = excluded.customer_number, status = excluded.status,
                    waiting_for = excluded.waiting_for,
                    type = excluded.type, priority = excluded.priority, owner = excluded.owner, channel = excluded.channel,
                        site_code = excluded.site_code,
                    region_code = excluded.region_code, clock_due_at = excluded.clock_due_at),
            changed as (
                select d.dimension, d.value, coalesce(t.site_code, '') as site_code, coalesce(t.region_code, '') as region_code,
                    sum(t.change) as change
                from (select -1 as change, {Columns} from before union all select 1, {Columns} from incoming where open) t
                    cross join lateral {Dimensions}
                where d.value is not null group by 1, 2, 3, 4 having sum(t.change) <> 0)
            insert into {schema}.{Counters} as c (dimension, value, site_code, region_code, tickets) select dimension, value, site_code,
                region_code, change from changed
            on conflict (dimension, value, site_code, region_code) do update set tickets = c.tickets + excluded.tickets
            """;

    /// <summary>
    /// Counts these tickets as they are now in the tables of <paramref name="schema"/>; a later call with the same ones changes nothing.
    /// </summary>
    public static void Queue(
        IDocumentOperations operations,
        IReadOnlyList<(TicketView View, DateTimeOffset? ClockDueAt)> tickets,
        string schema
    )
    {
        if (tickets.Count == 0)
        {
            return;
        }

        string?[] All(Func<TicketView, string?> column) => [.. tickets.Select(t => column(t.View))];
        operations.QueueSqlCommand(
            Upsert(schema),
            All(t => t.Id),
            All(t => t.CustomerNumber),
            All(t => t.Status.ToCode()),
            All(t => t.WaitingFor?.ToCode()),
            All(t => t.Type.ToCode()),
            All(t => t.Priority.ToCode()),
            All(t => t.Owner),
            All(t => t.Channel.ToCode()),
            All(t => t.SiteCode),
            All(t => t.RegionCode),
            tickets.Select(t => t.ClockDueAt?.ToUniversalTime()).ToArray(),
            tickets.Select(t => t.View.IsOpen).ToArray()
        );
        operations.QueueSqlCommand($"delete from {schema}.{Counters} where tickets = 0");
    }

    /// <summary>
    /// When the next clocks of open tickets are due, of those that still have the version that was read: who changes one says it anew.
    /// </summary>
    public static void QueueClocksDue(
        IDocumentOperations operations,
        IReadOnlyCollection<(string Number, long Version, DateTimeOffset? DueAt)> tickets
    ) =>
        operations.QueueSqlCommand(
            $"update {Name} t set clock_due_at = n.due_at from unnest(?::text[], ?::bigint[], ?::timestamptz[]) as n(number, "
                + "version, due_at) "
                + "join mt_streams s on s.id = n.number and s.version = n.version where t.number = n.number",
            tickets.Select(t => t.Number).ToArray(),
            tickets.Select(t => t.Version).ToArray(),
            tickets.Select(t => t.DueAt?.ToUniversalTime()).ToArray()
        );

    /// <summary>When the next clock of an open ticket is due, after the rules have changed.</summary>
    public static void QueueClockDue(IDocumentOperations operations, string number, DateTimeOffset? dueAt) =>
        operations.QueueSqlCommand(
            $"update {Name} t set clock_due_at = n.due_at from unnest(?::text[], ?::timestamptz[]) as n(number, due_at) where "
                + "t.number = n.number",
            new[] { number },
            new[] { dueAt?.ToUniversalTime() }
        );

    public static void Map(StoreOptions options)
    {
        var open = new Table($"public.{Name}");
        open.AddColumn("number", "text").AsPrimaryKey();
        foreach (var column in new[] { "customer_number", "status", "type", "priority", "owner", "channel" })
        {
            open.AddColumn(column, "text").NotNull();
        }

        foreach (var column in new[] { "waiting_for", "site_code", "region_code" })
        {
            open.AddColumn(column, "text");
        }

        open.AddColumn("clock_due_at", "timestamptz");
        open.Indexes.Add(new IndexDefinition("open_ticket_customer") { Columns = ["customer_number"] });
        options.Storage.ExtendedSchemaObjects.Add(open);

        var counter = new Table($"public.{Counters}");
        foreach (var column in new[] { "dimension", "value", "site_code", "region_code" })
        {
            counter.AddColumn(column, "text").AsPrimaryKey();
        }

        counter.AddColumn("tickets", "bigint").NotNull();
        counter.Indexes.Add(new IndexDefinition("ticket_counter_none") { Columns = ["tickets"], Predicate = "tickets = 0" });
        options.Storage.ExtendedSchemaObjects.Add(counter);
    }
}
