using System.IO.Compression;
using System.Text;
using CustomerService.Intake.Catalogue.Units;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http;

namespace CustomerService.Intake.Tests.Catalogue.Imports;

/// <summary>I1, I6: whatever is sent as a table, the answer says what is wrong with it.</summary>
public sealed class BrokenTableTests
{
    private const string Csv = "text/csv";
    private const string Xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("a,b\r\n1,2\r\n3\r\n", "Line 3")]
    [InlineData("a,b\r\n1,2,3\r\n", "Line 2")]
    [InlineData("a,a\r\n1,2\r\n3,4,5\r\n", "Line 3")]
    public void ARowThatDoesNotFitTheHeaderIsNamedByItsLine(string table, string line) =>
        Assert.Contains(
            line,
            Assert.Throws<BadHttpRequestException>(() => Read(Encoding.UTF8.GetBytes(table), Csv)).Message,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("a,b\r\n1,2\r\n")]
    [InlineData("a,b\r\n1,2\r\n\r\n")]
    [InlineData("a,b\n1,2\n\n  \n")]
    [InlineData("a,b\n\n1,2\n")]
    public void BlankLinesAreNoRows(string table)
    {
        var row = Assert.Single(Read(Encoding.UTF8.GetBytes(table), Csv));
        Assert.Equal((2, "1", "2"), (row.Number, row["a"], row["b"]));
    }

    [Fact]
    public void ATableWithoutAHeaderHasNoRows() => Assert.Empty(Read([], Csv));

    [Theory]
    [InlineData("")]
    [InlineData("no zip")]
    public void WhatIsNoWorkbookIsSaidToBeNone(string text) =>
        Assert.Throws<BadHttpRequestException>(() => Read(Encoding.UTF8.GetBytes(text), Xlsx));

    [Theory]
    [InlineData("other.txt", "x")]
    [InlineData("xl/workbook.xml", "<workbook")]
    [InlineData("xl/worksheets/sheet1.xml", "<worksheet><sheetData><row r=\"1\"><c r=\"A1\"")]
    public void AZipThatHoldsNoSheetIsNoWorkbook(string name, string text)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var entry = zip.CreateEntry(name).Open();
            entry.Write(Encoding.UTF8.GetBytes(text));
        }

        Assert.Throws<BadHttpRequestException>(() => Read(bytes.ToArray(), Xlsx));
    }

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
            new ImportRow(
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

    private static List<ImportRow> Read(byte[] table, string type) => [.. ServiceDefaults.Imports.Rows(new MemoryStream(table), type)];
}
