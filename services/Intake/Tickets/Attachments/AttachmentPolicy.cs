using System.Buffers;
using System.Text;
using CustomerService.Intake.Common.Text;

namespace CustomerService.Intake.Tickets.Attachments;

/// <summary>One attachment after the check.</summary>
/// <param name="Name">File name, cleaned, without folders.</param>
/// <param name="Type">What the content is, not what it says it is.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Refused">Why it is not kept, as a code; null when it is.</param>
/// <param name="Content">The bytes; null when refused.</param>
internal sealed record ParsedAttachment(string Name, string Type, int Size, string? Refused, byte[]? Content);

/// <summary>Which files are kept; one set of rules for those of mails and those that are added to a ticket.</summary>
/// <param name="Most">Attachments of one mail that are kept.</param>
/// <param name="LargestSize">Largest file in bytes.</param>
/// <param name="RefusedExtensions">Extensions of files that are never kept.</param>
internal sealed record AttachmentRules(int Most, int LargestSize, IReadOnlyCollection<string> RefusedExtensions)
{
    // Systems look at the end of a name only: "www.shop.com.png" is a picture.
    public bool HasProgramsName(string? name) =>
        RefusedExtensions.Contains(Path.GetExtension(AttachmentPolicy.CleanName(name, 0)).TrimStart('.'), StringComparer.OrdinalIgnoreCase);
}

/// <summary>I8: what an attachment is, by its content, and whether it is kept.</summary>
internal static class AttachmentPolicy
{
    public const string Unknown = "application/octet-stream";
    public const string Program = "application/x-executable";
    public const string Message = "message/rfc822";
    public const string Executable = "executable";

    /// <summary>Its bytes could not be read out of the mail; the raw message has them.</summary>
    public const string Undecodable = "undecodable";

    /// <summary>First bytes that say what a content is.</summary>
    public const int Sniffed = 512;
    private const int LongestName = 120;
    private static readonly SearchValues<byte> NotInText = SearchValues.Create("\0\u0001\u0002\u0003\u0004\u0005\u0006\u0007"u8);

    // Browsers show these without running anything; they are downloads all the same.
    private static readonly HashSet<string> Harmless =
    [
        "image/png",
        "image/jpeg",
        "image/gif",
        "image/webp",
        "application/pdf",
        "text/plain",
    ];

    // For what comes without a name, so that it can be opened.
    private static readonly Dictionary<string, string> Extensions = new()
    {
        ["image/png"] = ".png",
        ["image/jpeg"] = ".jpg",
        ["image/gif"] = ".gif",
        ["image/webp"] = ".webp",
        ["image/bmp"] = ".bmp",
        ["image/heic"] = ".heic",
        ["video/mp4"] = ".mp4",
        ["application/pdf"] = ".pdf",
        ["application/zip"] = ".zip",
        ["audio/mpeg"] = ".mp3",
        ["audio/wav"] = ".wav",
        ["audio/amr"] = ".amr",
        ["text/plain"] = ".txt",
        [Message] = ".eml",
    };

    private static readonly (string Type, int At, byte[] Bytes)[] Signatures =
    [
        (Program, 0, [0x7F, (byte)'E', (byte)'L', (byte)'F']),
        (Program, 0, [0xFE, 0xED, 0xFA, 0xCE]),
        (Program, 0, [0xFE, 0xED, 0xFA, 0xCF]),
        (Program, 0, [0xCE, 0xFA, 0xED, 0xFE]),
        (Program, 0, [0xCF, 0xFA, 0xED, 0xFE]),
        (Program, 0, [0xCA, 0xFE, 0xBA, 0xBE]),
        (Program, 0, [0x4C, 0x00, 0x00, 0x00, 0x01, 0x14, 0x02, 0x00]),
        ("image/png", 0, [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]),
        ("image/jpeg", 0, [0xFF, 0xD8, 0xFF]),
        ("image/gif", 0, "GIF8"u8.ToArray()),
        ("image/webp", 8, "WEBP"u8.ToArray()),
        ("image/bmp", 0, "BM"u8.ToArray()),
        ("image/heic", 4, "ftyphei"u8.ToArray()),
        ("image/heic", 4, "ftypmif1"u8.ToArray()),
        ("video/mp4", 4, "ftyp"u8.ToArray()),
        ("application/pdf", 0, "%PDF-"u8.ToArray()),
        ("application/zip", 0, [(byte)'P', (byte)'K', 3, 4]),
        ("application/x-rar", 0, "Rar!"u8.ToArray()),
        ("application/x-7z-compressed", 0, [(byte)'7', (byte)'z', 0xBC, 0xAF, 0x27, 0x1C]),
        ("application/gzip", 0, [0x1F, 0x8B]),
        ("application/x-ole-storage", 0, [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]),
        ("audio/mpeg", 0, "ID3"u8.ToArray()),
        ("audio/wav", 8, "WAVE"u8.ToArray()),
    ];

