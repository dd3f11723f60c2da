using System.Text;

namespace CustomerService.Tables;

/// <summary>
/// In which coding a table is written: UTF-8, UTF-16 with its mark, or GB 18030, as spreadsheets in China save it, where it can be nothing
/// else. Text is never replaced by U+FFFD.
/// </summary>
internal static class TableText
{
    // Text in a Western coding is rarely also good GB 18030, and then of characters that nobody writes. Nine of ten in real text belong to
    // GB 2312.
    private const double Plausible = 0.7;

    private static readonly Encoding Gb18030 = CodePagesEncodingProvider.Instance.GetEncoding(
        "GB18030",
        EncoderFallback.ExceptionFallback,
        DecoderFallback.ExceptionFallback
    )!;

    private static readonly Encoding Utf8 = new UTF8Encoding(false, throwOnInvalidBytes: true);

    /// <summary>The text from its beginning; refused with the line when it is in no coding that can be told.</summary>
    public static StreamReader Open(Stream table)
    {
        var utf8 = FirstBad(table, Utf8);
        if (utf8 is null)
        {
            return Reader(table, Utf8);
        }

        table.Position = 0;
        Span<byte> mark = stackalloc byte[2];
        if (table.ReadAtLeast(mark, 2, throwOnEndOfStream: false) == 2 && mark is [0xFF, 0xFE] or [0xFE, 0xFF])
        {
            return Reader(table, mark[0] == 0xFF ? Encoding.Unicode : Encoding.BigEndianUnicode);
        }

        if (FirstBad(table, Gb18030) is null && IsPlausible(table))
        {
            return Reader(table, Gb18030);
        }

        throw UploadedTable.Refuse([
            new RowError(utf8.Value, "", null, "The line is not UTF-8. Save the table as CSV UTF-8, or send a workbook."),
        ]);
    }

    private static StreamReader Reader(Stream table, Encoding encoding)
    {
        table.Position = 0;
        return new StreamReader(table, encoding, detectEncodingFromByteOrderMarks: true, leaveOpen: true);
    }

    // The line with the first byte that the coding does not know, or null.
    private static int? FirstBad(Stream table, Encoding encoding)
    {
        table.Position = 0;
        var (decoder, line) = (encoding.GetDecoder(), 1);
        var (bytes, characters) = (new byte[64 * 1024], new char[64 * 1024 + 4]);
        try
        {
            for (int read; (read = table.Read(bytes)) > 0; )
            {
                // In pieces of one line, so that it is known which one fails.
                for (var (from, at) = (0, 0); from < read; from = at)
                {
                    var end = Array.IndexOf(bytes, (byte)'\n', from, read - from);
                    at = end < 0 ? read : end + 1;
                    decoder.GetChars(bytes, from, at - from, characters, 0, flush: false);
                    line += end < 0 ? 0 : 1;
                }
            }

            decoder.GetChars([], 0, 0, characters, 0, flush: true);
            return null;
        }
        catch (DecoderFallbackException)
        {
            return line;
        }
    }

    private static bool IsPlausible(Stream table)
    {
        table.Position = 0;
        var (bytes, pairs, common, lead) = (new byte[64 * 1024], 0, 0, 0);
        for (int read; (read = table.Read(bytes)) > 0; )
        {
            foreach (var b in bytes.AsSpan(0, read))
            {
                if (lead == 0)
                {
                    lead = b > 0x80 ? b : 0;
                    continue;
                }

                pairs++;
                common += lead is >= 0xA1 and <= 0xF7 && b >= 0xA1 ? 1 : 0;
                lead = 0;
            }
        }

        return common >= pairs * Plausible;
    }
}
