using CustomerService.Intake.Common.PersonalData;
using CustomerService.Intake.Customers.Erasure;
using CustomerService.Intake.Customers.Files;
using CustomerService.TestSupport;
using static CustomerService.Intake.Tests.Customers.CustomerHistory;

namespace CustomerService.Intake.Tests.Customers;

/// <summary>I4: a file is destroyed when two people who did not ask for it approve.</summary>
public sealed class DestructionTests
{
    private static readonly DestructionRequested Requested = new(Number, "S001", "asked by letter", Now);
    private static readonly DestructionApproved First = new("X001", Now);
    private static readonly DestructionApproved Second = new("S002", Now);
    private static readonly DestructionRefused Refused = new("X001", "a lawsuit runs", Now);

    [Fact]
    public void TwoDifferentPeopleApproveAndNotTheOneWhoAsked()
    {
        ADestruction().When(d => ApproveDestruction.Decide(d, Other, Now)).Then(First);
        ADestruction(First).When(d => ApproveDestruction.Decide(d, Third, Now)).Then(Second);
        ADestruction().When(d => ApproveDestruction.Decide(d, Lead, Now)).ThenRejected("own-destruction");
        ADestruction(First).When(d => ApproveDestruction.Decide(d, Lead, Now)).ThenRejected("own-destruction");
    }

    [Fact]
    public void TheSamePersonTwiceIsOneApproval()
    {
        ADestruction(First).When(d => ApproveDestruction.Decide(d, Other, Now)).ThenNothing();
        Assert.Equal(DestructionStatus.Requested, ADestruction(First).State.Status);
        Assert.Equal(DestructionStatus.Approved, ADestruction(First, Second).State.Status);
    }

    [Fact]
    public void AfterARefusalItStartsAgainWithNobodysApproval()
    {
        ADestruction(First)
            .When(d => RefuseDestruction.Decide(d, new("a lawsuit runs"), Third, Now))
            .Then(new DestructionRefused("S002", "a lawsuit runs", Now));
        ADestruction(Refused).When(d => ApproveDestruction.Decide(d, Third, Now)).ThenRejected("destruction-decided");
        Assert.Equal(
            [new DestructionRequested(Number, "S002", "again", Now)],
            RequestDestruction.Decide(ADestruction(First, Refused).State, Number, new("again"), Third, Now).Events
        );
        Assert.Empty(ADestruction(First, Refused, Requested).State.ApprovedBy);
    }

    [Fact]
    public void ARequestAgainChangesNothingAndAnothersIsRefused()
    {
        ADestruction().When(d => RequestDestruction.Decide(d, Number, new("x"), Lead, Now)).ThenNothing();
        ADestruction().When(d => RequestDestruction.Decide(d, Number, new("x"), Third, Now)).ThenRejected("destruction-requested");
    }

    [Fact]
    public void WhatIsApprovedIsNotRefusedAnyMore() =>
        ADestruction(First, Second).When(d => RefuseDestruction.Decide(d, new("late"), Third, Now)).ThenRejected("destruction-decided");

    [Fact]
    public void TheErasureSaysWhoAskedAndWhoApprovedOnce()
    {
        var erased = new CustomerErased("S001", ["X001", "S002"], 12, 2, Now);
        AFile()
            .When(f => EraseCustomer.Decide(f, ADestruction(First, Second).State, 12, 2, Now))
            .Then(erased, new PersonalDataErased(Destruction.KeyOf(Number), Now));
        AFile(erased).When(f => EraseCustomer.Decide(f, ADestruction(First, Second).State, 12, 2, Now)).ThenNothing();
        AFile().When(f => EraseCustomer.Decide(f, ADestruction(First).State, 12, 2, Now)).ThenNothing();
    }

    private static Given<Destruction> ADestruction(params object[] after) =>
        IntakeDecisions.Given<Destruction>(Destruction.KeyOf(Number), [Requested, .. after]);
}
