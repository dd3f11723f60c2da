using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;

namespace CustomerService.Intake.Channels.Mail;

/// <summary>
/// Text from bytes whose charset is missing, unknown or wrong, as it is in one of many mails. What was declared wins unless the
/// bytes cannot be that; a few bad
/// bytes do not make a text another language.
/// </summary>
internal static partial class Charsets
{
    /// <summary>Before anything else of Intake: MimeKit looks once, when it is first used, which charsets there are.</summary>
    [ModuleInitializer]
    internal static void Register() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>Holds GBK and GB 2312.</summary>
    public static Encoding Gb18030 => Encoding.GetEncoding("GB18030");

    private static Encoding Western => Encoding.GetEncoding(1252);

    public static string Decode(byte[] bytes, string? declared) =>
        IsUtf7(declared) ? Utf7(Encoding.Latin1.GetString(bytes)) : WithoutMark(Of(bytes, declared), bytes);

    /// <summary>Some programs send the escape sequences of ISO-2022 without a word; they are no characters of any text.</summary>
    public static string Unescaped(string text) =>
        Escapes(Encoding.Latin1.GetBytes(text)) is { } encoding && text.All(c => c < 0x80)
            ? encoding.GetString(Encoding.Latin1.GetBytes(text))
            : text;

    /// <summary>The charset of these bytes. <paramref name="declared"/> is what the mail says; null when it says nothing.</summary>
    public static Encoding Of(byte[] bytes, string? declared)
    {
        var named = Named(declared);
        if (Marked(bytes) is { } marked && (named is null || marked is UTF8Encoding || named is UnicodeEncoding))
        {
            return marked;
        }

        if ((named is null || IsWestern(named) || named is UTF8Encoding) && Escapes(bytes) is { } escaped)
        {
            return escaped;
        }

        // Text of other charsets is hardly ever valid UTF-8 for more than a character or two.
        if (Reading.In(Encoding.UTF8, bytes) is { Bad: 0, Long: > 1 })
        {
            return Encoding.UTF8;
        }

        if (named is not null && !IsWestern(named) && Reading.In(named, bytes).Bad == 0)
        {
            return named;
        }

        if (Reading.In(Encoding.UTF8, bytes) is { Bad: 0 } or { Bad: > 0, MostlyReads: true })
        {
            return Encoding.UTF8;
        }

        if (named is not null && !IsWestern(named) && Reading.In(named, bytes).MostlyReads)
        {
            return named;
        }

        return Guess(bytes) is { } guess && (named is null || !IsWestern(named) || guess.CodePage == Gb18030.CodePage)
            ? guess
            : WesternOf(named);
    }

    private static Encoding WesternOf(Encoding? named) => named is not null && IsWestern(named) ? named : Western;

    private static Encoding? Named(string? declared)
    {
        var name = declared?.Trim().Trim('"', '\'').ToUpperInvariant();
        return name switch
        {
            null or "" or "US-ASCII" or "ASCII" or "ANSI_X3.4-1968" => null,
            "UNKNOWN" or "UNKNOWN-8BIT" or "X-UNKNOWN" or "8BIT" or "7BIT" or "BINARY" => null,
            // Written by programs that mean the larger set.
            "GB2312" or "GBK" or "CP936" or "X-GBK" or "GB_2312-80" or "MS936" => Gb18030,
            "ISO-8859-1" or "LATIN1" => Western,
            "UTF8" => Encoding.UTF8,
            "CP932" or "X-SJIS" or "MS932" => Encoding.GetEncoding(932),
            "CP950" or "X-BIG5" or "BIG5-HKSCS" or "BIG5HKSCS" => Encoding.GetEncoding(950),
            "CP949" or "MS949" or "UHC" or "EUCKR" => Encoding.GetEncoding(949),
            _ => Known(name),
        };
    }

    private static Encoding? Known(string name)
    {
        try
        {
            return Encoding.GetEncoding(name);
        }
        catch (Exception unknown) when (unknown is ArgumentException or NotSupportedException)
        {
            return CodePage().Match(name) is { Success: true } number ? KnownPage(int.Parse(number.Groups[1].Value, null)) : null;
        }
    }

