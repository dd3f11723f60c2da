using System.Net;
using CustomerService.ServiceDefaults;
using CustomerService.Surveys.CallBacks;
using CustomerService.Surveys.Invitations;
using CustomerService.TestSupport;
using V1 = CustomerService.Contracts.Surveys.V1;

namespace CustomerService.Surveys.HostTests;

/// <summary>S6: a low score opens a call-back.</summary>
[Collection(SurveysCollection.Name)]
public sealed class CallBackTests(SurveysHost host)
{
    [Fact]
    public async Task ALowScoreIsCalledBackOnce()
    {
        var invitation = await host.Invite();
        using var staff = host.Client("agent:A017");
        await staff.Post($"/api/survey-invitations/{invitation.Id}/responses", new { satisfaction = 2 }).Read<SurveyInvitationView>();
        var number = $"{invitation.Id}-B";
        var open = await staff.GetAsync(new Uri("/api/call-backs?status=open&limit=200", UriKind.Relative)).Read<Page<CallBackView>>();
        var callBack = Assert.Single(open.Items, c => c.Id == number);
        Assert.Equal(TimeSpan.FromHours(24), callBack.DueAt - callBack.OpenedAt);
        Assert.Equal(open.Items.OrderBy(c => c.DueAt).Select(c => c.Id), open.Items.Select(c => c.Id));
        var past = Uri.EscapeDataString(callBack.OpenedAt.ToString("O"));
        var overdue = await staff.GetAsync(new Uri($"/api/call-backs?dueBefore={past}", UriKind.Relative)).Read<Page<CallBackView>>();
        Assert.DoesNotContain(overdue.Items, c => c.Id == number);

        using var noNote = await staff.Post($"/api/call-backs/{number}/complete", new { result = "reached", note = "" });
        Assert.Equal(HttpStatusCode.BadRequest, noNote.StatusCode);
        var done = await staff
            .Post($"/api/call-backs/{number}/complete", new { result = "reached", note = "Apologised." })
            .Read<CallBackView>();
        Assert.Equal((CallBackStatus.Completed, CallBackResult.Reached, "agent:A017"), (done.Status, done.Result, done.CompletedBy));
        using var other = await staff.Post($"/api/call-backs/{number}/complete", new { result = "refused", note = "x" });
        Assert.Equal(HttpStatusCode.Conflict, other.StatusCode);
        await host.Published<V1.CallBackCompleted>(c => c.CallBackNumber == number && c.Result == "reached");
        using var unknown = await staff.GetAsync(new Uri("/api/call-backs?status=late", UriKind.Relative));
        Assert.Contains("open, completed", await unknown.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AGoodScoreIsNotCalledBack()
    {
        var invitation = await host.Invite();
        using var staff = host.Client("agent:A017");
        await staff.Post($"/api/survey-invitations/{invitation.Id}/responses", new { satisfaction = 3 }).Read<SurveyInvitationView>();
        using var none = await staff.GetAsync(new Uri($"/api/call-backs/{invitation.Id}-B", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
    }
}