    /// <summary>The type that the first bytes show; what the sender says counts for nothing.</summary>
    public static string Sniff(ReadOnlySpan<byte> content)
    {
        // The only sound file that begins like a script.
        if (content.StartsWith("#!AMR"u8))
        {
            return "audio/amr";
        }

        var start = content[..Math.Min(content.Length, Sniffed)];
        // A log may begin with any letters; a program has bytes that no text has, and a script names who is to run it.
        if (start.StartsWith("MZ"u8) && start.ContainsAny(NotInText) || IsScript(start))
        {
            return Program;
        }

        foreach (var (type, at, bytes) in Signatures)
        {
            if (content.Length >= at + bytes.Length && content.Slice(at, bytes.Length).SequenceEqual(bytes))
            {
                return type;
            }
        }

        return start.IsEmpty || start.ContainsAny(NotInText) ? Unknown
            : LooksLikeMarkup(start) ? "text/html"
            : "text/plain";
    }

    /// <summary>
    /// Checks the attachment number <paramref name="position"/>, from 0, of a mail; <paramref name="inside"/> is what speaks against what
    /// it holds.
    /// </summary>
    public static ParsedAttachment Check(string? name, byte[] content, int position, string? inside, bool isMessage, AttachmentRules rules)
    {
        var type = isMessage ? Message : Sniff(content);
        var clean = CleanName(name, position, type);
        var refused = type == Program || rules.HasProgramsName(clean) ? Executable : inside ?? TooMuch(content, position, rules);
        return new ParsedAttachment(clean, type, content.Length, refused, refused is null ? content : null);
    }

    private static string? TooMuch(byte[] content, int position, AttachmentRules rules)
    {
        if (content.Length > rules.LargestSize)
            return "too-large";
        return position >= rules.Most ? "too-many" : null;
    }

    /// <summary>The type to answer with: what a browser could run or show as a page is only bytes.</summary>
    public static string ServedAs(string type) => Harmless.Contains(type) ? type : Unknown;

    /// <summary>A file name for any system: no folders, no control or direction characters, not empty.</summary>
    public static string CleanName(string? name, int position, string type = Unknown)
    {
        var file = (name ?? "").Split('/', '\\')[^1];
        var clean = new StringBuilder();
        foreach (var rune in file.EnumerateRunes())
        {
            // U+202E and its like make "gpj.exe" look like "exe.jpg".
            if (
                !Rune.IsControl(rune)
                && rune.Value is not (>= 0x200B and <= 0x200F or >= 0x202A and <= 0x202E or >= 0x2066 and <= 0x2069 or 0xFEFF)
                && !"<>:\"|?*;".Contains((char)Math.Min(rune.Value, 0xFFFF))
            )
            {
                clean.Append(rune);
            }
        }

        var text = clean.ToString().Trim(' ', '.');
        var extension = Path.GetExtension(text);
        var kept = PlainText.Clean(text, LongestName);
        return kept.Length == 0 ? $"attachment-{position + 1}{Extensions.GetValueOrDefault(type)}"
            : kept.Length < text.Length && extension.Length is > 0 and < 12
                ? PlainText.Clean(text, LongestName - extension.Length) + extension
            : kept;
    }

    private static bool IsScript(ReadOnlySpan<byte> start) => start.StartsWith("#!"u8) && start[2..].TrimStart((byte)' ').StartsWith("/"u8);

    private static bool LooksLikeMarkup(ReadOnlySpan<byte> start)
    {
        var text = Encoding.Latin1.GetString(start).TrimStart('\u00EF', '\u00BB', '\u00BF', ' ', '\t', '\r', '\n');
        return text.StartsWith('<');
    }
}
