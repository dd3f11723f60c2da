using CustomerService.Surveys.Answers;
using CustomerService.Surveys.CallBacks;
using CustomerService.Surveys.Invitations;
using CustomerService.TestSupport;

namespace CustomerService.Surveys.Tests;

internal static class SurveyDecisions
{
    public static readonly Actor Interviewer = new("quality", "Q001");
    public const string Number = "T00000042-E1";
    public static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
    public static readonly SurveyOptions Rules = new();
    private static readonly Decisions Decisions = new(store => store.AddInvitations().AddCallBacks());

    public static readonly SurveyInvited Invited = new(
        "T00000042",
        1,
        "C000001",
        "vip",
        "zh-Hans",
        "3101",
        "fault",
        "A017",
        "S310101",
        "E07",
        "satisfaction/1",
        Now.AddDays(3),
        Now.AddDays(14),
        Now
    );

    public static Given<SurveyInvitation> Given(params object[] events) => Decisions.Given<SurveyInvitation>(Number, events);

    public static Given<CallBack> GivenCallBack(params object[] events) => Decisions.Given<CallBack>($"{Number}-B", events);

    public static SurveyAnswered Answered(int satisfaction = 5, bool wantsComplaint = false, string? nonce = "n1") =>
        new("T00000042", 1, satisfaction, 9, "好", wantsComplaint, AnswerChannel.Page, "customer", nonce, Now);

    public static GivenAnswer Answer(
        int satisfaction = 5,
        bool wantsComplaint = false,
        string? nonce = "n1",
        AnswerChannel channel = AnswerChannel.Page
    ) => new(satisfaction, 9, "好", wantsComplaint, channel, channel == AnswerChannel.Phone ? Interviewer : null, nonce);
}
