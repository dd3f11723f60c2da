using CsCheck;
using CustomerService.Repair.Inventory;
using CustomerService.ServiceDefaults;
using static CustomerService.Repair.Tests.RepairDecisions;

namespace CustomerService.Repair.Tests.Inventory;

/// <summary>R7: what may be booked, and what never happens.</summary>
public sealed class StockTests
{
    private const string Key = "S310101/CS-A1-SCREEN";
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
    private static readonly StockItemOpened Opened = new("S310101", "CS-A1-SCREEN", Now);
    private static readonly StockReceived Ten = new("IN-1", 10, 500, 500, 10, 0, Now);

    [Fact]
    public void WhatComesRaisesTheStockAndMovesTheAverageCost() =>
        Given<StockItem>(Key, Opened, Ten)
            .When(item => ReceiveStock.Decide(item, "IN-2", 30, 540, Now))
            .Then(new StockReceived("IN-2", 30, 540, 530, 40, 0, Now));

    [Fact]
    public void AnUnknownCostLeavesTheAverageAlone() =>
        Given<StockItem>(Key, Opened, Ten)
            .When(item => ReceiveStock.Decide(item, "IN-2", 30, null, Now))
            .Then(new StockReceived("IN-2", 30, null, 500, 40, 0, Now));

    [Fact]
    public void TheLastPieceCanBeReserved() =>
        Given<StockItem>(Key, Opened, Ten)
            .When(item => ReserveStock.Decide(item, "R1", 10, Now))
            .Then(new StockReserved("R1", 10, 10, 10, Now));

    [Fact]
    public void OneMoreThanThereIsCannotBeReserved() =>
        Given<StockItem>(Key, Opened, Ten).When(item => ReserveStock.Decide(item, "R1", 11, Now)).ThenRejected("not-enough-stock");

    [Fact]
    public void WhatIsReservedIsNotFree() =>
        Given<StockItem>(Key, Opened, Ten, new StockReserved("R1", 10, 10, 10, Now))
            .When(item => ReserveStock.Decide(item, "R2", 1, Now))
            .ThenRejected("not-enough-stock");

    [Fact]
    public void TheSameReservationAgainChangesNothing() =>
        Given<StockItem>(Key, Opened, Ten, new StockReserved("R1", 4, 10, 4, Now))
            .When(item => ReserveStock.Decide(item, "R1", 4, Now))
            .ThenNothing();

    [Fact]
    public void AnotherQuantityForTheSameDocumentIsRefused() =>
        Given<StockItem>(Key, Opened, Ten, new StockReserved("R1", 4, 10, 4, Now))
            .When(item => ReserveStock.Decide(item, "R1", 5, Now))
            .ThenRejected("reservation-differs");

    [Fact]
    public void AReleaseGivesBackWhatTheDocumentHas() =>
        Given<StockItem>(Key, Opened, Ten, new StockReserved("R1", 4, 10, 4, Now))
            .When(item => ReleaseStock.Decide(item, "R1", Now))
            .Then(new StockReleased("R1", 4, 10, 0, Now));

    [Fact]
    public void AReleaseTwiceChangesNothing() =>
        Given<StockItem>(Key, Opened, Ten, new StockReserved("R1", 4, 10, 4, Now), new StockReleased("R1", 4, 10, 0, Now))
            .When(item => ReleaseStock.Decide(item, "R1", Now))
            .ThenNothing();

    [Theory]
    [InlineData(-6, null)]
    [InlineData(-7, "not-enough-stock")]
    [InlineData(0, "quantity-zero")]
    [InlineData(3, null)]
    public void AnAdjustmentNeverGoesBelowWhatIsReserved(int quantity, string? code)
    {
        var when = Given<StockItem>(Key, Opened, Ten, new StockReserved("R1", 4, 10, 4, Now))
            .When(item => AdjustStock.Decide(item, "ADJ-1", quantity, "count", Now));
        if (code is null)
        {
            when.Then(new StockAdjusted("ADJ-1", quantity, "count", 10 + quantity, 4, Now));
        }
        else
        {
            when.ThenRejected(code);
        }
    }

