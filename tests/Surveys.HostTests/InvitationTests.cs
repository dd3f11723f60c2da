using System.Net;
using CustomerService.ServiceDefaults;
using CustomerService.Surveys.Invitations;
using CustomerService.TestSupport;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using V1 = CustomerService.Contracts.Surveys.V1;

namespace CustomerService.Surveys.HostTests;

/// <summary>S2: one invitation per episode and one a customer in 30 days, whatever is delivered twice or at the same moment.</summary>
[Collection(SurveysCollection.Name)]
public sealed class InvitationTests(SurveysHost host)
{
    [Fact]
    public async Task AClosedEpisodeIsInvitedOnceHoweverOftenItArrives()
    {
        var closed = SurveysHost.Closed();
        var (id, otherId) = (Guid.NewGuid(), Guid.NewGuid());
        foreach (var messageId in new[] { id, id, otherId })
        {
            await host.Publish(closed, messageId);
        }

        await Eventually.Holds(
            async () => await Scalar("select count(*) from inbox where message_id in (?, ?)", id, otherId) == 2,
            "both messages handled"
        );
        Assert.Equal(1, await Scalar("select count(*) from mt_events where stream_id = ?", $"{closed.TicketNumber}-E1"));
        var published = await host.Published<V1.SurveyInvited>(i => i.TicketNumber == closed.TicketNumber);
        Assert.Equal(($"{closed.TicketNumber}-E1", "satisfaction/1"), (published.InvitationNumber, published.Questionnaire));
        var marker = await host.Invite();
        Assert.Matches($"^https://service.example.com/survey/{marker.Id}\\.[A-Za-z0-9_-]{{27}}$", marker.Link);
        Assert.Empty(host.PublishedSoFar<V1.SurveySkipped>(s => s.TicketNumber == closed.TicketNumber));
    }

    [Fact]
    public async Task ASecondEpisodeWithinThirtyDaysIsSkippedAndSaysWhy()
    {
        var first = SurveysHost.Closed();
        await host.Invite(first);
        await host.Publish(first with { Episode = 2 });
        var skipped = await host.Published<V1.SurveySkipped>(s => s.TicketNumber == first.TicketNumber);
        Assert.Equal(("askedRecently", 2, $"{first.TicketNumber}-E2"), (skipped.Reason, skipped.Episode, skipped.InvitationNumber));
        using var staff = host.Client("agent:A017");
        var page = await staff
            .GetAsync(new Uri($"/api/survey-invitations?ticket={first.TicketNumber}", UriKind.Relative))
            .Read<Page<SurveyInvitationView>>();
        Assert.Equal([InvitationStatus.Invited, InvitationStatus.Skipped], page.Items.Select(i => i.Status));
        Assert.Null(page.Items[0].Link);
        Assert.Null(page.Items[1].Link);
        var half = await staff
            .GetAsync(new Uri($"/api/survey-invitations?ticket={first.TicketNumber}&limit=1", UriKind.Relative))
            .Read<Page<SurveyInvitationView>>();
        var rest = await staff.GetAsync(new Uri(half.Next!, UriKind.Relative)).Read<Page<SurveyInvitationView>>();
        Assert.Equal($"{first.TicketNumber}-E2", Assert.Single(rest.Items).Id);
    }

    [Fact]
    public async Task TicketsOfOneCustomerClosingAtOnceOnThreeReplicasGiveOneInvitation()
    {
        await using var second = await host.StartReplica();
        await using var third = await host.StartReplica();
        using var up = host.Client(second, "agent:A017");
        using var upToo = host.Client(third, "agent:A017");
        var customers = Enumerable.Range(0, 6).Select(_ => Guid.NewGuid().ToString("N")).ToList();
        var closings = customers.SelectMany(c => Enumerable.Range(0, 5).Select(_ => SurveysHost.Closed(c))).ToList();
        await Task.WhenAll(closings.Select(c => host.Publish(c)));

        foreach (var customer in customers)
        {
            var tickets = closings.Where(c => c.CustomerNumber == customer).Select(c => c.TicketNumber).ToHashSet();
            await Eventually.Holds(
                () => Task.FromResult(host.PublishedSoFar<V1.SurveySkipped>(s => tickets.Contains(s.TicketNumber)).Count == 4),
                "four skipped"
            );
            Assert.Single(host.PublishedSoFar<V1.SurveyInvited>(i => tickets.Contains(i.TicketNumber)));
        }
    }

    [Fact]
    public async Task APhoneInterviewIsRecordedOnceAndALaterOneIsFlagged()
    {
        var invitation = await host.Invite();
        using var staff = host.Client("agent:A017");
        using var owner = host.Client("agent:A900");
        using var own = await owner.Post($"/api/survey-invitations/{invitation.Id}/responses", new { satisfaction = 5 });
        Assert.Equal(HttpStatusCode.Forbidden, own.StatusCode);
        Assert.Contains("/problems/own-work", await own.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var wrong = await staff.Post($"/api/survey-invitations/{invitation.Id}/responses", new { satisfaction = 6 });
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        var answered = await staff
            .Post(
                $"/api/survey-invitations/{invitation.Id}/responses",
                new
                {
                    satisfaction = 1,
                    recommend = 0,
                    comment = "太慢",
                    wantsComplaint = true,
                }
            )
            .Read<SurveyInvitationView>();
        Assert.Equal(
            (InvitationStatus.Answered, AnswerChannel.Phone, "agent:A017"),
            (answered.Status, answered.Answer!.Channel, answered.Answer.By)
        );
        using var later = await staff.Post($"/api/survey-invitations/{invitation.Id}/responses", new { satisfaction = 5 });
        Assert.Equal(HttpStatusCode.Conflict, later.StatusCode);
        Assert.Contains("/problems/already-answered", await later.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        var kept = await staff.GetAsync(new Uri($"/api/survey-invitations/{invitation.Id}", UriKind.Relative)).Read<SurveyInvitationView>();
        Assert.Equal((1, 1), (kept.Answer!.Satisfaction, kept.FlaggedAnswers));

        var asked = await host.Published<V1.ComplaintAskedFor>(c => c.TicketNumber == invitation.TicketNumber);
        Assert.Equal(
            ($"{invitation.Id}-C", "E07", "S310101", 1),
            (asked.ComplaintNumber, asked.EngineerId, asked.SiteCode, asked.Satisfaction)
        );
        await host.Published<V1.CallBackOpened>(c => c.CallBackNumber == $"{invitation.Id}-B");
        Assert.Single(host.PublishedSoFar<V1.SurveyAnswered>(a => a.InvitationNumber == invitation.Id));
    }

    private async Task<long> Scalar(string sql, params object[] parameters)
    {
        await using var query = host.Services.GetRequiredService<IDocumentStore>().QuerySession();
        return (await query.QueryAsync<long>(sql, parameters))[0];
    }
}
