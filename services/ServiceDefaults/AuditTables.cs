using Npgsql;
using Weasel.Core;
using Weasel.Postgresql.Tables;

namespace CustomerService.ServiceDefaults;

/// <summary>The audit in the service's own database: the chain, which refuses to be changed, and where it ends.</summary>
internal static class AuditTables
{
    /// <summary>
    /// Columns of an event <c>e</c> as the chain keeps it, in the order of <see cref="Read"/>. The hash is made where the data is: it need
    /// not travel.
    /// </summary>
    public const string OfEvent =
        "e.seq_id, e.id, e.stream_id, e.version, e.type, e.user_name, e.headers ->> 'through', e.headers ->> 'from', "
        + "e.correlation_id, e.causation_id, e.timestamp, "
        + "sha256(convert_to(e.data::text, 'UTF8'))";

    /// <summary>Columns of a row <c>a</c>, likewise.</summary>
    public const string OfRow =
        "a.seq, a.event_id, a.stream, a.version, a.type, a.actor, a.through, a.origin, a.correlation, a.causation, a.at, a.data_hash";

    // Marten fills the gap of an append that failed with such a row, which says nothing of anybody.
    public const string Counts = "e.type <> 'tombstone'";

    public const int Columns = 12;

    public static IReadOnlyList<Table> All { get; } = [new AppendOnly(), CreateHead()];

    /// <summary>Reads the twelve columns from <paramref name="first"/> on.</summary>
    public static AuditRow Read(NpgsqlDataReader reader, int first, long number, string hash) =>
        new(
            number,
            reader.GetInt64(first),
            reader.GetGuid(first + 1),
            reader.GetString(first + 2),
            reader.GetInt64(first + 3),
            reader.GetString(first + 4),
            Text(reader, first + 5),
            Text(reader, first + 6),
            Text(reader, first + 7),
            Text(reader, first + 8),
            Text(reader, first + 9),
            reader.GetFieldValue<DateTimeOffset>(first + 10),
            Hex(reader, first + 11),
            hash
        );

    public static string Hex(NpgsqlDataReader reader, int column) => Convert.ToHexStringLower(reader.GetFieldValue<byte[]>(column));

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private static Table CreateHead()
    {
        var table = new Table("public.audit_head");
        table.AddColumn("id", "integer").AsPrimaryKey();
        table.AddColumn("number", "bigint").NotNull();
        table.AddColumn("seq", "bigint").NotNull();
        table.AddColumn("hash", "bytea").NotNull();
        return table;
    }

    /// <summary>
    /// Rights cannot keep the owner of a table from changing it; the trigger keeps it from happening by mistake, and whoever removes the
    /// trigger meets the chain.
    /// </summary>
    private sealed class AppendOnly : Table
    {
        public AppendOnly()
            : base("public.audit")
        {
            AddColumn("number", "bigint").AsPrimaryKey();
            AddColumn("seq", "bigint").NotNull();
            AddColumn("event_id", "uuid").NotNull();
            AddColumn("stream", "text").NotNull();
            AddColumn("version", "bigint").NotNull();
            AddColumn("type", "text").NotNull();
            AddColumn("actor", "text");
            AddColumn("through", "text");
            AddColumn("origin", "text");
            AddColumn("correlation", "text");
            AddColumn("causation", "text");
            AddColumn("at", "timestamptz").NotNull();
            AddColumn("data_hash", "bytea").NotNull();
            AddColumn("hash", "bytea").NotNull();
            Indexes.Add(new IndexDefinition("audit_seq") { Columns = ["seq"], IsUnique = true });
            Indexes.Add(new IndexDefinition("audit_stream") { Columns = ["stream", "number"] });
            Indexes.Add(new IndexDefinition("audit_actor") { Columns = ["actor", "number"] });
            Indexes.Add(new IndexDefinition("audit_correlation") { Columns = ["correlation"] });
            Indexes.Add(new IndexDefinition("audit_at") { Columns = ["at"], Method = IndexMethod.brin });
        }

        public override void WriteCreateStatement(Migrator migrator, TextWriter writer)
        {
            base.WriteCreateStatement(migrator, writer);
            writer.WriteLine(
                """
                create or replace function public.audit_refuses() returns trigger language plpgsql as
                $body$ begin raise exception 'The audit is append-only.' using errcode = 'insufficient_privilege'; end $body$;
                create trigger audit_is_append_only before update or delete on public.audit
                    for each row execute function public.audit_refuses();
                create trigger audit_is_not_emptied before truncate on public.audit
                    for each statement execute function public.audit_refuses();
                """
            );
        }
    }
}
