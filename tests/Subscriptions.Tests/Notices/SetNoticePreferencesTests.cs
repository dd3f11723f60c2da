using CustomerService.Subscriptions.Notices;
using CustomerService.TestSupport;
using JasperFx.Events.Projections;

namespace CustomerService.Subscriptions.Tests.Notices;

/// <summary>E6: what a person has chosen.</summary>
public sealed class SetNoticePreferencesTests
{
    private const string Key = "customer:C000001";
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
    private static readonly QuietHours Quiet = new(new TimeOnly(21, 0), new TimeOnly(9, 0), "Asia/Shanghai");
    private static readonly NoticePreferencesSet Before = new([NoticeChannel.Sms], "en", [NoticeKind.SurveyInvitation], Quiet, Now);

    private static readonly Decisions Preferences = new(options =>
    {
        NoticeEvents.Map(options);
        options.Projections.Add(new NoticePreferencesProjection(), ProjectionLifecycle.Inline);
    });

    [Fact]
    public void TheyAreReplacedWhole() =>
        Given()
            .When(p => SetNoticePreferences.Decide(p, new SetNoticePreferences(Language: "zh-Hans"), Now.AddDays(1)))
            .Then(new NoticePreferencesSet(null, "zh-Hans", [], null, Now.AddDays(1)));

    [Fact]
    public void TheSameAgainChangesNothing() =>
        Given()
            .When(p =>
                SetNoticePreferences.Decide(
                    p,
                    new SetNoticePreferences([NoticeChannel.Sms], "en", [NoticeKind.SurveyInvitation], Quiet),
                    Now.AddDays(1)
                )
            )
            .ThenNothing();

    [Fact]
    public void ALanguageThatWeDoNotWriteIsRefused() =>
        Given().When(p => SetNoticePreferences.Decide(p, new SetNoticePreferences(Language: "fr"), Now)).ThenRejected("language-unknown");

    [Fact]
    public void ATimeZoneThatDoesNotExistIsRefused() =>
        Given()
            .When(p =>
                SetNoticePreferences.Decide(p, new SetNoticePreferences(QuietHours: Quiet with { TimeZone = "Moon/Tranquility" }), Now)
            )
            .ThenRejected("time-zone-unknown");

    [Theory]
    [InlineData("customer:C000001", "customer", "C000001", true)]
    [InlineData("customer:C000001", "customer", "C000002", false)]
    [InlineData("customer:C000001", "agent", "A017", true)]
    [InlineData("customer:C000001", "engineer", "E1", false)]
    [InlineData("staff:A017", "agent", "A017", true)]
    [InlineData("staff:A017", "agent", "A018", false)]
    [InlineData("staff:A017", "customer", "A017", false)]
    [InlineData("staff:A017", "supervisor", "S1", true)]
    [InlineData("customer:C000001", "administrator", "ADM1", true)]
    public void WhoMaySetThem(string key, string role, string id, bool may) =>
        Assert.Equal(may, NoticePreferences.MayTouch(key, new Actor(role, id)) is null);

    private static Given<NoticePreferences> Given() => Preferences.Given<NoticePreferences>(Key, Before);
}
