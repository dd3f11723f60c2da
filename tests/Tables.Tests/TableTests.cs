using System.IO.Compression;
using System.Text;
using CustomerService.ServiceDefaults;
using MiniExcelLibs;

namespace CustomerService.Tables.Tests;

/// <summary>I1, I6: whatever people send as a table is read as they meant it, or the answer says what is wrong with which line.</summary>
public sealed class TableTests
{
    private const string Csv = "text/csv";
    private const string Xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    private static readonly TableColumns Columns = new("customerNo", "name", "city");

    [Theory]
    [InlineData("customerNo,name\r\nC1,王伟\r\n")]
    [InlineData("\uFEFFcustomerNo,name\r\nC1,王伟\r\n")]
    [InlineData(" customerNo , Name \nC1,王伟")]
    [InlineData("customerNo;name\nC1;王伟\n")]
    [InlineData("customerNo\tname\nC1\t王伟\n")]
    [InlineData("customerNo,name,,\nC1,王伟,,\n,,,\n,,,\n")]
    [InlineData("customerNo,name\n\"C1\",\"王伟\"\n\n  \n")]
    public void ATableIsReadAsItIsMeant(string table)
    {
        var row = Assert.Single(Read(Encoding.UTF8.GetBytes(table)));
        Assert.Equal((2, "C1", "王伟", null), (row.Number, row["customerNo"], row["name"], row["city"]));
    }

