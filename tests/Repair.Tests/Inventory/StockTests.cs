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
    private static readonly StockOwner Order = StockOwner.OfOrder("R1");
    private static readonly StockOwner Visit = StockOwner.OfVisit("W1", 1);
    private static readonly Actor Keeper = new("storekeeper", "K1");
    private static readonly StockReserved FourForOrder = new(Order, 4, null, null, 10, 4, Now);
    private static readonly StockReserved FourForKeeper = new(StockOwner.OfPerson("R1"), 4, "storekeeper:K1", "show", 10, 4, Now);
    private static readonly StockReceived Ten = new("IN-1", 10, 500, "CNY", 500, 10, 0, Now);

    [Fact]
    public void WhatComesRaisesTheStockAndMovesTheAverageCost() =>
        Given<StockItem>(Key, Opened, Ten)
            .When(item => ReceiveStock.Decide(item, "IN-2", new("CS-A1-SCREEN", 30, 540), "CNY", Now))
            .Then(new StockReceived("IN-2", 30, 540, "CNY", 530, 40, 0, Now));

    [Fact]
    public void AnUnknownCostLeavesTheAverageAlone() =>
        Given<StockItem>(Key, Opened, Ten)
            .When(item => ReceiveStock.Decide(item, "IN-2", new("CS-A1-SCREEN", 30), "CNY", Now))
            .Then(new StockReceived("IN-2", 30, null, null, 500, 40, 0, Now));

    [Fact]
    public void CostsInAnotherCurrencyAreRefusedAndPiecesWithoutOneAreNot()
    {
        Given<StockItem>(Key, Opened, Ten)
            .When(item => ReceiveStock.Decide(item, "IN-2", new("CS-A1-SCREEN", 1, 70), "EUR", Now))
            .ThenRejected("currency-differs");
        Given<StockItem>(Key, Opened, Ten)
            .When(item => ReceiveStock.Decide(item, "IN-2", new("CS-A1-SCREEN", 1), "EUR", Now))
            .Then(new StockReceived("IN-2", 1, null, null, 500, 11, 0, Now));
    }

    private static ReserveStock SetAside(int quantity, string document = "R1") =>
        new(document, "S310101", "CS-A1-SCREEN", quantity, "show");

    private static TakeBackStock TakeBack(StockOwnerKind kind) => new(kind, "R1", "S310101", "CS-A1-SCREEN", "urgent");

    [Fact]
    public void TheLastPieceCanBeReserved() =>
        Given<StockItem>(Key, Opened, Ten)
            .When(item => ReserveStock.Decide(item, SetAside(10), Keeper, Now))
            .Then(new StockReserved(StockOwner.OfPerson("R1"), 10, "storekeeper:K1", "show", 10, 10, Now));

    [Fact]
    public void OneMoreThanThereIsCannotBeReserved()
    {
        Given<StockItem>(Key, Opened, Ten)
            .When(item => ReserveStock.Decide(item, SetAside(11), Keeper, Now))
            .ThenRejected("not-enough-stock");
        Given<StockItem>(Key, Opened, Ten, FourForOrder)
            .When(item => ReserveStock.Decide(item, SetAside(7), Keeper, Now))
            .ThenRejected("not-enough-stock");
        Given<StockItem>(Key, Opened, Ten, FourForOrder)
            .When(item => ReserveStock.Add(item, new(Order, 7), Now))
            .ThenRejected("not-enough-stock");
    }

    [Fact]
    public void TheSameReservationAgainChangesNothingAndAnotherOneUnderItsNumberIsRefused()
    {
        var given = Given<StockItem>(Key, Opened, Ten, FourForKeeper);
        given.When(item => ReserveStock.Decide(item, SetAside(4), Keeper, Now)).ThenNothing();
        given.When(item => ReserveStock.Decide(item, SetAside(5), Keeper, Now)).ThenRejected("reservation-differs");
        given.When(item => ReserveStock.Decide(item, SetAside(4), new("engineer", "T1"), Now)).ThenRejected("reservation-differs");
    }

    [Fact]
    public void AnOrdersReservationGrowsAndIsUsedAsAWhole()
    {
        var grown = new StockReserved(Order, 2, null, null, 10, 6, Now);
        Given<StockItem>(Key, Opened, Ten, FourForOrder).When(item => ReserveStock.Add(item, new(Order, 2), Now)).Then(grown);
        Given<StockItem>(Key, Opened, Ten, FourForOrder, grown)
            .When(item => UseStock.Reserved(item, Order, Now))
            .Then(new StockUsed(Order, 6, 6, 500, "CNY", 4, 0, Now));
        Given<StockItem>(Key, Opened, Ten, FourForOrder, grown)
            .When(item => ReleaseStock.GiveBack(item, Order, null, Now))
            .Then(new StockReleased(Order, 6, null, 10, 0, Now));
    }

    [Fact]
    public void APersonsDocumentIsNeverTakenForAnOrder()
    {
        // Both are called R1.
        Given<StockItem>(Key, Opened, Ten, FourForOrder).When(item => ReleaseStock.Decide(item, "R1", Keeper, Now)).ThenNothing();
        Given<StockItem>(Key, Opened, Ten, FourForOrder)
            .When(item => ReserveStock.Decide(item, SetAside(1), Keeper, Now))
            .Then(new StockReserved(StockOwner.OfPerson("R1"), 1, "storekeeper:K1", "show", 10, 5, Now));
        Given<StockItem>(Key, Opened, Ten, FourForKeeper).When(item => UseStock.Reserved(item, Order, Now)).ThenRejected("not-reserved");
    }

    [Fact]
    public void OnlyWhoSetPiecesAsideGivesThemBackAndOnlyOnce()
    {
        var released = new StockReleased(StockOwner.OfPerson("R1"), 4, null, 10, 0, Now);
        var given = Given<StockItem>(Key, Opened, Ten, FourForKeeper);
        given.When(item => ReleaseStock.Decide(item, "R1", Keeper, Now)).Then(released);
        given.When(item => ReleaseStock.Decide(item, "R1", Keeper with { Id = "K2" }, Now)).ThenRejected("reservation-of-another");
        Given<StockItem>(Key, Opened, Ten, FourForKeeper, released)
            .When(item => ReleaseStock.Decide(item, "R1", Keeper, Now))
            .ThenNothing();
    }

    [Fact]
    public void WhatAnotherSetAsideIsTakenBackWithAReason()
    {
        Given<StockItem>(Key, Opened, Ten, FourForKeeper)
            .When(item => TakeBackStock.Decide(item, TakeBack(StockOwnerKind.Manual), Now))
            .Then(new StockReleased(StockOwner.OfPerson("R1"), 4, "urgent", 10, 0, Now));
        Given<StockItem>(Key, Opened, Ten, FourForOrder)
            .When(item => TakeBackStock.Decide(item, TakeBack(StockOwnerKind.Manual), Now))
            .ThenRejected("not-reserved");
    }

    [Theory]
    [InlineData(-6, null)]
    [InlineData(-7, "not-enough-stock")]
    [InlineData(0, "quantity-zero")]
    [InlineData(3, null)]
    public void AnAdjustmentNeverGoesBelowWhatIsReserved(int quantity, string? code)
    {
        var when = Given<StockItem>(Key, Opened, Ten, FourForOrder).When(item => AdjustStock.Decide(item, "ADJ-1", quantity, "count", Now));
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
        Given<StockItem>(Key, Opened, Ten, FourForOrder)
            .When(item => UseStock.Reserved(item, Order, Now))
            .Then(new StockUsed(Order, 4, 4, 500, "CNY", 6, 0, Now));

    [Fact]
    public void NobodyUsesWhatIsNotReserved() =>
        Given<StockItem>(Key, Opened, Ten).When(item => UseStock.Reserved(item, Order, Now)).ThenRejected("not-reserved");

    [Theory]
    [InlineData(2, null)]
    [InlineData(3, "not-enough-stock")]
    public void AVisitUsesOnlyWhatIsFree(int quantity, string? code)
    {
        var when = Given<StockItem>(Key, Opened, Ten, new StockReserved(Order, 8, null, null, 10, 8, Now))
            .When(item => UseStock.Free(item, Visit, quantity, Now));
        if (code is null)
        {
            when.Then(new StockUsed(Visit, quantity, 0, 500, "CNY", 10 - quantity, 8, Now));
        }
        else
        {
            when.ThenRejected(code);
        }
    }

    [Fact]
    public void AShortageIsSettledOnce()
    {
        const string number = "W1-V1-S1";
        var found = new ShortageFound(Visit, "S310101", "CS-A1-SCREN", 2, true, Now);
        var book = new SettleShortage(ShortageOutcome.Booked, "a slip of the pen", "CS-A1-SCREEN");
        var booked = new ShortageSettled(ShortageOutcome.Booked, "CS-A1-SCREEN", book.Reason, "storekeeper:K1", Now);
        var writeOff = new SettleShortage(ShortageOutcome.WrittenOff, "the customer's own");
        Given<StockShortage>(number, found).When(s => SettleShortage.Decide(s, book, Keeper, Now)).Then(booked);
        Given<StockShortage>(number, found)
            .When(s => SettleShortage.Decide(s, book with { PartNumber = null }, Keeper, Now))
            .Then(booked with { BookedPart = "CS-A1-SCREN" });
        Given<StockShortage>(number, found)
            .When(s => SettleShortage.Decide(s, writeOff, Keeper, Now))
            .Then(new ShortageSettled(ShortageOutcome.WrittenOff, null, writeOff.Reason, "storekeeper:K1", Now));
        Given<StockShortage>(number, found, booked).When(s => SettleShortage.Decide(s, book, Keeper, Now)).ThenNothing();
        Given<StockShortage>(number, found, booked)
            .When(s => SettleShortage.Decide(s, writeOff, Keeper, Now))
            .ThenRejected("shortage-settled");
    }

    private static readonly Gen<Func<StockItem, Decision>> Commands = Gen.Select(
            Gen.Int[0, 8],
            Gen.Int[1, 6],
            Gen.Int[-8, 8],
            Gen.Int[1, 12]
        )
        .Select<(int Kind, int Document, int Change, int Quantity), Func<StockItem, Decision>>(c =>
            item =>
                c.Kind switch
                {
                    0 => ReceiveStock.Decide(item, $"IN{c.Document}", new("P", c.Quantity, c.Quantity), "CNY", Now),
                    1 => ReserveStock.Decide(item, SetAside(c.Quantity, $"R{c.Document}"), Keeper, Now),
                    2 => ReleaseStock.Decide(item, $"R{c.Document}", Keeper, Now),
                    3 => AdjustStock.Decide(item, $"ADJ{c.Document}", c.Change, "count", Now),
                    4 => UseStock.Reserved(item, StockOwner.OfOrder($"R{c.Document}"), Now),
                    5 or 6 => ReserveStock.Add(item, new(StockOwner.OfOrder($"R{c.Document}"), c.Quantity), Now),
                    7 => ReleaseStock.GiveBack(item, StockOwner.OfOrder($"R{c.Document}"), null, Now),
                    _ => UseStock.Free(item, StockOwner.OfVisit("W", c.Document), c.Quantity, Now),
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
                        Assert.Equal(item.Reserved, item.Reservations.Sum(reservation => reservation.Quantity));
                        Assert.All(item.Reservations, reservation => Assert.True(reservation.Quantity > 0));
                        Assert.Equal(item.Reservations.Count, item.Reservations.DistinctBy(reservation => reservation.Owner).Count());
                        Assert.Equal(events.Sum(OnHandBy), item.OnHand);
                        Assert.Equal(events.Sum(ReservedBy), item.Reserved);
                        if (events.Count > 1)
                        {
                            Assert.Equal(BalanceOf(events[^1]) ?? (item.OnHand, item.Reserved), (item.OnHand, item.Reserved));
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
