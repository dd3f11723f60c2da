using CsCheck;
using CustomerService.Surveys.Results;

namespace CustomerService.Surveys.Tests;

/// <summary>S5: the formulas.</summary>
public sealed class SurveyResultsTests
{
    private const double StandardScore = 1.96;

    [Fact]
    public void ASetIsCountedAsTheFormulasSay()
    {
        var results = SurveyResults.Of(new OutcomeCounts(20, 10, 7, 8, 5, 1), StandardScore);
        Assert.Equal(50m, results.ResponseRate.Percent);
        Assert.Equal(
            (7L, 10L, 70m, 28.4m),
            (results.Csat.Numerator, results.Csat.Denominator, results.Csat.Percent, results.Csat.MarginOfError)
        );
        Assert.Equal(
            (4L, 8L, 50m, 49.0m),
            (results.Nps.Numerator, results.Nps.Denominator, results.Nps.Percent, results.Nps.MarginOfError)
        );
    }

    [Fact]
    public void AnEmptySetHasNoPercentages()
    {
        var results = SurveyResults.Of(new OutcomeCounts(0, 0, 0, 0, 0, 0), StandardScore);
        Assert.Equal(
            (null, null, null, null),
            (results.ResponseRate.Percent, results.Csat.Percent, results.Nps.Percent, results.Csat.MarginOfError)
        );
    }

    [Fact]
    public void NoIndexEverLeavesItsScale()
    {
        var answer = Gen.Select(Gen.Bool, Gen.Int[1, 5], Gen.Int[-1, 10]);
        answer
            .List[0, 60]
            .Sample(set =>
            {
                var given = set.Where(a => a.Item1).ToList();
                var rated = given.Where(a => a.Item3 >= 0).ToList();
                var results = SurveyResults.Of(
                    new OutcomeCounts(
                        set.Count,
                        given.Count,
                        given.Count(a => a.Item2 >= 4),
                        rated.Count,
                        rated.Count(a => a.Item3 >= 9),
                        rated.Count(a => a.Item3 <= 6)
                    ),
                    StandardScore
                );
                Assert.InRange(results.ResponseRate.Percent ?? 0, 0, 100);
                Assert.InRange(results.Csat.Percent ?? 0, 0, 100);
                Assert.InRange(results.Nps.Percent ?? 0, -100, 100);
                Assert.InRange(results.Csat.MarginOfError ?? 0, 0, 200);
                if (rated.Count > 0)
                {
                    // The score is the mean of +1, 0 and -1.
                    var mean = rated.Average(a =>
                        a.Item3 >= 9 ? 100m
                        : a.Item3 <= 6 ? -100m
                        : 0m
                    );
                    Assert.Equal(mean, results.Nps.Percent!.Value, 1);
                }
            });
    }
}
