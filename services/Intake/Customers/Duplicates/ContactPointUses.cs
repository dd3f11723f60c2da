using CustomerService.Intake.Common.ReadModels;
using CustomerService.Intake.Customers.Files;
using JasperFx.Events;
using Marten;
using Marten.Events.Projections;
using Npgsql;
using Weasel.Postgresql.Tables;

namespace CustomerService.Intake.Customers.Duplicates;

/// <summary>
/// Which file has which contact point, as rows that an index finds: of a million files those that share one are found in milliseconds, by
/// the documents alone in minutes. Read off the document in the transaction that changes it, so that the two cannot differ.
/// </summary>
internal sealed partial class ContactPointUses : EventProjection
{
    private const string Points =
        "select distinct p ->> 'value', d.id from mt_doc_customer d cross join jsonb_array_elements(d.data -> 'contactPoints') p";

    private const string Follow =
        "with points(value, number) as ("
        + Points
        + " where d.id = ?), gone as (delete from contact_point_use u where u.number = ? "
        + "and not exists (select 1 from points where points.value = u.value)) "
        + "insert into contact_point_use (value, number) select value, number from points on conflict do nothing";

    internal static Table Table { get; } = CreateTable();

    public static void Project(IEvent<CustomerRegistered> e, IDocumentOperations operations) => Queue(e.StreamKey!, operations);

    public static void Project(IEvent<CustomerCorrected> e, IDocumentOperations operations) => Queue(e.StreamKey!, operations);

    public static void Project(IEvent<ContactPointsChanged> e, IDocumentOperations operations) => Queue(e.StreamKey!, operations);

    public static void Project(IEvent<CustomerErased> e, IDocumentOperations operations) => Queue(e.StreamKey!, operations);

    /// <summary>Reads it off the documents again.</summary>
    internal static TableModel Model { get; } = new("ContactPointUses", ["contact_point_use"], Subscription: null, Write);

    private static Task Write(
        IDocumentSession session,
        string schema,
        IReadOnlyCollection<string>? streams,
        CancellationToken cancellationToken
    )
    {
        if (streams is null)
        {
            session.QueueSqlCommand($"insert into {schema}.contact_point_use (value, number) {Points}");
        }
        else
        {
            session.QueueSqlCommand($"delete from {schema}.contact_point_use where number = any(?)", (object)streams.ToArray());
            session.QueueSqlCommand(
                $"insert into {schema}.contact_point_use (value, number) {Points} where d.id = any(?)",
                (object)streams.ToArray()
            );
        }

        return Task.CompletedTask;
    }

    private static void Queue(string number, IDocumentOperations operations) => operations.QueueSqlCommand(Follow, number, number);

    private static Table CreateTable()
    {
        var table = new Table("public.contact_point_use");
        table.AddColumn("value", "text").AsPrimaryKey();
        table.AddColumn("number", "text").AsPrimaryKey();
        table.Indexes.Add(new IndexDefinition("contact_point_use_number") { Columns = ["number"] });
        return table;
    }

    /// <summary>Fills the table once, where there were files before there was the table.</summary>
    internal sealed class Filling(NpgsqlDataSource dataSource) : IHostedService
    {
        public async Task StartAsync(CancellationToken cancellationToken)
        {
            await using var fill = dataSource.CreateCommand(
                $"insert into contact_point_use (value, number) {Points} where not exists (select 1 from contact_point_use) on "
                    + "conflict do nothing"
            );
            fill.CommandTimeout = 0;
            await fill.ExecuteNonQueryAsync(cancellationToken);
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
