using CustomerService.Intake.Catalogue.Units;
using CustomerService.Intake.Customers.Files;
using static CustomerService.Intake.Tests.Customers.CustomerHistory;

namespace CustomerService.Intake.Tests.Catalogue.Units;

/// <summary>I6: whose a unit is, and whose it was.</summary>
public sealed class ChangeUnitOwnerTests
{
    private static readonly UnitRegistered Unit = new("CS-L5", "C000009", new DateOnly(2025, 1, 19), "INV1", 1299, null, 1, Now);
    private static readonly ProofUse Proof = new("p1", ProofLevel.OneTimeCode);
    private static readonly ChangeUnitOwner Command = new(Number);
    private static readonly UnitOwnerChanged Changed = new("C000009", Number, Proof, Now);

    [Fact]
    public void TheHistoryRecordsTheProofAndOthersLearnTheNewOwner() =>
        IntakeDecisions
            .Given<Unit>("i", Unit)
            .When(u => ChangeUnitOwner.Decide(u, Command, AFile().State, Proof, Now))
            .Then(Changed, Unit with { CustomerNumber = Number, Revision = 2 });

    [Fact]
    public void ThePastOwnersStayWhateverATableSays()
    {
        var unit = IntakeDecisions
            .Given<Unit>(
                "i",
                Unit,
                Changed,
                Unit with
                {
                    CustomerNumber = Number,
                    Revision = 2,
                },
                Unit with
                {
                    CustomerNumber = Number,
                    Revision = 3,
                }
            )
            .State;
        Assert.Equal((Number, 3), (unit.CustomerNumber, unit.Revision));
        Assert.Equal([new PastOwner("C000009", Now)], unit.PastOwners);
    }

    [Fact]
    public void AUnitOfNobodyHasNoPastOwner() =>
        Assert.Empty(
            IntakeDecisions
                .Given<Unit>("i", Unit with { CustomerNumber = null }, new UnitOwnerChanged(null, Number, Proof, Now))
                .State.PastOwners
        );

    [Fact]
    public void TheSameOwnerAgainChangesNothing() =>
        IntakeDecisions
            .Given<Unit>("i", Unit with { CustomerNumber = Number })
            .When(u => ChangeUnitOwner.Decide(u, Command, AFile().State, Proof, Now))
            .ThenNothing();

    [Fact]
    public void AnUnknownOrErasedCustomerGetsNoUnit()
    {
        IntakeDecisions
            .Given<Unit>("i", Unit)
            .When(u => ChangeUnitOwner.Decide(u, Command, null, Proof, Now))
            .ThenRejected("customer-unknown");
        IntakeDecisions
            .Given<Unit>("i", Unit)
            .When(u => ChangeUnitOwner.Decide(u, Command, AFile(new CustomerErased("a", ["b", "c"], 1, 0, Now)).State, Proof, Now))
            .ThenRejected("customer-unknown");
    }
}
