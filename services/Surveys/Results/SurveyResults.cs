namespace CustomerService.Surveys.Results;

/// <summary>How many of one set of invitations did what; the only input of the indexes.</summary>
internal sealed record OutcomeCounts(long Invited, long Answered, long Satisfied, long Rated, long Promoters, long Detractors);

/// <summary>A share, with what it was made from.</summary>
/// <param name="Formula">How it is computed.</param>
/// <param name="Numerator">Above the line.</param>
/// <param name="Denominator">Below the line.</param>
/// <param name="Percent">From 0 to 100, NPS from -100 to 100; null when there is nothing below the line.</param>
/// <param name="MarginOfError">
/// In percentage points, at the configured confidence (95 %); null without answers or where nothing is estimated.
/// </param>
public sealed record Index(string Formula, long Numerator, long Denominator, decimal? Percent = null, decimal? MarginOfError = null);

/// <summary>
/// S5: indexes of all invitations made in a period, with filters. Numerator and denominator come from that one set: an answer counts for
/// the period in which its invitation was made.
/// </summary>
/// <param name="Population">What the set is.</param>
/// <param name="Invited">Invitations in the set.</param>
/// <param name="Answered">Those of them with an answer that stands: n.</param>
/// <param name="ResponseRate">Answered of invited.</param>
/// <param name="Csat">Customer satisfaction, top two boxes.</param>
/// <param name="Nps">Net promoter score.</param>
public sealed record SurveyResults(string Population, long Invited, long Answered, Index ResponseRate, Index Csat, Index Nps)
{
    internal static SurveyResults Of(OutcomeCounts counts, double standardScore) =>
        new(
            "invitations made from `from` up to, not including, `to`, with their first accepted answers; flagged answers are left out",
            counts.Invited,
            counts.Answered,
            new Index("answered / invited × 100", counts.Answered, counts.Invited, Percent(counts.Answered, counts.Invited)),
            new Index(
                "answers 4-5 of 5 / all answers × 100",
                counts.Satisfied,
                counts.Answered,
                Percent(counts.Satisfied, counts.Answered),
                Margin(standardScore, counts.Answered, Share(counts.Satisfied, counts.Answered), 0)
            ),
            new Index(
                "(answers 9-10 − answers 0-6) / answers 0-10 × 100",
                counts.Promoters - counts.Detractors,
                counts.Rated,
                Percent(counts.Promoters - counts.Detractors, counts.Rated),
                Margin(standardScore, counts.Rated, Share(counts.Promoters, counts.Rated), Share(counts.Detractors, counts.Rated))
            )
        );

    private static double Share(long part, long whole) => whole == 0 ? 0 : (double)part / whole;

    private static decimal? Percent(long part, long whole) => whole == 0 ? null : Math.Round(100m * part / whole, 1);

    // Standard error of a mean of values 1 (share up), -1 (share down) and 0; without a share down it is that of a proportion.
    private static decimal? Margin(double standardScore, long n, double up, double down) =>
        n == 0 ? null : Math.Round((decimal)(100 * standardScore * Math.Sqrt(Math.Max(0, up + down - ((up - down) * (up - down))) / n)), 1);
}
