using System.Net;
using System.Text.RegularExpressions;
using CustomerService.Surveys.Invitations;
using CustomerService.TestSupport;
using Npgsql;
using V1 = CustomerService.Contracts.Surveys.V1;

namespace CustomerService.Surveys.HostTests;

/// <summary>S3: a GET changes nothing, a vote needs a page's nonce and a choice, the first answer stands.</summary>
[Collection(SurveysCollection.Name)]
public sealed class SurveyPageTests(SurveysHost host)
{
    [Fact]
    public async Task TheCustomerAnswersOnceAndEverythingElseIsFlagged()
    {
        using var browser = Browser();
        var invitation = await host.Invite();
        var page = await Open(browser, invitation);
        var other = await Open(browser, invitation);

        using var first = await Send(
            browser,
            invitation,
            ("nonce", page),
            ("satisfaction", "2"),
            ("comment", "<b>太慢</b>"),
            ("wantsComplaint", "yes")
        );
        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.Contains("谢谢", await first.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var again = await Send(browser, invitation, ("nonce", page), ("satisfaction", "5"));
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        Assert.Contains("已收到评价", await again.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var later = await Send(browser, invitation, ("nonce", other), ("satisfaction", "5"));
        Assert.Equal(HttpStatusCode.Conflict, later.StatusCode);
        using var shown = await browser.GetAsync(Address(invitation, "?lang=en"));
        Assert.Equal(HttpStatusCode.OK, shown.StatusCode);
        Assert.Contains("Already answered", await shown.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        using var staff = host.Client("agent:A017");
        var view = await staff.GetAsync(new Uri($"/api/survey-invitations/{invitation.Id}", UriKind.Relative)).Read<SurveyInvitationView>();
        Assert.Equal(
            (2, "<b>太慢</b>", 2, AnswerChannel.Page),
            (view.Answer!.Satisfaction, view.Answer.Comment, view.FlaggedAnswers, view.Answer.Channel)
        );
        await host.Published<V1.ComplaintAskedFor>(c => c.ComplaintNumber == $"{invitation.Id}-C");
        await host.Published<V1.CallBackOpened>(c => c.CallBackNumber == $"{invitation.Id}-B" && c.Satisfaction == 2);
    }

    [Fact]
    public async Task ALowScoreBehindTheFirstAnswerOpensNoCallBack()
    {
        using var browser = Browser();
        var invitation = await host.Invite();
        var (page, other) = (await Open(browser, invitation), await Open(browser, invitation));
        using var first = await Send(browser, invitation, ("nonce", page), ("satisfaction", "5"));
        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        using var later = await Send(browser, invitation, ("nonce", other), ("satisfaction", "1"));
        Assert.Equal(HttpStatusCode.Conflict, later.StatusCode);
        using var staff = host.Client("supervisor:S001");
        using var callBack = await staff.GetAsync(new Uri($"/api/call-backs/{invitation.Id}-B", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, callBack.StatusCode);
    }

    [Fact]
    public async Task ALinkWithWhatMailProgramsAddToItIsTheSamePage()
    {
        using var browser = Browser();
        var invitation = await host.Invite();
        const string query = "?lang=en&utm_source=mail&fbclid=1&fbclid=2&lang=en";
        using var page = await browser.GetAsync(Address(invitation, query));
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        using var form = new FormUrlEncodedContent([new("nonce", await Open(browser, invitation)), new("satisfaction", "5")]);
        using var sent = await browser.PostAsync(Address(invitation, query), form);
        Assert.Equal(HttpStatusCode.OK, sent.StatusCode);
    }

    [Fact]
    public async Task TwentyAnswersAtTheSameMomentLeaveOne()
    {
        await using var second = await host.StartReplica();
        await using var third = await host.StartReplica();
        using var browser = Browser();
        using var b = Browser(second);
        using var c = Browser(third);
        var invitation = await host.Invite();
        // The key lives in the database: a page of one replica is good on every other.
        var pages = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Open(i % 2 == 0 ? b : c, invitation)));
        var answers = await Task.WhenAll(
            pages.Select((nonce, i) => Send(new[] { browser, b, c }[i % 3], invitation, ("nonce", nonce), ("satisfaction", "1")))
        );
        Assert.Single(answers, a => a.StatusCode == HttpStatusCode.OK);
        Assert.Equal(19, answers.Count(a => a.StatusCode == HttpStatusCode.Conflict));
        await host.Published<V1.CallBackOpened>(o => o.CallBackNumber == $"{invitation.Id}-B");
        Assert.Single(host.PublishedSoFar<V1.SurveyAnswered>(a => a.InvitationNumber == invitation.Id));
    }

    [Fact]
    public async Task LookingChangesNothingAndAScannerCannotVote()
    {
        using var browser = Browser();
        var invitation = await host.Invite();
        var stranger = await host.Invite();
        var foreignNonce = await Open(browser, stranger);
        var before = await Store(invitation.Id);
        for (var i = 0; i < 25; i++)
        {
            using var page = await browser.GetAsync(Address(invitation, "?satisfaction=1&nonce=x&wantsComplaint=yes"));
            Assert.Equal(HttpStatusCode.OK, page.StatusCode);
            Assert.DoesNotContain(" checked>", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            using var head = await browser.SendAsync(new HttpRequestMessage(HttpMethod.Head, Address(invitation)));
            Assert.Equal(HttpStatusCode.OK, head.StatusCode);
            Assert.Empty(await head.Content.ReadAsStringAsync());
        }

        var nonce = await Open(browser, invitation);
        foreach (
            var form in new (string, string)[][]
            {
                [("satisfaction", "5")],
                [("nonce", ""), ("satisfaction", "5")],
                [("nonce", nonce + "x"), ("satisfaction", "5")],
                [("nonce", foreignNonce), ("satisfaction", "5")],
                [("nonce", "1" + nonce), ("satisfaction", "5")],
                // What a scanner sends that submits the form as it finds it.
                [("nonce", nonce), ("comment", "")],
                [("nonce", nonce), ("satisfaction", "6")],
                [("nonce", nonce), ("satisfaction", "5"), ("recommend", "11")],
                [("nonce", nonce), ("satisfaction", "5"), ("comment", new string('x', 2001))],
            }
        )
        {
            using var refused = await Send(browser, invitation, form);
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
            Assert.Contains("name=\"nonce\"", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        using var json = await browser.Post(Address(invitation).ToString(), new { nonce, satisfaction = 5 });
        Assert.Equal(HttpStatusCode.BadRequest, json.StatusCode);
        Assert.Equal(before, await Store(invitation.Id));
    }

    [Fact]
    public async Task ThePageMayNotBeKeptFramedIndexedOrFollowed()
    {
        using var browser = Browser();
        var invitation = await host.Invite();
        using var page = await browser.GetAsync(Address(invitation, "?lang=en"));
        Assert.Contains("<html lang=\"en\">", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        var policy = page.Headers.GetValues("Content-Security-Policy").Single();
        Assert.StartsWith(
            "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'; style-src 'sha256-",
            policy,
            StringComparison.Ordinal
        );
        Assert.Equal("no-store", page.Headers.CacheControl?.ToString());
        Assert.Equal("noindex, nofollow", page.Headers.GetValues("X-Robots-Tag").Single());
        Assert.Equal("no-referrer", page.Headers.GetValues("Referrer-Policy").Single());
    }

    [Fact]
    public async Task AStrangeLinkRevealsNothing()
    {
        using var browser = Browser();
        var invitation = await host.Invite();
        var link = Address(invitation).ToString();
        var pages = new List<string>();
        foreach (
            var strange in new[]
            {
                $"/survey/{invitation.Id}",
                "/survey/x",
                $"{link}x",
                link.Replace($"{invitation.Id}.", "T99999999-E1.", StringComparison.Ordinal),
            }
        )
        {
            using var get = await browser.GetAsync(new Uri(strange, UriKind.Relative));
            Assert.Equal(HttpStatusCode.NotFound, get.StatusCode);
            pages.Add(await get.Content.ReadAsStringAsync());
            using var post = await browser.PostAsync(
                new Uri(strange, UriKind.Relative),
                new FormUrlEncodedContent([new("satisfaction", "5")])
            );
            Assert.Equal(HttpStatusCode.NotFound, post.StatusCode);
        }

        Assert.Single(pages.Distinct());
    }

    private HttpClient Browser(ServiceHost<Program>.Replica? replica = null) =>
        replica is null ? host.Guest() : replica.CreateClient().FromTheGateway();

    private static Uri Address(SurveyInvitationView invitation, string query = "") =>
        new(new Uri(invitation.Link!).AbsolutePath + query, UriKind.Relative);

    private static async Task<string> Open(HttpClient browser, SurveyInvitationView invitation)
    {
        using var page = await browser.GetAsync(Address(invitation));
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        return Regex.Match(await page.Content.ReadAsStringAsync(), "name=\"nonce\" value=\"([^\"]+)\"").Groups[1].Value;
    }

    private static async Task<HttpResponseMessage> Send(
        HttpClient browser,
        SurveyInvitationView invitation,
        params (string Key, string Value)[] form
    )
    {
        using var content = new FormUrlEncodedContent(form.Select(f => KeyValuePair.Create(f.Key, f.Value)));
        return await browser.PostAsync(Address(invitation), content);
    }

    // Every row of this invitation in every table that a vote could touch.
    private async Task<string> Store(string invitation)
    {
        await using var connection = new NpgsqlConnection(host.Database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            """
            select string_agg(t, '|' order by t) from (
              select e::text as t from mt_events e where stream_id like @like
              union all select s::text from mt_streams s where id like @like
              union all select d::text from due d where key like @like
              union all select v::text from mt_doc_invitationview v where id like @like
              union all select o::text from mt_doc_surveyoutcome o where id like @like
              union all select c::text from mt_doc_callbackview c where id like @like) as rows
            """,
            connection
        );
        command.Parameters.AddWithValue("like", $"{invitation}%");
        return (string)(await command.ExecuteScalarAsync())!;
    }
}
