using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using NpgsqlTypes;

namespace CustomerService.ServiceDefaults;

/// <summary>A2: the audit of one service, for auditors.</summary>
public static class AuditTrail
{
    internal static void AddAudit(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<AuditOptions>().BindConfiguration("Audit").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<AuditVerification>();
        builder.Services.AddHostedService<AuditWriter>();
    }

    internal static void MapAudit(this IEndpointRouteBuilder routes, string service)
    {
        var audit = routes.MapGroup($"/api/audit/{service}").WithTags("Audit").Permit(Role.Auditor);
        var name = $"{char.ToUpperInvariant(service[0])}{service[1..]}";
        audit.MapGet("", List).WithName($"ListAuditOf{name}").WithSummary("A2: who did what, when and from where; oldest first.");
        audit
            .MapGet("verification", Verify)
            .WithName($"VerifyAuditOf{name}")
            .WithSummary("A2: walks the chain of hashes, at most a million rows at once, and says what is wrong.");
    }

    private static async Task<Ok<Page<AuditRow>>> List(
        NpgsqlDataSource dataSource,
        HttpRequest request,
        Commands commands,
        TimeProvider clock,
        CancellationToken cancellationToken,
        [StringLength(160)] string? actor = null,
        [StringLength(200)] string? stream = null,
        [StringLength(200)] string? type = null,
        [StringLength(200)] string? correlation = null,
        DateTimeOffset? from = null,
        DateTimeOffset? to = null,
        [Range(0, long.MaxValue)] long after = 0,
        [Range(1, Page.MaximumLimit)] int limit = Page.DefaultLimit
    )
    {
        await using var command = dataSource.CreateCommand();
        (string Condition, NpgsqlDbType Type, object? Value)[] filters =
        [
            ("actor =", NpgsqlDbType.Text, actor),
            ("stream =", NpgsqlDbType.Text, stream),
            ("type =", NpgsqlDbType.Text, type),
            ("correlation =", NpgsqlDbType.Text, correlation),
            ("at >=", NpgsqlDbType.TimestampTz, from?.UtcDateTime),
            ("at <", NpgsqlDbType.TimestampTz, to?.UtcDateTime),
        ];
        var where = new List<string> { "a.number > $1" };
        command.Parameters.AddWithValue(after);
        command.Parameters.AddWithValue(limit + 1);
        foreach (var (condition, dbType, value) in filters.Where(f => f.Value is not null))
        {
            command.Parameters.AddWithValue(dbType, value!);
            where.Add($"a.{condition} ${command.Parameters.Count}");
        }

        command.CommandText =
            $"select a.number, a.hash, {AuditTables.OfRow} from audit a where {string.Join(" and ", where)} order by a.number limit $2";
        var rows = new List<AuditRow>();
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                rows.Add(AuditTables.Read(reader, 2, reader.GetInt64(0), AuditTables.Hex(reader, 1)));
            }
        }

        // Who looks at what everybody did is looked at too.
        await commands.Commit(
            (session, _) =>
            {
                session.Events.Append(AuditEvents.Stream(clock), new AuditRead($"{request.QueryString}", rows.Take(limit).Count()));
                return Task.FromResult<Rejection?>(null);
            },
            cancellationToken
        );
        return TypedResults.Ok(Page.Of(rows, limit, row => row.Number, request));
    }

    private static async Task<Ok<AuditVerdict>> Verify(
        AuditVerification verification,
        CancellationToken cancellationToken,
        AuditHead? after = null,
        AuditHead[]? known = null,
        [Range(1, AuditVerification.LongestSection)] int limit = AuditVerification.LongestSection
    ) => TypedResults.Ok(await verification.Verify(after ?? AuditHead.Start, limit, known ?? [], cancellationToken));
}
