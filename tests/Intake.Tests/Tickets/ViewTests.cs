using CsCheck;
using CustomerService.Intake.Tickets.Life;

namespace CustomerService.Intake.Tests.Tickets;

/// <summary>What people see of a ticket is what decisions know of it.</summary>
public sealed class ViewTests
{
    private const long Stories = 400;

    [Fact]
    public void AViewSaysWhatTheStateSays() =>
        Gen.Int.Sample(IntakeDecisions.StateAndViewAgree<Ticket, TicketView>, iter: Stories, threads: 1);

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
}
