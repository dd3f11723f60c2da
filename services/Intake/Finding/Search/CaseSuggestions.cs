using System.ComponentModel.DataAnnotations;
using CustomerService.Intake.Catalogue.Cases;
using CustomerService.Intake.Common.Index;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace CustomerService.Intake.Finding.Search;

/// <summary>A case that may help.</summary>
/// <param name="Number">The case's number.</param>
/// <param name="Version">Version in use.</param>
/// <param name="Text">What it says.</param>
/// <param name="Score">Higher fits better; only for comparing within one answer.</param>
/// <param name="Usage">How it has done.</param>
public sealed record CaseSuggestion(string Number, int Version, CaseText Text, double Score, CaseUsage Usage);

/// <summary>
/// I12: suggests cases while a ticket is typed. What counts: how much of the text stands in the case, the same model and fault, and whether
/// it has helped.
/// </summary>
internal static class CaseSuggestions
{
    private const int DefaultLimit = 5;
    private const int MaximumLimit = 20;

    // A case is suggested when a third of what was typed stands in it, or when it is about the same fault or model.
    private const string Sql = """
        select id, score, uses, votes, helpful from (
            select s.id, s.at, f.fitting, f.same, coalesce(u.uses, 0) as uses, coalesce(u.votes, 0) as votes,
                coalesce(u.helpful, 0) as helpful,
                f.fitting / greatest(cardinality(@pieces), 1) + f.same
                    + 0.4 * (coalesce(u.helpful, 0) + 1) / (coalesce(u.votes, 0) + 2) as score
            from search_entry s
            cross join lateral (
                select (select count(*) from unnest(@pieces::tsquery[]) p where s.terms @@ p)::float as fitting,
                    (select coalesce(sum(0.4), 0) from unnest(@same::tsquery[]) p where s.terms @@ p)::float as same) f
            left join case_score u on u.case_number = s.id
            where s.kind = 'case' and s.terms @@ @any::tsquery) c
        where fitting * 3 >= cardinality(@pieces) or same > 0
        order by score desc, at desc limit @limit
        """;

    internal static async Task<Ok<IReadOnlyList<CaseSuggestion>>> Get(
        IQuerySession session,
        NpgsqlDataSource dataSource,
        string? q,
        string? model,
        string? faultCode,
        CancellationToken cancellationToken,
        [Range(1, MaximumLimit)] int limit = DefaultLimit
    )
    {
        string[] pieces = [.. SearchQuery.Parse(q)?.Pieces(SearchKind.Case) ?? []];
        string[] same =
        [
            .. new[] { model, faultCode }
                .Select(SearchQuery.Parse)
                .OfType<SearchQuery>()
                .Select(s => s.For(SearchKind.Case, SearchMatch.Exact)!),
        ];
        if (pieces.Length + same.Length == 0)
        {
            return TypedResults.Ok<IReadOnlyList<CaseSuggestion>>([]);
        }

        await using var command = dataSource.CreateCommand(Sql);
        command.Parameters.AddWithValue("pieces", pieces);
        command.Parameters.AddWithValue("same", same);
        command.Parameters.AddWithValue("any", string.Join(" | ", pieces.Concat(same)));
        command.Parameters.AddWithValue("limit", limit);
        var found = new List<(string Number, double Score, CaseUsage Usage)>();
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                found.Add(
                    (reader.GetString(0), reader.GetDouble(1), new CaseUsage(reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4)))
                );
            }
        }

        var cases = (await session.LoadManyAsync<Case>(cancellationToken, found.Select(f => f.Number))).ToDictionary(c => c.Id);
        return TypedResults.Ok<IReadOnlyList<CaseSuggestion>>([
            .. from f in found
            where cases.GetValueOrDefault(f.Number) is { IsRetired: false, Published: not null }
            let known = cases[f.Number]
            select new CaseSuggestion(f.Number, known.PublishedVersion, known.Published!, Math.Round(f.Score, 3), f.Usage),
        ]);
    }
}
