using System.Globalization;
using System.IO.Compression;
using System.Xml;
using CustomerService.ServiceDefaults;

namespace CustomerService.Tables;

/// <summary>
/// A workbook is a zip file of XML: a few kilobytes can stand for gigabytes, or for millions of empty rows. What it would become is
/// looked at before it is read; the refusal says what is too large.
/// </summary>
internal static class WorkbookLimits
{
    private const long MostBytes = 64 * 1024 * 1024;
    private const int MostTimesLarger = 100;
    private const int MostEmptyRows = 1000;
    private const int MostColumns = 256;

    // What a spreadsheet itself allows in a cell.
    private const int LongestText = 32_767;

    // Below it a file is too small to matter, however well it was compressed.
    private const long AlwaysAllowed = 1024 * 1024;

    public static void Check(Stream workbook)
    {
        try
        {
            using var parts = new ZipArchive(workbook, ZipArchiveMode.Read, leaveOpen: true);
            foreach (var part in parts.Entries)
            {
                if (part.Length > MostBytes || (part.Length > AlwaysAllowed && part.Length / MostTimesLarger > part.CompressedLength))
                {
                    throw Refuse($"{part.Name} would become {part.Length} bytes.");
                }
            }

            if (parts.Entries.Sum(part => part.Length) > MostBytes)
            {
                throw Refuse($"it would become more than {MostBytes} bytes.");
            }

            foreach (var part in parts.Entries.Where(part => part.FullName.EndsWith(".xml", StringComparison.OrdinalIgnoreCase)))
            {
                using var content = part.Open();
                CheckPart(content);
            }
        }
        catch (Exception exception) when (exception is InvalidDataException or XmlException)
        {
            throw new InvalidDataException("The body is no workbook.", exception);
        }
        finally
        {
            workbook.Position = 0;
        }
    }

    private static void CheckPart(Stream part)
    {
        // The directory of a zip file may say less than what comes out of it.
        using var xml = XmlReader.Create(
            part,
            new XmlReaderSettings { MaxCharactersInDocument = MostBytes, DtdProcessing = DtdProcessing.Prohibit }
        );
        var row = 0;
        while (xml.Read())
        {
            if (xml.NodeType is XmlNodeType.Text or XmlNodeType.CDATA)
            {
                CheckLength(xml);
            }
            else if (xml is { NodeType: XmlNodeType.Element, LocalName: "row" })
            {
                row = CheckRow(xml.GetAttribute("r"), row);
            }
            else if (xml is { NodeType: XmlNodeType.Element, LocalName: "c" } && Column(xml.GetAttribute("r")) > MostColumns)
            {
                throw Refuse($"a cell stands in column {xml.GetAttribute("r")}; at most {MostColumns} columns.");
            }
        }
    }

    private static int CheckRow(string? number, int before)
    {
        var row = int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var named) ? named : before + 1;
        return row - before <= MostEmptyRows ? row : throw Refuse($"row {row} comes after row {before}.");
    }

    private static int Column(string? cell)
    {
        var column = 0;
        foreach (var letter in (cell ?? "").TakeWhile(char.IsAsciiLetter).Take(4))
        {
            column = (column * 26) + (char.ToUpperInvariant(letter) - 'A' + 1);
        }

        return column;
    }

    private static void CheckLength(XmlReader xml)
    {
        var chunk = new char[4096];
        var length = 0;
        for (int read; (read = xml.ReadValueChunk(chunk, 0, chunk.Length)) > 0; )
        {
            length += read;
            if (length > LongestText)
            {
                throw Refuse($"a cell holds more than {LongestText} characters.");
            }
        }
    }

    private static ProblemException Refuse(string what) =>
        UploadedTable.Refuse([new RowError(1, "", null, $"The workbook is too large: {what}")]);
}
