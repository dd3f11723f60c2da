using System.ComponentModel.DataAnnotations;
using CustomerService.Intake.Customers.Files;
using CustomerService.Intake.Tickets.Life;
using CustomerService.Intake.Tickets.Lists;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;

namespace CustomerService.Intake.Desk.Departments;

/// <summary>I14: what a department has to do, and what was asked on a ticket.</summary>
internal static class RequestList
{
    private static readonly string Rows = $"""
        select r.data from mt_doc_crossdepartmentrequest r join mt_doc_ticketview d on d.id = r.data ->> 'ticketNumber'
        where {TicketFilter.Visible} and (@department is null or r.data ->> 'department' = @department)
            and (@step is null or r.data ->> 'step' = @step)
          and (@overdue is null or @overdue = (jsonb_array_length(r.data -> 'missed') > 0)) and (@after is null or r.id > @after)
        order by r.id limit @limit
        """;

    internal static async Task<Ok<Page<CrossDepartmentRequest>>> Get(
        Actor actor,
        HttpRequest request,
        NpgsqlDataSource dataSource,
        IDocumentStore store,
        TimeProvider clock,
        string? department,
        Code<RequestStep>? step,
        bool? overdue,
        string? after,
        CancellationToken cancellationToken,
        [Range(1, Page.MaximumLimit)] int limit = Page.DefaultLimit
    )
    {
        await using var command = dataSource.CreateCommand(Rows);
        VisibleRows.Of(actor, clock.GetUtcNow()).AddTo(command.Parameters);
        Add("department", NpgsqlDbType.Text, department);
        Add("step", NpgsqlDbType.Text, step?.Value.ToString());
        Add("overdue", NpgsqlDbType.Boolean, overdue);
        Add("after", NpgsqlDbType.Text, after);
        Add("limit", NpgsqlDbType.Integer, limit + 1);
        var found = new List<CrossDepartmentRequest>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            found.Add(await store.Options.Serializer().FromJsonAsync<CrossDepartmentRequest>(reader, 0, cancellationToken));
        }

        return TypedResults.Ok(Page.Of(found, limit, r => r.Id, request));

        void Add(string name, NpgsqlDbType type, object? value) =>
            command.Parameters.Add(new NpgsqlParameter(name, type) { Value = value ?? DBNull.Value });
    }

    internal static async Task<Ok<IReadOnlyList<CrossDepartmentRequest>>> OfTicket(
        string number,
        IQuerySession query,
        CancellationToken cancellationToken
    ) =>
        TypedResults.Ok(
            await query
                .Query<CrossDepartmentRequest>()
                .Where(r => r.TicketNumber == number)
                .OrderBy(r => r.Id)
                .ToListAsync(cancellationToken)
        );

    internal static Ok<Dictionary<string, DepartmentName>> Departments(IOptions<DepartmentOptions> rules) =>
        TypedResults.Ok(rules.Value.Known);
}
