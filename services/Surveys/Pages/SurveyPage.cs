using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using CustomerService.Surveys.Questionnaires;

namespace CustomerService.Surveys.Pages;

/// <summary>
/// The customer's page: one HTML document without scripts or anything from elsewhere. Nothing in it is chosen beforehand.
/// </summary>
internal static class SurveyPage
{
    private const string Style =
        "body{font:1.05rem/1.6 system-ui,sans-serif;color:#1a1a1a;background:#fff;margin:0}main{max-width:38rem;margin:0 "
        + "auto;padding:1.5rem}"
        + "fieldset{border:1px solid #767676;border-radius:.5rem;margin:0 0 1.25rem;padding:.75rem 1rem}legend,.q{font-weight:600}"
        + ".o{display:flex;gap:.6rem;align-items:center;min-height:2.75rem}.n{display:flex;flex-wrap:wrap;gap:.25rem .9rem}"
        + "input{width:1.25rem;height:1.25rem}textarea{box-sizing:border-box;width:100%;font:inherit}"
        + "button{font:inherit;font-weight:600;color:#fff;background:#0b57d0;border:0;border-radius:.5rem;padding:.75rem 1.75rem}"
        + ":focus-visible{outline:3px solid #b45309;outline-offset:2px}.e{border-left:.3rem solid #b3261e;padding:.5rem "
        + "1rem;background:#fdecea}"
        + "@supports selector(:has(*)){.low{display:none}form:has(.lowscore:checked) .low{display:block}}";

    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    /// <summary>No script, no frame, no request to anywhere; only this one style sheet, named by its hash.</summary>
    public static string ContentSecurityPolicy { get; } =
        "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'; style-src 'sha256-"
        + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)))
        + "'";

    public static string Form(
        Questionnaire questionnaire,
        string language,
        string nonce,
        int offerComplaintUpTo,
        Translated? error = null,
        string? comment = null
    )
    {
        var questions = string.Concat(questionnaire.Questions.Select(q => Field(q, language, offerComplaintUpTo, comment)));
        var alert = error is null ? "" : $"""<p class="e" role="alert">{E(error.In(language))}</p>""";
        return Document(
            language,
            questionnaire.Title.In(language),
            $"""
            <p>{E(questionnaire.Introduction.In(language))}</p>{alert}
            <form method="post" action="?lang={E(language)}" autocomplete="off">
            <input type="hidden" name="nonce" value="{E(nonce)}">
            {questions}
            <button type="submit">{E(Texts.Submit.In(language))}</button>
            </form>
            """,
            Switch(language)
        );
    }

    public static string Message(string language, Translated title, Translated text) =>
        Document(language, title.In(language), $"<p>{E(text.In(language))}</p>", Switch(language));

    /// <summary>Nobody knows which language a stranger reads.</summary>
    public static string NotFound() =>
        Document(
            Languages.Chinese,
            Texts.UnknownTitle.Chinese,
            $"""
            <p>{E(Texts.Unknown.Chinese)}</p><div lang="en"><h2>{E(Texts.UnknownTitle.English)}</h2><p>{E(Texts.Unknown.English)}</p></div>
            """,
            ""
        );

    private static string Document(string language, string title, string body, string languageSwitch) =>
        $"""
            <!doctype html>
            <html lang="{E(language)}">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="robots" content="noindex, nofollow">
            <title>{E(title)}</title>
            <style>{Style}</style>
            </head>
            <body>
            <main>
            {languageSwitch}
            <h1>{E(title)}</h1>
            {body}
            </main>
            </body>
            </html>
            """;

    private static string Switch(string language) =>
        language == Languages.English
            ? """<nav aria-label="Language"><a href="?lang=zh-Hans" lang="zh-Hans" hreflang="zh-Hans">中文</a></nav>"""
            : """<nav aria-label="语言"><a href="?lang=en" lang="en" hreflang="en">English</a></nav>""";

    private static string Field(Question question, string language, int offerComplaintUpTo, string? comment)
    {
        var text = E(question.Text.In(language)) + (question.Required ? " *" : "");
        var key = E(question.Key);
        return question.Kind switch
        {
            QuestionKind.Scale => $"<fieldset><legend>{text}</legend>{Scale(question, language, offerComplaintUpTo)}</fieldset>",
            QuestionKind.Nps => $"<fieldset><legend>{text}</legend><p>0 = {E(question.Labels![0].In(language))}, 10 = "
                + $"{E(question.Labels[1].In(language))}</p>"
                + $"<div class=\"n\">{Likelihoods(key)}</div></fieldset>",
            QuestionKind.Open => $"<p><label class=\"q\" for=\"{key}\">{text}</label><textarea id=\"{key}\" name=\"{key}\" rows=\"4\" "
                + $"maxlength=\"{Answers.RecordResponse.LongestComment}\">{E(comment ?? "")}</textarea></p>",
            _ => $"<p{(question.LowScoresOnly ? " class=\"low\"" : "")}><label class=\"o\"><input type=\"checkbox\" name=\"{key}\" "
                + $"value=\"yes\"> {text}</label></p>",
        };
    }

    private static string Scale(Question question, string language, int offerComplaintUpTo) =>
        string.Concat(
            Enumerable
                .Range(question.From, question.To - question.From + 1)
                .Select(n =>
                    Radio(
                        E(question.Key),
                        n,
                        $"{n} {question.Labels![n - question.From].In(language)}",
                        question.Required,
                        n <= offerComplaintUpTo ? " class=\"lowscore\"" : ""
                    )
                )
        );

    private static string Radio(string name, int value, string label, bool required, string extra) =>
        $"<label class=\"o\"><input type=\"radio\" name=\"{name}\" value=\"{value}\"{(required ? " required" : "")}{extra}> "
        + $"{E(label)}</label>";

    private static string Likelihoods(string key) =>
        string.Concat(Enumerable.Range(0, 11).Select(n => Radio(key, n, n.ToString(CultureInfo.InvariantCulture), false, "")));

    private static string E(string text) => Encoder.Encode(text);
}

/// <summary>What the page says besides the questions.</summary>
internal static class Texts
{
    public static readonly Translated Submit = new("提交", "Send");
    public static readonly Translated ThanksTitle = new("谢谢!", "Thank you!");
    public static readonly Translated Thanks = new("我们已收到您的评价。", "We have received your answer.");
    public static readonly Translated AnsweredTitle = new("已收到评价", "Already answered");
    public static readonly Translated Answered = new(
        "此问卷已经填写,以第一次提交为准。",
        "This survey has already been answered; the first answer stands."
    );
    public static readonly Translated ExpiredTitle = new("问卷已过期", "This survey has ended");
    public static readonly Translated Expired = new(
        "填写时间已过。感谢您的关注。",
        "The time for answering is over. Thank you for your interest."
    );
    public static readonly Translated UnknownTitle = new("页面不存在", "Page not found");
    public static readonly Translated Unknown = new("请检查链接是否完整。", "Please check that the link is complete.");
    public static readonly Translated PageTooOld = new(
        "页面已失效,请重新选择并提交。",
        "This page was open for too long. Please choose again and send."
    );
    public static readonly Translated Incomplete = new(
        "请选择满意度,并检查您的回答。",
        "Please choose how satisfied you are, and check your answers."
    );
}