    [Theory]
    [InlineData("GB18030")]
    [InlineData("utf-16")]
    public void AnotherCodingIsReadWhereItCanBeNothingElse(string coding)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var encoding = Encoding.GetEncoding(coding);
        byte[] table = [.. encoding.GetPreamble(), .. encoding.GetBytes("customerNo,name\r\nC1,王伟\r\nC2,朱镕\r\n")];
        Assert.Equal(["王伟", "朱镕"], Read(table).Select(r => r["name"]));
    }

    [Fact]
    public void TextInNoCodingThatCanBeToldIsRefusedWithItsLine()
    {
        var error = Refused(Encoding.Latin1.GetBytes("customerNo,name\r\nC1,Ann\r\nC2,Müller\r\nC3,Böhm\r\n"));
        Assert.Equal(3, error.Row);
        Assert.Contains("not UTF-8", error.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void TextThatWasDestroyedBeforeIsRefused() =>
        Assert.Equal((3, "C2", "name"), Place(Refused(Encoding.UTF8.GetBytes("customerNo,name\nC1,a\nC2,\uFFFD\uFFFDΰ\n"))));

    [Theory]
    [InlineData("customers of 2026,,\ncustomerNo,name,city\nC1,a,b\n", "there is no column customerNo")]
    [InlineData("name,city\na,b\n", "there is no column customerNo")]
    [InlineData("customerNo,nane\nC1,a\n", "did you mean name?")]
    [InlineData("customerNo,name,name\nC1,a,b\n", "more than once")]
    public void AHeaderThatCannotBeRightIsRefusedOnce(string table, string said)
    {
        var error = Refused(Encoding.UTF8.GetBytes(table));
        Assert.Equal(1, error.Row);
        Assert.Contains(said, error.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("customerNo,name\r\nC1,a\r\nC2\r\n", 3)]
    [InlineData("customerNo,name\r\nC1,a,b\r\n", 2)]
    [InlineData("customerNo,name\r\nC1,\"a\r\nC2,b\r\n", 2)]
    public void ARowThatDoesNotFitTheHeaderIsNamedByItsLine(string table, int line) =>
        Assert.Equal(line, Refused(Encoding.UTF8.GetBytes(table)).Row);

    [Fact]
    public void AnEmptyTableHasNoRows() => Assert.Empty(Read([]));

    [Fact]
    public void AWorkbookIsReadFromItsFirstSheetAndEmptyRowsAreNoRows()
    {
        var table = Workbook(
            new() { ["customerNo"] = "C1", ["name"] = "王伟" },
            new() { ["customerNo"] = null, ["name"] = " " },
            new() { ["customerNo"] = "C2", ["name"] = new DateTime(2026, 3, 2) }
        );
        Assert.Equal([(2, "C1", "王伟"), (4, "C2", "2026-03-02")], Read(table, Xlsx).Select(r => (r.Number, r["customerNo"], r["name"])));
    }

    [Fact]
    public void AFirstSheetOfInstructionsIsRefused() =>
        Assert.Contains(
            "there is no column customerNo",
            Refused(Workbook(new Dictionary<string, object?> { ["How to fill this in"] = "one customer a line" }), Xlsx).Detail,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("")]
    [InlineData("no zip")]
    public void WhatIsNoWorkbookIsSaidToBeNone(string text) => Refused(Encoding.UTF8.GetBytes(text), Xlsx);

    [Theory]
    [InlineData("other.txt", "x")]
    [InlineData("xl/workbook.xml", "<workbook")]
    [InlineData("xl/worksheets/sheet1.xml", "<worksheet><sheetData><row r=\"1\"><c r=\"A1\"")]
    [InlineData("xl/worksheets/sheet1.xml", "<worksheet><sheetData><row r=\"2000000000\"><c r=\"A1\"/></row></sheetData></worksheet>")]
    public void AZipThatHoldsNoSheetOfBelievableSizeIsRefused(string name, string text) =>
        Refused(Zip(name, Encoding.UTF8.GetBytes(text)), Xlsx);

    [Fact]
    public void AWorkbookThatUnpacksToTooMuchIsRefusedUnread() =>
        Assert.Contains(
            "would become",
            Refused(Zip("xl/worksheets/sheet1.xml", new byte[65 * 1024 * 1024]), Xlsx).Detail,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("""<row r="2000000"><c r="A2000000" t="inlineStr"><is><t>x</t></is></c></row>""")]
    [InlineData("""<row r="2"><c r="XFD2" t="inlineStr"><is><t>x</t></is></c></row>""")]
    [InlineData("long")]
    [InlineData("bomb")]
    [InlineData("<!DOCTYPE a>")]
    public void AWorkbookThatWouldBecomeTooLargeIsNotRead(string rows)
    {
        rows = rows switch
        {
            "long" => $"""<row r="2"><c r="A2" t="inlineStr"><is><t>{new string('x', 40_000)}</t></is></c></row>""",
            "bomb" => new string(' ', 3_000_000),
            _ => rows,
        };
        using var workbook = new MemoryStream();
        using (var parts = new ZipArchive(workbook, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var sheet = new StreamWriter(parts.CreateEntry("xl/worksheets/sheet1.xml").Open());
            sheet.Write(
                $"{(rows.StartsWith("<!", StringComparison.Ordinal) ? rows : "")}<worksheet><sheetData>{rows}</sheetData></worksheet>"
            );
        }

        Refused(workbook.ToArray(), Xlsx);
    }

    [Theory]
    [InlineData("2025-12-09")]
    [InlineData("2025/12/9")]
    [InlineData("2025.12.9")]
    [InlineData("2025年12月9日")]
    [InlineData("2025/12/9 0:00:00")]
    public void ADayWithItsYearFirstIsRead(string text) => Assert.Equal(new DateOnly(2025, 12, 9), RowReader.Day(text));

    [Theory]
    [InlineData("9/12/2025")]
    [InlineData("2025-13-09")]
    [InlineData("2025-02-30")]
    [InlineData("45000")]
    [InlineData("")]
    public void AnyOtherDayIsNot(string text) => Assert.Null(RowReader.Day(text));

    [Fact]
    public void WhatTheTableDoesNotHaveStaysAsItIs()
    {
        var row = new TableRow(2, new Dictionary<string, string> { ["customerNo"] = "C1", ["name"] = "" });
        row = row.Else(("name", "before"), ("city", "Shanghai"));
        Assert.Equal((null, "Shanghai"), (row["name"], row["city"]));
    }

    private static List<TableRow> Read(byte[] table, string type = Csv) => [.. UploadedTable.Rows(new MemoryStream(table), type, Columns)];

    private static RowError Refused(byte[] table, string type = Csv)
    {
        var problem = Assert.Throws<ProblemException>(() => Read(table, type)).Problem;
        Assert.Equal((422, "/problems/table-refused"), (problem.StatusCode, problem.ProblemDetails.Type));
        return Assert.IsType<ImportReport>(problem.ProblemDetails.Extensions["report"]).Errors[0];
    }

    private static (int, string, string?) Place(RowError error) => (error.Row, error.Key, error.Field);

    private static byte[] Workbook(params Dictionary<string, object?>[] rows)
    {
        using var bytes = new MemoryStream();
        bytes.SaveAs(rows);
        return bytes.ToArray();
    }

    private static byte[] Zip(string name, byte[] content)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var entry = zip.CreateEntry(name).Open();
            entry.Write(content);
        }

        return bytes.ToArray();
    }
}
