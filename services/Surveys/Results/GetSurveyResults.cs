using CustomerService.ServiceDefaults;
using JasperFx.Events.Projections;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;

namespace CustomerService.Surveys.Results;

/// <summary>
/// S5: CSAT, NPS and response rate by site, engineer, class and region. One statement counts everything, so one state of the store.
/// </summary>
internal static class GetSurveyResults
{
    private const string Count = """
        select count(*),
               count(satisfaction),
               count(*) filter (where satisfaction >= 4),
               count(recommend),
               count(*) filter (where recommend >= 9),
               count(*) filter (where recommend <= 6)
        from (select (data ->> 'satisfaction')::int as satisfaction, (data ->> 'recommend')::int as recommend
              from mt_doc_surveyoutcome
              where (@from is null or invited_at >= @from) and (@to is null or invited_at < @to)
                and (@sites is null or data ->> 'siteCode' like any(@sites))
                and (@site is null or data ->> 'siteCode' = @site)
                and (@engineer is null or data ->> 'engineerId' = @engineer)
                and (@class is null or data ->> 'customerClass' = @class)
                and (@region is null or starts_with(data ->> 'regionCode', @region))) as outcomes
        """;

    public static StoreOptions AddResults(this StoreOptions options)
    {
        options.Projections.Add(new SurveyOutcomeProjection(), ProjectionLifecycle.Inline);
        options.Schema.For<SurveyOutcome>().Duplicate(o => o.InvitedAt, "timestamp with time zone", notNull: true);
        return options;
    }

    public static void MapResults(this IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/api/survey-results", Handle)
            .WithTags("Survey results")
            .WithMetadata(VisibleResource.Filtered)
            .Permit(Role.Supervisor, Role.Quality, Role.Administrator, Role.Auditor)
            .WithName("GetSurveyResults")
            .WithSummary("CSAT, NPS and response rate of one set.");

    /// <summary>Region is a GB/T 2260 code or the beginning of one: 31 is all of Shanghai.</summary>
    internal static async Task<Results<Ok<SurveyResults>, ProblemHttpResult>> Handle(
        Actor actor,
        NpgsqlDataSource store,
        IOptions<SurveyOptions> rules,
        CancellationToken cancellationToken,
        DateTimeOffset? from = null,
        DateTimeOffset? to = null,
        string? site = null,
        string? engineer = null,
        string? @class = null,
        string? region = null
    )
    {
        if (from >= to)
        {
            return Rejection.Invalid("period-empty", "The period ends before it begins.").ToProblem();
        }

        await using var command = store.CreateCommand(Count);
        Add("from", NpgsqlDbType.TimestampTz, from?.ToUniversalTime());
        Add("to", NpgsqlDbType.TimestampTz, to?.ToUniversalTime());
        // A1: the scope as patterns of SQL; an answer about work of no site counts for the head quarters only.
        Add("sites", NpgsqlDbType.Array | NpgsqlDbType.Text, actor.IsRestricted ? actor.Scope.Sites.Select(Pattern).ToArray() : null);
        Add("site", NpgsqlDbType.Text, site);
        Add("engineer", NpgsqlDbType.Text, engineer);
        Add("class", NpgsqlDbType.Text, @class);
        Add("region", NpgsqlDbType.Text, region);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var counts = new OutcomeCounts(
            reader.GetInt64(0),
            reader.GetInt64(1),
            reader.GetInt64(2),
            reader.GetInt64(3),
            reader.GetInt64(4),
            reader.GetInt64(5)
        );
        return TypedResults.Ok(SurveyResults.Of(counts, rules.Value.StandardScore));

        static string Pattern(string site)
        {
            var text = site.TrimEnd('*')
                .Replace("\\", "\\\\", StringComparison.Ordinal)
                .Replace("%", "\\%", StringComparison.Ordinal)
                .Replace("_", "\\_", StringComparison.Ordinal);
            return site.EndsWith('*') ? text + "%" : text;
        }

        void Add(string name, NpgsqlDbType type, object? value) => command.Parameters.AddWithValue(name, type, value ?? DBNull.Value);
    }
}
