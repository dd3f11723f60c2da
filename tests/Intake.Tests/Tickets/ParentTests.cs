using CustomerService.Intake.Tickets.Life;
using CustomerService.Intake.Tickets.Merging;
using static CustomerService.Intake.Tests.Tickets.History;

namespace CustomerService.Intake.Tests.Tickets;

/// <summary>I8: a ticket that is a part of another one.</summary>
public sealed class ParentTests
{
    private const string By = "agent:A017";
    private static readonly ParentSet Set = new("T00000002", By, Now);
    private static readonly ResolveTicket Resolve = new("repaired", "New screen.");

    [Fact]
    public void ATicketBecomesAPart() => ATicket().When(t => SetParent.Decide(t, AParent(), By, Now)).Then(Set);

    [Fact]
    public void TheSameAgainChangesNothingAndAnotherOneIsRefused()
    {
        ATicket(Set).When(t => SetParent.Decide(t, AParent(), By, Now)).ThenNothing();
        ATicket(Set with { Parent = "T00000009" }).When(t => SetParent.Decide(t, AParent(), By, Now)).ThenRejected("parent-set");
    }

    [Fact]
    public void NeitherOfItselfNorOfSomebodyElsesTicket()
    {
        ATicket().When(t => SetParent.Decide(t, t, By, Now)).ThenRejected("parent-of-itself");
        ATicket().When(t => SetParent.Decide(t, AParent() with { CustomerNumber = "C000002" }, By, Now)).ThenRejected("other-customer");
    }

    [Fact]
    public void ThereIsOneLevel()
    {
        ATicket(new ChildAdded("T00000009", By, Now)).When(t => SetParent.Decide(t, AParent(), By, Now)).ThenRejected("one-level");
        ATicket().When(t => SetParent.Decide(t, AParent(Set with { Parent = "T00000009" }), By, Now)).ThenRejected("one-level");
    }

    [Fact]
    public void AParentIsOpenAndNotMerged()
    {
        ATicket().When(t => SetParent.Decide(t, AParent(Resolved), By, Now)).ThenRejected("ticket-ended");
        ATicket()
            .When(t => SetParent.Decide(t, AParent(new TicketMerged("T00000009", "x", By, Now)), By, Now))
            .ThenRejected("ticket-merged");
    }

    [Fact]
    public void APartStandsByItselfAgain()
    {
        ATicket(Set).When(t => RemoveParent.Decide(t, By, Now)).Then(new ParentRemoved("T00000002", By, Now));
        ATicket().When(t => RemoveParent.Decide(t, By, Now)).ThenNothing();
    }

    [Fact]
    public void AParentIsResolvedAfterItsParts()
    {
        var parent = ATicket(new ChildAdded("T00000008", By, Now), new ChildAdded("T00000009", By, Now));
        parent.When(t => ResolveTicket.Decide(t, Resolve, Rules, Now)).ThenRejected("child-open");
        parent.When(t => ResolveTicket.Decide(t, Resolve, Rules, Now, ended: ["T00000008"])).ThenRejected("child-open");
        parent.When(t => ResolveTicket.Decide(t, Resolve, Rules, Now, ended: ["T00000008", "T00000009"])).Then(Resolved);
        ATicket(new ChildAdded("T00000008", By, Now), new ChildRemoved("T00000008", By, Now))
            .When(t => ResolveTicket.Decide(t, Resolve, Rules, Now))
            .Then(Resolved);
    }

    [Fact]
    public void AParentIsNotMergedAway() =>
        ATicket(new ChildAdded("T00000008", By, Now))
            .When(t => MergeTicket.Decide(t, AParent(), new MergeTicket("T00000002", "x"), "desk", By, Now))
            .ThenRejected("has-children");

    private static Ticket AParent(params object[] after) => ATicket(after).State with { Id = "T00000002" };
}
