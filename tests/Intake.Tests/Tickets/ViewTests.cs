using CsCheck;
using CustomerService.Intake.Tickets.Life;
using CustomerService.TestSupport;

namespace CustomerService.Intake.Tests.Tickets;

/// <summary>What people see of a ticket is what decisions know of it.</summary>
public sealed class ViewTests
{
    private const int Stories = 400;

    private static readonly Stories<Ticket, TicketView> OfATicket = IntakeDecisions.Stories<Ticket, TicketView>(
        SpeaksOfARequestThatIsThere
    );

    [Fact]
    public void AViewSaysWhatTheStateSays() => Gen.Int.Sample(OfATicket.StateAndViewAgree, iter: Stories, threads: 1);

    [Fact]
    public void TheStoriesLeaveOutNoEvent() => OfATicket.EveryEventIsTold(Stories);

    public static TheoryData<string> EndsWithoutAClose => ["resolved", "cancelled", "rejected"];

    [Theory]
    [MemberData(nameof(EndsWithoutAClose))]
    public void NothingIsLeftOfAnOfferWhenTheTicketEnds(string end)
    {
        object ended = end switch
        {
            "resolved" => History.Resolved,
            "cancelled" => History.Cancelled,
            _ => History.Rejected,
        };
        var view = IntakeDecisions.Given<TicketView>(History.Number, History.Opened, History.Offered, ended).State;
        Assert.Equal((null, null, null, null), (view.HandOver, view.HandOverTo, view.HandOverExpiresAt, view.HandOverBackTo));
        Assert.Null(History.ATicket(History.Offered, ended).State.HandOver);
    }

    private static bool SpeaksOfARequestThatIsThere(Ticket ticket, object e) =>
        e switch
        {
            DepartmentTook took => ticket.Departments.ContainsKey(took.RequestNumber),
            DepartmentAnswered answered => ticket.Departments.ContainsKey(answered.RequestNumber),
            DepartmentDisputed disputed => ticket.Departments.ContainsKey(disputed.RequestNumber),
            DepartmentRuled ruled => ticket.Departments.ContainsKey(ruled.RequestNumber),
            DepartmentOverdue overdue => ticket.Departments.ContainsKey(overdue.RequestNumber),
            _ => true,
        };
}
