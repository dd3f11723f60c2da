using CustomerService.Intake.Tickets.Life;
using static CustomerService.Intake.Tests.Tickets.History;

namespace CustomerService.Intake.Tests.Tickets;

/// <summary>I22: the unit of a ticket is named and corrected as a fact.</summary>
public sealed class SetUnitTests
{
    private const string Imei = "356938035643809";
    private const string Other = "001016952601545";

    [Fact]
    public void AUnitIsNamedAndCorrectedAndTakenAway()
    {
        ATicket().When(t => SetUnit.Decide(t, new SetUnit(Other), null, Agent, Now)).Then(new UnitSet(Other, null, "agent:A017", Now));
        var named = ATicket(new UnitSet(Other, null, "agent:A017", Now));
        Assert.Equal((Other, null), (named.State.UnitImei, named.State.Model));
        named.When(t => SetUnit.Decide(t, new SetUnit(Other), null, Agent, Now)).ThenNothing();
        named.When(t => SetUnit.Decide(t, new SetUnit(null), null, Agent, Now)).Then(new UnitSet(null, null, "agent:A017", Now));
    }

    [Fact]
    public void WhatAWorkshopHasStays()
    {
        var repair = new RepairRequested("T00000001-R1", "C1", Imei, "F03", null, Now);
        ATicket(repair).When(t => SetUnit.Decide(t, new SetUnit(Other), null, Agent, Now)).ThenRejected("repair-order-open");
    }

    [Fact]
    public void AnEndedTicketKeepsItsUnit() =>
        AnEndedTicket("closed").When(t => SetUnit.Decide(t, new SetUnit(Other), null, Agent, Now)).ThenRejected("ticket-ended");
}
