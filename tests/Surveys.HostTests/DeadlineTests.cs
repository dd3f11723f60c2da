using System.Net;
using CustomerService.Surveys.Invitations;
using CustomerService.TestSupport;
using Marten;
using Microsoft.Extensions.DependencyInjection;

namespace CustomerService.Surveys.HostTests;

/// <summary>S2: a reminder falls due once, an invitation lapses; S3: what lapsed is gone.</summary>
public sealed class DeadlineTests(HurriedHost host) : IClassFixture<HurriedHost>
{
    [Fact]
    public async Task AnInvitationIsRemindedOfOnceAndLapses()
    {
        await using var second = await host.StartReplica();
        await using var third = await host.StartReplica();
        using var b = host.Client(second, "agent:A017");
        using var c = host.Client(third, "agent:A017");
        var closed = SurveysHost.Closed();
        await host.Publish(closed);
        using var staff = host.Client("agent:A017");
        var number = $"{closed.TicketNumber}-E1";
        var expired = await Eventually.Gives(
            async () =>
            {
                await using var query = host.Services.GetRequiredService<IDocumentStore>().QuerySession();
                return await query.LoadAsync<SurveyInvitationView>(number) is { Status: InvitationStatus.Expired } view ? view : null;
            },
            "an expired invitation"
        );
        Assert.NotNull(expired.ReminderDueAt);

        await using (var query = host.Services.GetRequiredService<IDocumentStore>().QuerySession())
        {
            var names = (await query.Events.FetchStreamAsync(number)).Select(e => e.EventTypeName);
            Assert.Equal(["survey_invited_v1", "reminder_due_v1", "invitation_expired_v1"], names);
        }

        using var writer = host.Client(Actor.System("subscriptions"));
        var view = await writer.GetAsync(new Uri($"/api/survey-invitations/{number}", UriKind.Relative)).Read<SurveyInvitationView>();
        // No public address is configured here: the link is relative.
        using var page = await staff.GetAsync(new Uri(view.Link!, UriKind.Relative));
        Assert.Equal(HttpStatusCode.Gone, page.StatusCode);
        using var form = new FormUrlEncodedContent([new("satisfaction", "5")]);
        using var vote = await staff.PostAsync(new Uri(view.Link!, UriKind.Relative), form);
        Assert.Equal(HttpStatusCode.Gone, vote.StatusCode);
        using var phone = await staff.Post($"/api/survey-invitations/{number}/responses", new { satisfaction = 5 });
        Assert.Equal(HttpStatusCode.Conflict, phone.StatusCode);
    }
}
