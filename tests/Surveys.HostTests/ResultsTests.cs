using System.Net;
using CustomerService.Surveys.Results;
using CustomerService.TestSupport;
using Marten;
using Microsoft.Extensions.DependencyInjection;

namespace CustomerService.Surveys.HostTests;

/// <summary>S5: what the store counts is what brute force counts, whatever the filter.</summary>
[Collection(SurveysCollection.Name)]
public sealed class ResultsTests(SurveysHost host)
{
    // Far from the invitations of the other tests.
    private static readonly DateTimeOffset Start = new(2031, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task EveryFilterCountsOneSet()
    {
        var random = new Random(20261122);
        var set = Enumerable
            .Range(0, 400)
            .Select(i =>
            {
                var satisfaction = random.Next(3) == 0 ? (int?)null : random.Next(1, 6);
                return new SurveyOutcome
                {
                    Id = $"results-{i}",
                    InvitedAt = Start.AddHours(i),
                    Questionnaire = "satisfaction/1",
                    SiteCode = random.Next(4) == 0 ? null : $"S{random.Next(3)}",
                    EngineerId = random.Next(4) == 0 ? null : $"E{random.Next(4)}",
                    CustomerClass = new[] { "vip", "core", "ordinary" }[random.Next(3)],
                    RegionCode = new[] { "3101", "3102", "1101" }[random.Next(3)],
                    Satisfaction = satisfaction,
                    Recommend = satisfaction is null || random.Next(3) == 0 ? null : random.Next(0, 11),
                };
            })
            .ToList();
        await using (var session = host.Services.GetRequiredService<IDocumentStore>().LightweightSession())
        {
            session.LastModifiedBy = "system:test";
            session.Store<SurveyOutcome>(set);
            await session.SaveChangesAsync();
        }

        using var staff = host.Client("supervisor:S01");
        for (var i = 0; i < 60; i++)
        {
            var from = Start.AddHours(random.Next(-20, 200));
            var to = from.AddHours(random.Next(1, 400));
            var site = Sometimes($"S{random.Next(4)}");
            var engineer = Sometimes($"E{random.Next(5)}");
            var @class = Sometimes("vip");
            var region = Sometimes(random.Next(2) == 0 ? "31" : "1101");
            var query =
                $"/api/survey-results?from={Uri.EscapeDataString(from.ToString("O"))}&to={Uri.EscapeDataString(to.ToString("O"))}"
                + Parameter("site", site)
                + Parameter("engineer", engineer)
                + Parameter("class", @class)
                + Parameter("region", region);
            var results = await staff.GetAsync(new Uri(query, UriKind.Relative)).Read<SurveyResults>();

            var chosen = set.Where(o =>
                    o.InvitedAt >= from
                    && o.InvitedAt < to
                    && (site is null || o.SiteCode == site)
                    && (engineer is null || o.EngineerId == engineer)
                    && (@class is null || o.CustomerClass == @class)
                    && (region is null || o.RegionCode.StartsWith(region, StringComparison.Ordinal))
                )
                .ToList();
            var rated = chosen.Where(o => o.Recommend is not null).ToList();
            Assert.Equal(
                SurveyResults.Of(
                    new OutcomeCounts(
                        chosen.Count,
                        chosen.Count(o => o.Satisfaction is not null),
                        chosen.Count(o => o.Satisfaction >= 4),
                        rated.Count,
                        rated.Count(o => o.Recommend >= 9),
                        rated.Count(o => o.Recommend <= 6)
                    ),
                    1.96
                ),
                results
            );
            Assert.InRange(results.Csat.Percent ?? 0, 0, 100);
            Assert.InRange(results.ResponseRate.Percent ?? 0, 0, 100);
        }

        string? Sometimes(string value) => random.Next(2) == 0 ? value : null;
        static string Parameter(string name, string? value) => value is null ? "" : $"&{name}={value}";
    }

    [Fact]
    public async Task AnInvitationAndItsAnswerAreCountedOnceAndFlaggedOnesAreNot()
    {
        var closed = SurveysHost.Closed(site: "S990001");
        var invitation = await host.Invite(closed);
        await host.Invite(SurveysHost.Closed(site: "S990001"));
        using var staff = host.Client("agent:A017");
        await staff
            .Post($"/api/survey-invitations/{invitation.Id}/responses", new { satisfaction = 5, recommend = 10 })
            .Read<Invitations.SurveyInvitationView>();
        using var flagged = await staff.Post($"/api/survey-invitations/{invitation.Id}/responses", new { satisfaction = 1, recommend = 0 });
        using var quality = host.Client("quality:Q1");
        var results = await quality.GetAsync(new Uri("/api/survey-results?site=S990001", UriKind.Relative)).Read<SurveyResults>();
        Assert.Equal(
            (2L, 1L, 100m, 100m, 50m),
            (results.Invited, results.Answered, results.Csat.Percent, results.Nps.Percent, results.ResponseRate.Percent)
        );
        using var empty = await quality.GetAsync(
            new Uri("/api/survey-results?from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z", UriKind.Relative)
        );
        Assert.Equal(HttpStatusCode.BadRequest, empty.StatusCode);
    }
}
