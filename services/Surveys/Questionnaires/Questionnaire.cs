using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Surveys.Questionnaires;

/// <summary>How a question is answered.</summary>
public enum QuestionKind
{
    /// <summary>One number of a scale, with a word for each.</summary>
    Scale,

    /// <summary>One number from 0 to 10.</summary>
    Nps,

    /// <summary>Free text.</summary>
    Open,

    /// <summary>Yes or nothing.</summary>
    Confirm,
}

/// <summary>A text in the languages that customers read.</summary>
/// <param name="Chinese">zh-Hans.</param>
/// <param name="English">en.</param>
public sealed record Translated(string Chinese, string English)
{
    internal string In(string language) => language == Languages.English ? English : Chinese;
}

/// <summary>One question.</summary>
/// <param name="Key">Name of its field.</param>
/// <param name="Kind">How it is answered.</param>
/// <param name="Required">Whether it must be answered.</param>
/// <param name="Text">What is asked.</param>
/// <param name="From">Lowest number of a scale.</param>
/// <param name="To">Highest number of a scale.</param>
/// <param name="Labels">Words for the numbers of a scale, lowest first; of an NPS question only the two ends.</param>
/// <param name="LowScoresOnly">Shown only with a low satisfaction.</param>
public sealed record Question(
    string Key,
    QuestionKind Kind,
    bool Required,
    Translated Text,
    int From = 0,
    int To = 0,
    IReadOnlyList<Translated>? Labels = null,
    bool LowScoresOnly = false
);

/// <summary>S1: one version of a questionnaire. Once published it never changes; a change is a new version.</summary>
/// <param name="Key">Key and version, for example satisfaction/1.</param>
/// <param name="Title">Heading.</param>
/// <param name="Introduction">What it is for and how long it takes.</param>
/// <param name="Questions">In the order they are asked.</param>
public sealed record Questionnaire(string Key, Translated Title, Translated Introduction, IReadOnlyList<Question> Questions)
{
    /// <summary>Every version ever published; invitations refer to them for good.</summary>
    internal static IReadOnlyDictionary<string, Questionnaire> Published { get; } = new[] { Satisfaction1() }.ToDictionary(q => q.Key);

    internal static Results<Ok<Questionnaire>, ProblemHttpResult> Get(string key, string version) =>
        Published.TryGetValue($"{key}/{version}", out var questionnaire)
            ? TypedResults.Ok(questionnaire)
            : Rejection.NotFound("questionnaire", $"{key}/{version}").ToProblem();

    private static Questionnaire Satisfaction1() =>
        new(
            "satisfaction/1",
            new Translated("您对这次服务满意吗?", "How was our service?"),
            new Translated("只需一分钟。带 * 的为必答题。", "It takes one minute. Questions with * must be answered."),
            [
                new Question(
                    "satisfaction",
                    QuestionKind.Scale,
                    true,
                    new Translated("总体而言,您对这次服务有多满意?", "All in all, how satisfied are you with this service?"),
                    1,
                    5,
                    [
                        new Translated("非常不满意", "Very dissatisfied"),
                        new Translated("不满意", "Dissatisfied"),
                        new Translated("一般", "Neither"),
                        new Translated("满意", "Satisfied"),
                        new Translated("非常满意", "Very satisfied"),
                    ]
                ),
                new Question(
                    "recommend",
                    QuestionKind.Nps,
                    false,
                    new Translated("您有多大可能向朋友推荐我们?", "How likely are you to recommend us to a friend?"),
                    0,
                    10,
                    [new Translated("完全不可能", "Not at all likely"), new Translated("非常可能", "Extremely likely")]
                ),
                new Question(
                    "comment",
                    QuestionKind.Open,
                    false,
                    new Translated("您还有什么想告诉我们的?", "Is there anything else you would like to tell us?")
                ),
                new Question(
                    "wantsComplaint",
                    QuestionKind.Confirm,
                    false,
                    new Translated("我要投诉,请与我联系。", "I want to make a complaint; please contact me."),
                    LowScoresOnly: true
                ),
            ]
        );
}

internal static class Languages
{
    public const string Chinese = "zh-Hans";
    public const string English = "en";

    public static bool IsKnown(string? language) => language is Chinese or English;

    /// <summary>What is asked for when we speak it, otherwise what is preferred, otherwise Chinese.</summary>
    public static string Choose(string? asked, string? preferred) =>
        IsKnown(asked) ? asked!
        : IsKnown(preferred) ? preferred!
        : Chinese;
}
