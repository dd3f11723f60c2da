using CustomerService.Intake.Tickets;
using CustomerService.TestSupport;
using static CustomerService.Intake.Tests.Tickets.History;

namespace CustomerService.Intake.Tests.Tickets;

/// <summary>I8: an act on many tickets is the same act as on one.</summary>
public sealed class BulkTicketsTests
{
    private static readonly BulkTickets None = new([Number]);

    [Fact]
    public void EachActIsDecidedAsOnOneTicket()
    {
        Decide(None with { HandOver = new OfferHandOver("A018", "shift ends") }).Then(Offered);
        Decide(None with { Note = new AddNote("asked again", true) }).Then(new NoteAdded("asked again", true, "agent:A017", Now));
        Decide(None with { Resolve = new ResolveTicket("repaired", "New screen.") }).Then(Resolved);
        Decide(None with { Cancel = new CancelTicket("withdrawn") }).Then(Cancelled);
        Decide(None with { Cancel = new CancelTicket("withdrawn") }, Resolved).ThenRejected("ticket-ended");
        Decide(None).ThenRejected("bulk-act");
    }

    [Fact]
    public void WhatIsNotCorrectedStaysAsItIs()
    {
        Decide(None with { Reclassify = new BulkReclassification(Priority: TicketPriority.Urgent) })
            .Then(new TicketReclassified(TicketType.Fault, TicketPriority.Urgent, "F03", Now));
        Decide(None with { Reclassify = new BulkReclassification() }).ThenNothing();
    }

    private static When Decide(BulkTickets command, params object[] after) => ATicket(after).When(t => BulkTickets.Decide(t, command, Rules, Agent, Now, null));
}
