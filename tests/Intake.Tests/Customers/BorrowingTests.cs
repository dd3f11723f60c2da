using CustomerService.Intake.Customers.Borrowings;
using CustomerService.Intake.Customers.Files;
using CustomerService.TestSupport;
using static CustomerService.Intake.Tests.Customers.CustomerHistory;

namespace CustomerService.Intake.Tests.Customers;

/// <summary>I4: a file above one's clearance is borrowed: asked for, decided by another, for a time.</summary>
public sealed class BorrowingTests
{
    private static readonly DateTimeOffset Due = Now.AddDays(7);
    private static readonly BorrowingRequested Requested = new(Number, "A017", "the customer is on the line", Due, Now);
    private static readonly BorrowingReturned Returned = new(Now, "C000001", "A017");
    private static readonly BorrowingApproved Approved = new("X001", Due, Now, "C000001", "A017");

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(30 * 24 * 60, true)]
    [InlineData(30 * 24 * 60 + 1, false)]
    public void ABorrowingIsForAtMostThirtyDays(int minutes, bool accepted)
    {
        var decision = RequestBorrowing.Decide(new RequestBorrowing(Number, "why", Now.AddMinutes(minutes)), Rules, Agent, Now);
        Assert.Equal(accepted ? null : "borrowing-due", decision.Rejection?.Code);
        Assert.Equal(accepted ? [new BorrowingRequested(Number, "A017", "why", Now.AddMinutes(minutes), Now)] : [], decision.Events);
    }

    [Fact]
    public void AnotherPersonWithTheClearanceApproves() =>
        ABorrowing().When(b => ApproveBorrowing.Decide(b, File(Confidentiality.TopSecret), Other, Now)).Then(Approved);

    [Fact]
    public void NobodyApprovesTheirOwn() =>
        ABorrowing()
            .When(b => ApproveBorrowing.Decide(b, File(Confidentiality.Normal), Agent with { Clearance = Confidentiality.TopSecret }, Now))
            .ThenRejected("own-borrowing");

    [Theory]
    [InlineData(Confidentiality.Confidential, null)]
    [InlineData(Confidentiality.TopSecret, "borrowing-not-found")]
    public void WhoMayNotSeeTheFileDoesNotEvenLearnOfTheBorrowing(Confidentiality level, string? code)
    {
        Assert.Equal(code, ApproveBorrowing.Decide(ABorrowing().State, File(level), Lead, Now).Rejection?.Code);
        Assert.Equal(code, DeclineBorrowing.Decide(ABorrowing().State, File(level), new("no"), Lead, Now).Rejection?.Code);
    }

    [Fact]
    public void ThereIsNothingToApproveForAFileThatDoesNotExist() =>
        ABorrowing().When(b => ApproveBorrowing.Decide(b, null, Other, Now)).ThenRejected("borrowing-not-found");

    [Fact]
    public void AnErasedFileIsNotLent() =>
        ABorrowing()
            .When(b => ApproveBorrowing.Decide(b, AFile(new CustomerErased("S001", ["X001", "S002"], 1, 0, Now)).State, Other, Now))
            .ThenRejected("customer-erased");

    [Fact]
    public void AnApprovalAgainChangesNothingAndAnothersComesTooLate()
    {
        ABorrowing(Approved).When(b => ApproveBorrowing.Decide(b, File(), Other, Now)).ThenNothing();
        ABorrowing(Approved).When(b => ApproveBorrowing.Decide(b, File(), Third, Now)).ThenRejected("borrowing-decided");
        ABorrowing(Approved).When(b => DeclineBorrowing.Decide(b, File(), new("no"), Third, Now)).ThenRejected("borrowing-decided");
    }

    [Fact]
    public void AfterTheDueDateThereIsNothingToApprove() =>
        ABorrowing().When(b => ApproveBorrowing.Decide(b, File(), Other, Due)).ThenRejected("borrowing-over");

    [Fact]
    public void ADeclineHasAReason()
    {
        ABorrowing()
            .When(b => DeclineBorrowing.Decide(b, File(), new("no need"), Other, Now))
            .Then(new BorrowingDeclined("X001", "no need", Now));
        ABorrowing(new BorrowingDeclined("X001", "no need", Now))
            .When(b => DeclineBorrowing.Decide(b, File(), new("no need"), Other, Now))
            .ThenNothing();
    }

    [Fact]
    public void TheBorrowerReturnsIt()
    {
        ABorrowing(Approved).When(b => ReturnBorrowing.Decide(b, Agent, Now)).Then(Returned);
        ABorrowing(Approved, Returned).When(b => ReturnBorrowing.Decide(b, Agent, Now)).ThenNothing();
        ABorrowing(Approved).When(b => ReturnBorrowing.Decide(b, Other, Now)).ThenRejected("borrowing-not-found");
    }

    [Fact]
    public void ItLapsesAtItsDueDateAndNotBefore()
    {
        ABorrowing(Approved).When(b => LapseBorrowing.Decide(b, Due)).Then(new BorrowingLapsed(Due));
        ABorrowing(Approved).When(b => LapseBorrowing.Decide(b, Due.AddTicks(-1))).ThenNothing();
        ABorrowing(Approved, Returned).When(b => LapseBorrowing.Decide(b, Due)).ThenNothing();
    }

    private static Given<Borrowing> ABorrowing(params object[] after) =>
        IntakeDecisions.Given<Borrowing>("B00000001", [Requested, .. after]);

    private static Customer File(Confidentiality level = Confidentiality.Secret) => AFile(At(level)).State;
}
