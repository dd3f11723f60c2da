using CustomerService.Intake.Tickets.Life;
using static CustomerService.Intake.Tests.Tickets.History;

namespace CustomerService.Intake.Tests.Tickets;

/// <summary>I8: internal notes and public replies are different things.</summary>
public sealed class AddNoteTests
{
    private static readonly AddNote Internal = new("Knows the shop owner.");
    private static readonly AddNote Public = new("We are on it.", true);

    [Fact]
    public void ANoteIsInternalUnlessSaidOtherwise() =>
        ATicket().When(t => AddNote.Decide(t, Internal, Agent, Now)).Then(new NoteAdded("Knows the shop owner.", false, "agent:A017", Now));

    [Fact]
    public void APublicReplyIsMarkedAsSuch() =>
        ATicket().When(t => AddNote.Decide(t, Public, Agent, Now)).Then(new NoteAdded("We are on it.", true, "agent:A017", Now));

    [Fact]
    public void ACustomerWritesPublicly() =>
        ATicket()
            .When(t => AddNote.Decide(t, Public, TheCustomer, Now))
            .Then(new NoteAdded("We are on it.", true, "customer:C000001", Now));

    [Fact]
    public void ACustomerWritesNoInternalNote() =>
        ATicket().When(t => AddNote.Decide(t, Internal, TheCustomer, Now)).ThenRejected("internal-note");

    [Fact]
    public void AClosedTicketTakesNoReply() =>
        ATicket(Resolved, Closed).When(t => AddNote.Decide(t, Public, Agent, Now)).ThenRejected("ticket-ended");

    [Fact]
    public void AClosedTicketStillTakesAnInternalNote() =>
        ATicket(Resolved, Closed)
            .When(t => AddNote.Decide(t, Internal, Agent, Now))
            .Then(new NoteAdded("Knows the shop owner.", false, "agent:A017", Now));

    [Fact]
    public void AResolvedTicketTakesAReply() =>
        ATicket(Resolved).When(t => AddNote.Decide(t, Public, Agent, Now)).Then(new NoteAdded("We are on it.", true, "agent:A017", Now));

    [Theory]
    [InlineData("customer", "C000001")]
    [InlineData("guest", "T00000001")]
    public void ThePublicWordOfTheCustomerEndsTheWaitForThem(string role, string id)
    {
        ATicket(WaitingForTheCustomer)
            .When(t => AddNote.Decide(t, Public, new Actor(role, id), Now))
            .Then(new NoteAdded("We are on it.", true, $"{role}:{id}", Now), Working);
        ATicket(WaitingForTheCustomer)
            .When(t => AddNote.Decide(t, Public, Agent, Now))
            .Then(new NoteAdded("We are on it.", true, "agent:A017", Now));
        ATicket(WaitingForTheCustomer)
            .When(t => AddNote.Decide(t, Internal, Agent, Now))
            .Then(new NoteAdded("Knows the shop owner.", false, "agent:A017", Now));
    }
}
