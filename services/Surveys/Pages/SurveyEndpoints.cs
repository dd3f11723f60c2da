using System.Globalization;
using CustomerService.ServiceDefaults;
using CustomerService.Surveys.Answers;
using CustomerService.Surveys.Invitations;
using CustomerService.Surveys.Questionnaires;
using Marten;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace CustomerService.Surveys.Pages;

/// <summary>
/// S3: the page that a customer answers on. Showing it changes nothing; a vote needs a choice by hand and the nonce of a page.
/// </summary>
internal static class SurveyEndpoints
{
    private static readonly FormOptions Limits = new()
    {
        ValueCountLimit = 16,
        KeyLengthLimit = 64,
        ValueLengthLimit = 16 * 1024,
        BufferBodyLengthLimit = 64 * 1024,
    };

    public static async Task<IResult> Show(
        string token,
        SurveyTokens tokens,
        IQuerySession query,
        IOptions<SurveyOptions> rules,
        TimeProvider clock,
        CancellationToken cancellationToken,
        string? lang = null
    )
    {
        var invitation = await Find(token, tokens, query, cancellationToken);
        return Ended(invitation, lang, clock.GetUtcNow())
            ?? await Form(invitation!, lang, 200, null, null, tokens, rules.Value, clock, cancellationToken);
    }

    public static async Task<IResult> Submit(
        string token,
        HttpRequest request,
        SurveyTokens tokens,
        IDocumentStore store,
        IQuerySession query,
        IOptions<SurveyOptions> rules,
        TimeProvider clock,
        CancellationToken cancellationToken,
        string? lang = null
    )
    {
        var invitation = await Find(token, tokens, query, cancellationToken);
        var now = clock.GetUtcNow();
        if (invitation is null or { Status: not InvitationStatus.Answered } && Ended(invitation, lang, now) is { } ended)
        {
            return ended;
        }

        var form = await Read(request, cancellationToken);
        var comment = form?["comment"].ToString();
        if (await tokens.ReadNonce(form?["nonce"], invitation!.Id, now, cancellationToken) is not { } nonceId)
        {
            return Ended(invitation, lang, now)
                ?? await Form(invitation, lang, 400, Texts.PageTooOld, comment, tokens, rules.Value, clock, cancellationToken);
        }

        if (Answer(form!, nonceId) is not { } answer)
        {
            return Ended(invitation, lang, now)
                ?? await Form(invitation, lang, 400, Texts.Incomplete, comment, tokens, rules.Value, clock, cancellationToken);
        }

        await using var session = store.LightweightSession();
        var customer = new Actor("customer", invitation.CustomerNumber);
        session.Stamp(customer with { From = ClientAddress.Of(request.HttpContext, customer) }, null, null);
        var decided = await AnswerSurvey.Append(session, invitation.Id, answer, rules.Value, clock.GetUtcNow(), cancellationToken);
        if (decided.Rejection is not null)
        {
            return Message(invitation, lang, StatusCodes.Status410Gone, Texts.ExpiredTitle, Texts.Expired);
        }

        await session.SaveChangesAsync(cancellationToken);
        return AnswerSurvey.OutcomeOf(decided, answer) switch
        {
            AnswerOutcome.Accepted => Message(invitation, lang, StatusCodes.Status200OK, Texts.ThanksTitle, Texts.Thanks),
            AnswerOutcome.Repeated => Message(invitation, lang, StatusCodes.Status200OK, Texts.AnsweredTitle, Texts.Answered),
            _ => Message(invitation, lang, StatusCodes.Status409Conflict, Texts.AnsweredTitle, Texts.Answered),
        };
    }

    private static async Task<SurveyInvitationView?> Find(
        string token,
        SurveyTokens tokens,
        IQuerySession query,
        CancellationToken cancellationToken
    ) =>
        await tokens.InvitationOf(token, cancellationToken) is { } number
        && await query.LoadAsync<SurveyInvitationView>(number, cancellationToken) is { Status: not InvitationStatus.Skipped } view
            ? view
            : null;

    private static SurveyPageResult? Ended(SurveyInvitationView? invitation, string? lang, DateTimeOffset now) =>
        invitation switch
        {
            null => new SurveyPageResult(StatusCodes.Status404NotFound, SurveyPage.NotFound()),
            { Status: InvitationStatus.Answered } => Message(
                invitation,
                lang,
                StatusCodes.Status200OK,
                Texts.AnsweredTitle,
                Texts.Answered
            ),
            { Status: InvitationStatus.Expired } => Message(invitation, lang, StatusCodes.Status410Gone, Texts.ExpiredTitle, Texts.Expired),
            _ when now >= invitation.ExpiresAt => Message(invitation, lang, StatusCodes.Status410Gone, Texts.ExpiredTitle, Texts.Expired),
            _ => null,
        };

    private static async Task<IFormCollection?> Read(HttpRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return request.HasFormContentType ? await request.ReadFormAsync(Limits, cancellationToken) : null;
        }
        catch (InvalidDataException)
        {
            // Larger than any answer can be, or no form at all: the customer gets a fresh page.
            return null;
        }
    }

    private static GivenAnswer? Answer(IFormCollection form, string nonceId)
    {
        var comment = form["comment"].ToString().ReplaceLineEndings("\n").Trim();
        var recommend = form["recommend"].ToString();
        return
            Number(form["satisfaction"], 1, 5) is { } satisfaction
            && comment.Length <= RecordResponse.LongestComment
            && (recommend.Length == 0 || Number(recommend, 0, 10) is not null)
            ? new GivenAnswer(
                satisfaction,
                Number(recommend, 0, 10),
                comment.Length == 0 ? null : comment,
                form["wantsComplaint"] == "yes",
                AnswerChannel.Page,
                Interviewer: null,
                nonceId
            )
            : null;
    }

    private static int? Number(string? text, int from, int to) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= from && number <= to
            ? number
            : null;

    private static async Task<IResult> Form(
        SurveyInvitationView invitation,
        string? lang,
        int status,
        Translated? error,
        string? comment,
        SurveyTokens tokens,
        SurveyOptions rules,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var nonce = await tokens.IssueNonce(invitation.Id, clock.GetUtcNow(), cancellationToken);
        var questionnaire = Questionnaire.Published[invitation.Questionnaire!];
        return new SurveyPageResult(
            status,
            SurveyPage.Form(questionnaire, Languages.Choose(lang, invitation.Language), nonce, rules.OfferComplaintUpTo, error, comment)
        );
    }

    private static SurveyPageResult Message(SurveyInvitationView invitation, string? lang, int status, Translated title, Translated text) =>
        new(status, SurveyPage.Message(Languages.Choose(lang, invitation.Language), title, text));
}

/// <summary>Sends a page that nothing may keep, index, frame or follow.</summary>
internal sealed class SurveyPageResult(int status, string html) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = status;
        response.ContentType = "text/html; charset=utf-8";
        response.Headers.ContentSecurityPolicy = SurveyPage.ContentSecurityPolicy;
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["X-Robots-Tag"] = "noindex, nofollow";
        response.Headers["Referrer-Policy"] = "no-referrer";
        return HttpMethods.IsHead(httpContext.Request.Method) ? Task.CompletedTask : response.WriteAsync(html, httpContext.RequestAborted);
    }
}