    private static Encoding? KnownPage(int page)
    {
        try
        {
            return Encoding.GetEncoding(page);
        }
        catch (Exception unknown) when (unknown is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    private static bool IsWestern(Encoding encoding) => encoding.CodePage is 28591 or 1252 or 20127 or 28605;

    private static bool IsUtf7(string? declared) =>
        declared?.Trim().Trim('"', '\'').ToUpperInvariant() is "UTF-7" or "UTF7" or "UNICODE-1-1-UTF-7" or "X-UNICODE-2-0-UTF-7";

    private static Encoding? Marked(byte[] bytes) =>
        bytes switch
        {
            [0xEF, 0xBB, 0xBF, ..] => Encoding.UTF8,
            [0xFF, 0xFE, _, _, ..] when bytes.Length % 2 == 0 => Encoding.Unicode,
            [0xFE, 0xFF, _, _, ..] when bytes.Length % 2 == 0 => Encoding.BigEndianUnicode,
            _ => null,
        };

    private static string WithoutMark(Encoding encoding, byte[] bytes)
    {
        var mark = encoding.GetPreamble();
        return encoding.GetString(bytes.AsSpan().StartsWith(mark) ? bytes.AsSpan(mark.Length) : bytes);
    }

    private static Encoding? Escapes(byte[] bytes)
    {
        if (bytes.AsSpan().IndexOf("\u001b$)C"u8) >= 0)
        {
            return Known("ISO-2022-KR");
        }

        return
            bytes.AsSpan().IndexOf("\u001b$B"u8) >= 0
            || bytes.AsSpan().IndexOf("\u001b$@"u8) >= 0
            || bytes.AsSpan().IndexOf("\u001b(J"u8) >= 0
            ? Known("ISO-2022-JP")
            : null;
    }

    // Which of the charsets that mails come in these bytes look most like, by the share of their frequent characters; null: Western,
    // one byte a letter.
    private static Encoding? Guess(byte[] bytes)
    {
        var best = TwoByteCharset
            .All.Select(charset => (charset.Page, Share: charset.ShareOfFrequent(bytes)))
            .OrderByDescending(charset => charset.Share)
            .First();
        if (best.Share >= 0.8)
        {
            return Encoding.GetEncoding(best.Page);
        }

        return Cyrillic(bytes);
    }

    // Whole words of high letters; of accented Latin letters hardly two stand together.
    private static Encoding? Cyrillic(byte[] bytes)
    {
        int words = 0,
            inWords = 0,
            run = 0,
            upperHalf = 0;
        foreach (var b in bytes.Append((byte)' '))
        {
            if (b >= 0xC0)
            {
                run++;
                upperHalf += b >= 0xE0 ? 1 : 0;
                continue;
            }

            if (run > 0)
            {
                words++;
                inWords += run;
            }

            run = 0;
        }

        if (words == 0 || inWords < 5 || inWords < 3 * words)
        {
            return null;
        }

        return Encoding.GetEncoding(upperHalf * 2 > inWords ? 1251 : 20866);
    }

    // RFC 2152; .NET reads it no more.
    private static string Utf7(string text) =>
        Utf7Run()
            .Replace(text, run =>
            {
                var base64 = run.Groups[1].Value;
                if (base64.Length == 0)
                {
                    return "+";
                }

                var bytes = new byte[base64.Length * 3 / 4 + 3];
                return Convert.TryFromBase64String(base64.PadRight((base64.Length + 3) / 4 * 4, '='), bytes, out var length)
                    ? Encoding.BigEndianUnicode.GetString(bytes, 0, length / 2 * 2)
                    : run.Value;
            });

    [GeneratedRegex(@"\+([A-Za-z0-9+/]*)-?")]
    private static partial Regex Utf7Run();

    [GeneratedRegex(@"^(?:CP|MS|WINDOWS|WIN|IBM|X-CP)-?(\d{3,5})$")]
    private static partial Regex CodePage();

    /// <summary>How well bytes can be read in a charset.</summary>
    /// <param name="Good">Characters beyond ASCII that were read.</param>
    /// <param name="Long">Of them those that took three bytes or more of UTF-8.</param>
    /// <param name="Bad">Places that could not be read.</param>
    private sealed record Reading(int Good, int Long, int Bad)
    {
        public bool MostlyReads => Good > Bad;

        public static Reading In(Encoding encoding, byte[] bytes)
        {
            int good = 0,
                three = 0,
                bad = 0;
            foreach (var c in encoding.GetString(bytes))
            {
                if (c == '\uFFFD')
                {
                    bad++;
                }
                else if (c >= 0x80)
                {
                    good++;
                    three += c >= 0x800 ? 1 : 0;
                }
            }

            return new Reading(good, three, bad);
        }
    }

    /// <summary>A charset of two bytes a character, with what is frequent in it.</summary>
    private sealed record TwoByteCharset(int Page, Func<byte, byte, bool> IsFrequent, Func<byte, bool> IsLead)
    {
        public static readonly TwoByteCharset[] All =
        [
            // Level 1 of GB 2312 and its punctuation.
            new(
                54936,
                (lead, trail) => trail >= 0xA1 && lead is >= 0xB0 and <= 0xD7 or >= 0xA1 and <= 0xA3,
                lead => lead is >= 0x81 and <= 0xFE
            ),
            new(
                950,
                (lead, trail) => lead is >= 0xA1 and <= 0xC6 && trail is >= 0x40 and <= 0x7E or >= 0xA1,
                lead => lead is >= 0xA1 and <= 0xF9
            ),
            new(
                932,
                (lead, _) => lead is >= 0x81 and <= 0x83 or >= 0x88 and <= 0x97,
                lead => lead is >= 0x81 and <= 0x9F or >= 0xE0 and <= 0xFC
            ),
            new(
                51932,
                (lead, trail) => trail >= 0xA1 && lead is 0xA1 or 0xA4 or 0xA5 or >= 0xB0 and <= 0xCF,
                lead => lead is >= 0xA1 and <= 0xF4
            ),
        ];

        public double ShareOfFrequent(byte[] bytes)
        {
            int all = 0,
                frequent = 0,
                broken = 0,
                kana = 0;
            for (var i = 0; i < bytes.Length; i++)
            {
                var lead = bytes[i];
                if (lead < 0x80)
                {
                    continue;
                }

                if (i + 1 == bytes.Length)
                {
                    // Half a character at the end of what was cut.
                    break;
                }

                if (!IsLead(lead) || bytes[i + 1] < 0x40)
                {
                    all++;
                    broken++;
                    continue;
                }

                var trail = bytes[++i];
                all++;
                frequent += IsFrequent(lead, trail) ? 1 : 0;
                kana += lead is 0xA4 or 0xA5 ? 1 : 0;
            }

            // A letter that stands alone is Latin or Cyrillic. One accented capital before a plain letter could be anything.
            if (all == 0 || broken * 20 > all || all == 1 && Page != 54936)
            {
                return 0;
            }

            // GB 2312 has the signs of Japanese at the same place, and Japanese is not written without them.
            var looksJapanese = kana * 4 >= all;
            return Page == 51932 && !looksJapanese || Page == 54936 && looksJapanese ? 0 : (double)frequent / all;
        }
    }
}
