using CustomerService.Intake.Customers.Duplicates;
using CustomerService.TestSupport;
using static CustomerService.Intake.Tests.Customers.CustomerHistory;

namespace CustomerService.Intake.Tests.Customers;

/// <summary>I1: two files are linked or told apart, never merged; both directions are one matter.</summary>
public sealed class DuplicateTests
{
    private const string Twin = "C000002";
    private static readonly CustomersLinked Linked = new(Number, Twin, "same person", "agent:A017", Now);
    private static readonly DuplicateDismissed Dismissed = new(Number, Twin, "father and son", "agent:A017", Now);
    private static readonly CustomersUnlinked Unlinked = new("a mistake", "agent:A017", Now);

    [Fact]
    public void TwoFilesAreLinkedUnderOneKeyFromEitherSide()
    {
        new When(LinkCustomers.Decide(null, Number, new(Twin, "same person"), Agent, Now)).Then(Linked);
        new When(LinkCustomers.Decide(null, Twin, new(Number, "same person"), Agent, Now)).Then(Linked);
        Assert.Equal("pair/C000001/C000002", Pair.KeyOf(Number, Twin));
        Assert.Equal(Pair.KeyOf(Number, Twin), Pair.KeyOf(Twin, Number));
    }

    [Fact]
    public void ALinkAgainChangesNothingFromEitherSide()
    {
        APair(Linked).When(p => LinkCustomers.Decide(p, Number, new(Twin, "again"), Agent, Now)).ThenNothing();
        APair(Linked).When(p => LinkCustomers.Decide(p, Twin, new(Number, "again"), Other, Now)).ThenNothing();
    }

    [Fact]
    public void AFileIsNotItsOwnDuplicate()
    {
        new When(LinkCustomers.Decide(null, Number, new(Number, "x"), Agent, Now)).ThenRejected("customer-itself");
        new When(DismissDuplicate.Decide(null, Number, Number, new("x"), Agent, Now)).ThenRejected("customer-itself");
    }

    [Fact]
    public void ALinkIsUndoneOnceAndCanBeMadeAgain()
    {
        APair(Linked).When(p => UnlinkCustomers.Decide(p, Twin, new("a mistake"), Agent, Now)).Then(Unlinked);
        APair(Linked, Unlinked).When(p => UnlinkCustomers.Decide(p, Twin, new("a mistake"), Agent, Now)).ThenNothing();
        APair(Linked, Unlinked).When(p => LinkCustomers.Decide(p, Number, new(Twin, "same person"), Agent, Now)).Then(Linked);
    }

    [Fact]
    public void WhatIsNotLinkedCannotBeUndone()
    {
        new When(UnlinkCustomers.Decide(null, Twin, new("x"), Agent, Now)).ThenRejected("customers-not-linked");
        APair(Dismissed).When(p => UnlinkCustomers.Decide(p, Twin, new("x"), Agent, Now)).ThenRejected("customers-not-linked");
    }

    [Fact]
    public void TwoFilesAreToldApartFromEitherSideAndOnce()
    {
        new When(DismissDuplicate.Decide(null, Twin, Number, new("father and son"), Agent, Now)).Then(Dismissed);
        APair(Dismissed).When(p => DismissDuplicate.Decide(p, Number, Twin, new("again"), Agent, Now)).ThenNothing();
        APair(Linked, Unlinked).When(p => DismissDuplicate.Decide(p, Number, Twin, new("father and son"), Agent, Now)).Then(Dismissed);
    }

    [Fact]
    public void WhoWereToldApartCanBeLinkedAndWhoAreLinkedAreNotToldApart()
    {
        APair(Dismissed).When(p => LinkCustomers.Decide(p, Number, new(Twin, "same person"), Agent, Now)).Then(Linked);
        APair(Linked).When(p => DismissDuplicate.Decide(p, Number, Twin, new("x"), Agent, Now)).ThenRejected("customers-linked");
        APair(Dismissed, Linked).When(p => DismissDuplicate.Decide(p, Number, Twin, new("x"), Agent, Now)).ThenRejected("customers-linked");
    }

    private static Given<Pair> APair(params object[] events) => IntakeDecisions.Given<Pair>(Pair.KeyOf(Number, Twin), events);
}
