using CsCheck;
using CustomerService.Intake.Catalogue.Units;

namespace CustomerService.Intake.Tests.Catalogue.Units;

/// <summary>I6: rows of a unit table; an empty cell is unknown, never a guess.</summary>
public sealed class ImportUnitsTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    private static readonly Dictionary<string, string> Row = new()
    {
        ["imei"] = "001016952601545",
        ["model"] = "CS-L5",
        ["customerNo"] = "C000001",
        ["soldOn"] = "2025-01-19",
        ["invoiceNo"] = "INV1",
        ["price"] = "1299",
        ["factoryDate"] = "2024-12-25",
    };

    [Fact]
    public void AGoodRowIsAUnit()
    {
        var (unit, refused) = Read(null, null);
        Assert.Empty(refused);
        Assert.Equal(
            new UnitRegistered("CS-L5", "C000001", new DateOnly(2025, 1, 19), "INV1", 1299, new DateOnly(2024, 12, 25), 1, Now),
            unit
        );
    }

    [Fact]
    public void EmptyCellsAreUnknown()
    {
        var (unit, refused) = ImportRows.With(
            new()
            {
                ["imei"] = "001016952601545",
                ["model"] = "CS-L5",
                ["soldOn"] = "",
            },
            null,
            null,
            (row, refuse) => ImportUnits.Read(row, ["model/CS-L5"], ["C000001"], Now, refuse)
        );
        Assert.Empty(refused);
        Assert.Equal(new UnitRegistered("CS-L5", null, null, null, null, null, 1, Now), unit);
    }

    [Theory]
    [InlineData("imei", null)]
    [InlineData("imei", "001016952601546")]
    [InlineData("imei", "00101695260154")]
    [InlineData("imei", "0010169526015450")]
    [InlineData("imei", "00101695260154x")]
    [InlineData("model", "CS-XX")]
    [InlineData("model", null)]
    [InlineData("customerNo", "C000002")]
    [InlineData("soldOn", "19.01.2025")]
    [InlineData("soldOn", "2025-02-30")]
    [InlineData("factoryDate", "yesterday")]
    [InlineData("price", "-1")]
    [InlineData("price", "cheap")]
    public void AWrongCellIsRefusedByItsColumn(string column, string? cell) => Assert.Equal([column], Read(column, cell).Refused);

    [Fact]
    public void ASellerIsTakenAndATableWithoutOneLeavesIt()
    {
        var (unit, refused) = Read("seller", "上海旗舰店");
        Assert.Empty(refused);
        Assert.Equal("上海旗舰店", unit.Seller);
        var known = IntakeDecisions.Given<Unit>("001016952601545", unit).State;
        Assert.Equal("上海旗舰店", known.Seller);
        ImportRows.With(Row, null, null, (row, _) =>
        {
            Assert.Null(ImportUnits.Judge(row, known, ["model/CS-L5"], ["C000001"], Now).Event);
            return unit;
        });
    }

    [Fact]
    public void ATableThatNamesAnotherOwnerLeavesTheFormerOneBehind()
    {
        var (unit, _) = Read(null, null);
        var given = new UnitRegistered("CS-L5", "C000002", new DateOnly(2025, 1, 19), "INV1", 1299, new DateOnly(2024, 12, 25), 2, Now);
        Assert.Equal([new PastOwner("C000001", Now)], IntakeDecisions.Given<Unit>("001016952601545", unit, given).State.PastOwners);
        Assert.Equal(
            [new PastOwner("C000001", Now)],
            IntakeDecisions.Given<Unit>("001016952601545", unit, given with { CustomerNumber = null }).State.PastOwners
        );
        Assert.Equal(
            [new PastOwner("C000001", Now)],
            IntakeDecisions
                .Given<Unit>("001016952601545", unit, new UnitOwnerChanged("C000001", "C000002", null, Now), given)
                .State.PastOwners
        );
        Assert.Empty(IntakeDecisions.Given<Unit>("001016952601545", unit with { CustomerNumber = null }, given).State.PastOwners);
        Assert.Empty(IntakeDecisions.Given<Unit>("001016952601545", unit, given with { CustomerNumber = "C000001" }).State.PastOwners);
    }

    [Theory]
    [InlineData("490154203237518")]
    [InlineData("001016952601545")]
    [InlineData("000000000000000")]
    public void ACheckDigitIsRight(string imei) => Assert.True(ImportUnits.IsImei(imei));

    [Theory]
    [InlineData("490154203237517")]
    [InlineData("４９０１５４２０３２３７５１８")]
    [InlineData("")]
    [InlineData(null)]
    public void ACheckDigitIsWrong(string? imei) => Assert.False(ImportUnits.IsImei(imei));

    [Fact]
    public void EverySingleWrongDigitIsFound() =>
        Gen.Select(Gen.Int[0, 14], Gen.Int[1, 9])
            .Sample(
                (position, by) =>
                {
                    var digits = "490154203237518".ToCharArray();
                    digits[position] = (char)('0' + (digits[position] - '0' + by) % 10);
                    Assert.False(ImportUnits.IsImei(new string(digits)));
                }
            );

    private static (UnitRegistered Unit, string[] Refused) Read(string? column, string? cell) =>
        ImportRows.With(Row, column, cell, (row, refuse) => ImportUnits.Read(row, ["model/CS-L5"], ["C000001"], Now, refuse));
}
