using System.Text;

namespace CustomerService.Demo.Fuzzing;

/// <summary>Values that have broken other systems.</summary>
internal static class Hostile
{
    public static IReadOnlyList<string> Injections { get; } =
    [
        "' or '1'='1",
        "'; drop table tickets; --",
        "\" or \"\"=\"",
        "*)(uid=*))(|(uid=*",
        "{{7*7}}",
        "${jndi:ldap://127.0.0.1/x}",
        "<script>alert(1)</script>",
        "../../../../etc/passwd",
        "..\\..\\windows\\win.ini",
        "%2e%2e%2f",
        "x\r\nSet-Cookie: a=b",
        "%0d%0aX-Injected: 1",
        "$where: 1",
        "\0",
        "{0}{1}%s%n",
    ];

    public static IReadOnlyList<string> Words { get; } =
    [
        "👩‍👩‍👧‍👦🧨",
        "\u202Eمرحبا\u202C",
        "a\u0000b",
        "\uFEFF\u200B",
        "Z\u0351\u0300\u034Aalgo",
        "\u0007\u001B[2J",
        "ﷺﷺﷺ",
        new string('é', 300),
        " ",
        "\u2028\u2029",
        "İıſK",
    ];

    public static IReadOnlyList<string> Numbers { get; } =
    ["-1", "-9223372036854775808", "9223372036854775808", "1e400", "-0.0000001", "0.1e-320", "2147483648", "79228162514264337593543950336"];

    public static IReadOnlyList<string> Dates { get; } =
    ["2026-02-30T00:00:00Z", "0000-00-00", "yesterday", "10000-01-01T00:00:00Z", "2026-13-01", "2026-01-01T25:61:00Z"];

    /// <summary>UTF-8 that is none: half of a surrogate pair, a cut-off character, a byte that never occurs.</summary>
    public static IReadOnlyList<byte[]> Bytes { get; } =
    [
        [0xED, 0xA0, 0x80],
        [0xF0, 0x9F, 0x92],
        [0xFF],
        [0xC0, 0x80],
        [.. "\\ud800"u8],
    ];

    public static string Nested(int depth) => new StringBuilder().Append('[', depth).Append(']', depth).ToString();
}
