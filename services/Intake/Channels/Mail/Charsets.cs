using System.Runtime.CompilerServices;
using System.Text;

namespace CustomerService.Intake.Channels.Mail;

/// <summary>
/// Text from bytes whose charset is missing, unknown or wrong, as it is in one of many mails. What was declared wins unless the bytes
/// cannot be that.
/// </summary>
internal static class Charsets
{
    /// <summary>Before anything else of Intake: MimeKit looks once, when it is first used, which charsets there are.</summary>
    [ModuleInitializer]
    internal static void Register() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>Holds GBK and GB 2312.</summary>
    public static Encoding Gb18030 => Encoding.GetEncoding("GB18030");

    public static string Decode(byte[] bytes, string? declared)
    {
        var name = declared?.Trim().Trim('"', '\'').ToUpperInvariant();
        var encoding = name switch
        {
            null
            or ""
            or "US-ASCII"
            or "ASCII"
            or "ANSI_X3.4-1968"
            or "UNKNOWN"
            or "UNKNOWN-8BIT"
            or "X-UNKNOWN"
            or "8BIT"
            or "7BIT"
            or "BINARY" => null,
            // Written by programs that mean the larger set.
            "GB2312" or "GBK" or "CP936" or "X-GBK" => Gb18030,
            "UTF8" => Encoding.UTF8,
            "CP932" or "X-SJIS" or "MS932" => Encoding.GetEncoding(932),
            "CP950" or "X-BIG5" or "BIG5-HKSCS" => Encoding.GetEncoding(950),
            _ => Known(name),
        };
        if (encoding is null || IsLatin(encoding))
        {
            return Strict(bytes, Encoding.UTF8)
                ?? (encoding is null || LooksChinese(bytes) ? Strict(bytes, Gb18030) : null)
                ?? (encoding ?? Encoding.GetEncoding(1252)).GetString(bytes);
        }

        return Strict(bytes, encoding) ?? Strict(bytes, Encoding.UTF8) ?? Strict(bytes, Gb18030) ?? encoding.GetString(bytes);
    }

    private static Encoding? Known(string name)
    {
        try
        {
            return Encoding.GetEncoding(name);
        }
        catch (Exception unknown) when (unknown is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    private static bool IsLatin(Encoding encoding) => encoding.CodePage is 28591 or 1252 or 20127 or 28605;

    private static string? Strict(byte[] bytes, Encoding encoding)
    {
        try
        {
            return Encoding
                .GetEncoding(encoding.CodePage, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)
                .GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    // In Latin text an accented letter stands alone between plain ones; Chinese comes in pairs of high bytes.
    private static bool LooksChinese(byte[] bytes)
    {
        var run = 0;
        var pairs = 0;
        foreach (var b in bytes.Append((byte)' '))
        {
            if (b >= 0xA1)
            {
                run++;
                continue;
            }

            if (run % 2 == 1 || b >= 0x80)
            {
                return false;
            }

            pairs += run / 2;
            run = 0;
        }

        return pairs > 0;
    }
}
