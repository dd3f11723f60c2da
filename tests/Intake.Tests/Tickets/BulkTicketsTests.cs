using CustomerService.Intake.Tickets.Categories;
using CustomerService.Intake.Tickets.HandOvers;
using CustomerService.Intake.Tickets.Life;
using CustomerService.Intake.Tickets.Lists;
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
        Decide(None with { Reclassify = new BulkReclassification(Category: "display") })
            .Then(new TicketReclassified(TicketType.Fault, TicketPriority.Normal, "F03", Now, Category: "display"));
        Decide(None with { Reclassify = new BulkReclassification(Category: "nothing") }).ThenRejected("category-unknown");
    }

    [Fact]
    public void APriorityThatNobodyHasSaidFollowsTheImpact()
    {
        var derived = new TicketReclassified(TicketType.Fault, TicketPriority.High, "F03", Now, null, true);
        Decide(None with { Reclassify = new BulkReclassification(Impact: TicketImpact.High) }, derived)
            .Then(new TicketReclassified(TicketType.Fault, TicketPriority.Urgent, "F03", Now, TicketImpact.High, true));
        Decide(None with { Reclassify = new BulkReclassification(Impact: TicketImpact.High) })
            .Then(new TicketReclassified(TicketType.Fault, TicketPriority.Normal, "F03", Now, TicketImpact.High));
        Decide(None with { Reclassify = new BulkReclassification(TicketType.Request) }, derived)
            .Then(new TicketReclassified(TicketType.Request, TicketPriority.High, "F03", Now, null, true));
    }

    private static When Decide(BulkTickets command, params object[] after) =>
        ATicket(after).When(t => BulkTickets.Decide(t, command, Rules, TicketCategories.BuiltIn, Agent, Now, null));
}
