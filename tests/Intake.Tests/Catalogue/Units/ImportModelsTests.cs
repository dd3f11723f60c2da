using CustomerService.Intake.Catalogue.Units;

namespace CustomerService.Intake.Tests.Catalogue.Units;

/// <summary>I6: models from a table.</summary>
public sealed class ImportModelsTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("12", true)]
    [InlineData("0", true)]
    [InlineData("99999999999", false)]
    [InlineData("1.5", false)]
    [InlineData("-1", false)]
    [InlineData("1201", false)]
    [InlineData("", false)]
    public void MonthsAreAWholeNumber(string months, bool isTaken)
    {
        var errors = new List<RowError>();
        var model = ImportModels.Read(
            new TableRow(
                2,
                new Dictionary<string, string>
                {
                    ["model"] = "CS-A1",
                    ["nameEn"] = "A",
                    ["nameZh"] = "甲",
                    ["price"] = "1299.50",
                    ["warrantyMonths"] = months,
                    ["batteryMonths"] = "6",
                    ["chargerMonths"] = "12",
                    ["headsetMonths"] = "3",
                }
            ),
            Now,
            errors
        );
        Assert.Equal(isTaken ? [] : ["warrantyMonths"], errors.Select(e => e.Field));
        Assert.Equal((1299.50m, 6), (model.Price, model.BatteryMonths));
    }
}
