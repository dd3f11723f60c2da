using CustomerService.Intake.Channels.Guests;
using CustomerService.Intake.Customers.Proofs;
using CustomerService.Intake.Tickets.Life;
using CustomerService.TestSupport;
using static CustomerService.Intake.Tests.Tickets.History;

namespace CustomerService.Intake.Tests.Channels.Guests;

/// <summary>I16: a guest follows one ticket with a code and a pass, and learns nothing by asking.</summary>
public sealed class GuestTests
{
    private static readonly ProofOptions Numbers = new();
    private static readonly TimeSpan Day = TimeSpan.FromHours(24);
    private static readonly (string, string, string) Hashes = ("ticket", "contact", "code");
    private static readonly GuestCodeTried Wrong = new(false, Now);
    private static readonly GuestPassGiven Given = new("pass", Number, "C000001", Now + Day, Now);

    private static TicketView View => TicketViewProjection.From(Number, Opened);

    [Fact]
    public void TheFactHasTheSameShapeWhetherOrNotTheContactFits()
    {
        var requested = new GuestAccessRequested(Number, "C000001", "ticket", "contact", "code", Now.AddMinutes(10), Now);
        Assert.Equal(requested, RequestGuestAccess.Decide(View, true, 0, Hashes, Numbers, Now));
        var nothing = requested with { TicketNumber = null, CustomerNumber = null };
        Assert.Equal(nothing, RequestGuestAccess.Decide(View, false, 0, Hashes, Numbers, Now));
        Assert.Equal(nothing, RequestGuestAccess.Decide(null, false, 0, Hashes, Numbers, Now));
    }

    [Theory]
    [InlineData(2, true)]
    [InlineData(3, false)]
    public void AtMostThreeCodesAnHourGoOutForATicketOrAContact(int before, bool sent) =>
        Assert.Equal(sent, RequestGuestAccess.Decide(View, true, before, Hashes, Numbers, Now).TicketNumber is not null);

    [Fact]
    public void TheRightCodeGivesAPassForADay() => AnAccess().When(a => Enter(a, true)).Then(new GuestCodeTried(true, Now), Given);

    [Fact]
    public void WithoutATicketTheRightCodeIsAWrongOne() =>
        IntakeDecisions
            .Given<GuestAccess>(
                GuestAccess.KeyOf("h"),
                new GuestAccessRequested(null, null, "ticket", "contact", "code", Now.AddMinutes(10), Now)
            )
            .When(a => Enter(a, true))
            .Then(Wrong);

    [Fact]
    public void AfterFiveTriesTenMinutesOrAPassItIsOver()
    {
        AnAccess(Wrong, Wrong, Wrong, Wrong).When(a => Enter(a, false)).Then(Wrong);
        AnAccess(Wrong, Wrong, Wrong, Wrong, Wrong).When(a => Enter(a, true)).ThenRejected("guest-access-refused");
        AnAccess(new GuestCodeTried(true, Now), Given).When(a => Enter(a, true)).ThenRejected("guest-access-refused");
        AnAccess().When(a => Enter(a, true, Now.AddMinutes(10))).ThenRejected("guest-access-refused");
    }

    [Fact]
    public void AGuestSeesPublicWordsAndNobodysName()
    {
        object[] history =
        [
            Opened,
            new NoteAdded("our secret", false, "agent:A017", Now),
            new NoteAdded("hello", true, "agent:A017", Now),
            new NoteAdded("thanks", true, "guest:T00000001", Now),
            Offered,
            Resolved,
        ];
        var seen = FollowedTicket.Of(
            View with
            {
                Status = TicketStatus.Resolved,
            },
            [.. history.Select(e => Integration.Samples.Store(e, Number))],
            []
        );
        Assert.Equal([new PublicReply(Now, true, "hello"), new PublicReply(Now, false, "thanks")], seen.Replies);
        Assert.Equal(("New screen.", Resolved.ClosesAt), (seen.Solution, seen.ClosesAt));
        Assert.DoesNotContain("A01", System.Text.Json.JsonSerializer.Serialize(seen), StringComparison.Ordinal);
    }

    [Fact]
    public void APassIsStoredAsItsHashOnly() => Assert.Matches("^[0-9A-F]{64}$", EnterGuestCode.PassHash("pass"));

    private static ServiceDefaults.Decision Enter(GuestAccess access, bool right, DateTimeOffset? at = null) =>
        EnterGuestCode.Decide(access, () => right, "pass", Numbers, Day, at ?? Now);

    private static Given<GuestAccess> AnAccess(params object[] after) =>
        IntakeDecisions.Given<GuestAccess>(
            GuestAccess.KeyOf("h"),
            [new GuestAccessRequested(Number, "C000001", "ticket", "contact", "code", Now.AddMinutes(10), Now), .. after]
        );
}