    [Fact]
    public void AnOrderUsesWhatItReserved() =>
        Given<StockItem>(Key, Opened, Ten, new StockReserved("R1", 4, 10, 4, Now))
            .When(item => UseStock.Reserved(item, "R1", Now))
            .Then(new StockUsed("R1", 4, 4, 6, 0, Now));

    [Fact]
    public void NobodyUsesWhatIsNotReserved() =>
        Given<StockItem>(Key, Opened, Ten).When(item => UseStock.Reserved(item, "R1", Now)).ThenRejected("not-reserved");

    [Fact]
    public void AVisitUsesWhatIsFreeAndReportsTheRestAsMissing() =>
        Given<StockItem>(Key, Opened, Ten, new StockReserved("R1", 8, 10, 8, Now))
            .When(item => UseStock.Reported(item, "W1", 5, Now))
            .Then(new StockUsed("W1", 2, 0, 8, 8, Now), new StockShortageFound("W1", 3, Now));

    [Fact]
    public void AVisitThatFindsEnoughReportsNothing() =>
        Given<StockItem>(Key, Opened, Ten).When(item => UseStock.Reported(item, "W1", 10, Now)).Then(new StockUsed("W1", 10, 0, 0, 0, Now));

    private static readonly Gen<Func<StockItem, Decision>> Commands = Gen.Select(
            Gen.Int[0, 5],
            Gen.Int[1, 6],
            Gen.Int[-8, 8],
            Gen.Int[1, 12]
        )
        .Select<(int Kind, int Document, int Change, int Quantity), Func<StockItem, Decision>>(c =>
            item =>
                c.Kind switch
                {
                    0 => ReceiveStock.Decide(item, $"IN{c.Document}", c.Quantity, c.Quantity, Now),
                    1 => ReserveStock.Decide(item, $"R{c.Document}", c.Quantity, Now),
                    2 => ReleaseStock.Decide(item, $"R{c.Document}", Now),
                    3 => AdjustStock.Decide(item, $"ADJ{c.Document}", c.Change, "count", Now),
                    4 => UseStock.Reserved(item, $"R{c.Document}", Now),
                    _ => UseStock.Reported(item, $"W{c.Document}", c.Quantity, Now),
                }
        );

    [Fact]
    public void WhateverIsBookedTheStockIsTheSumOfItsMovementsAndNeverNegative() =>
        Commands
            .List[1, 40]
            .Sample(
                commands =>
                {
                    var events = new List<object> { Opened };
                    foreach (var command in commands)
                    {
                        events.AddRange(command(Given<StockItem>(Key, [.. events]).State).Events);
                        var item = Given<StockItem>(Key, [.. events]).State;
                        Assert.InRange(item.Reserved, 0, item.OnHand);
                        Assert.Equal(item.Reserved, item.Reservations.Values.Sum());
                        Assert.Equal(events.Sum(OnHandBy), item.OnHand);
                        Assert.Equal(events.Sum(ReservedBy), item.Reserved);
                        if (events.Count > 1)
                        {
                            Assert.Equal(
                                BalanceOf(events.Last(e => e is not StockShortageFound)) ?? (item.OnHand, item.Reserved),
                                (item.OnHand, item.Reserved)
                            );
                        }
                    }
                },
                iter: 300
            );

    private static int OnHandBy(object e) =>
        e switch
        {
            StockReceived m => m.Quantity,
            StockAdjusted m => m.Quantity,
            StockUsed m => -m.Quantity,
            _ => 0,
        };

    private static int ReservedBy(object e) =>
        e switch
        {
            StockReserved m => m.Quantity,
            StockReleased m => -m.Quantity,
            StockUsed m => -m.FromReservation,
            _ => 0,
        };

    private static (int OnHand, int Reserved)? BalanceOf(object e) =>
        e switch
        {
            StockReceived m => (m.OnHand, m.Reserved),
            StockReserved m => (m.OnHand, m.Reserved),
            StockReleased m => (m.OnHand, m.Reserved),
            StockUsed m => (m.OnHand, m.Reserved),
            StockAdjusted m => (m.OnHand, m.Reserved),
            _ => null,
        };
}
