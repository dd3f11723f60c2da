using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CustomerService.ServiceDefaults;

/// <summary>
/// One link of the audit's chain: who did what to which resource, when, from where, in which connection, and which version came of it.
/// </summary>
/// <param name="Number">Place in the chain, from 1 without gaps.</param>
/// <param name="Sequence">Number of the event in the store; it has gaps.</param>
/// <param name="EventId">The event's id.</param>
/// <param name="Stream">The resource's number.</param>
/// <param name="Version">The resource's version with this event.</param>
/// <param name="Type">The event's stored name.</param>
/// <param name="Actor">Who, as role:id; null when nobody was named.</param>
/// <param name="Through">The system that acted for the actor.</param>
/// <param name="From">Address that the request came from, for customers their network; null without a request.</param>
/// <param name="Correlation">What belongs together carries the same.</param>
/// <param name="Causation">The message or deadline that caused it.</param>
/// <param name="At">When it was stored.</param>
/// <param name="DataHash">SHA-256 of what was stored, in the database's normal form of JSON.</param>
/// <param name="Hash">SHA-256 over the previous row's hash and all other fields of this one.</param>
public sealed record AuditRow(
    long Number,
    long Sequence,
    Guid EventId,
    string Stream,
    long Version,
    string Type,
    string? Actor,
    string? Through,
    string? From,
    string? Correlation,
    string? Causation,
    DateTimeOffset At,
    string DataHash,
    string Hash
)
{
    /// <summary>The resource's version before this event.</summary>
    public long VersionBefore => Version - 1;

    /// <summary>
    /// The hash that this row has behind a row with the hash <paramref name="previous"/>: of that hash and the fields in the order of the
    /// constructor, each as UTF-8 behind its length in bytes (four bytes, big end first; -1 for null). Numbers are decimal, times UTC with
    /// seven decimals, hashes lower-case hex.
    /// </summary>
    internal string HashBehind(string previous)
    {
        var bytes = new ArrayBufferWriter<byte>(512);
        string?[] fields =
        [
            previous,
            Text(Number),
            Text(Sequence),
            EventId.ToString(),
            Stream,
            Text(Version),
            Type,
            Actor,
            Through,
            From,
            Correlation,
            Causation,
            At.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
            DataHash,
        ];
        foreach (var field in fields)
        {
            BinaryPrimitives.WriteInt32BigEndian(bytes.GetSpan(sizeof(int)), field is null ? -1 : Encoding.UTF8.GetByteCount(field));
            bytes.Advance(sizeof(int));
            Encoding.UTF8.GetBytes(field, bytes);
        }

        return Convert.ToHexStringLower(SHA256.HashData(bytes.WrittenSpan));
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>
/// Where a chain ends, or where a look at it begins: <c>number:hash</c>. Whoever keeps one elsewhere sees later that nothing before it was
/// cut off or rewritten.
/// </summary>
public sealed record AuditHead(long Number, string Hash)
{
    /// <summary>Before the first row.</summary>
    public static AuditHead Start { get; } = new(0, new string('0', 64));

    /// <summary>Binds the parameter of an endpoint.</summary>
    public static bool TryParse(string? text, IFormatProvider? provider, out AuditHead? head)
    {
        head =
            (text ?? "").Split(':') is [var number, { Length: 64 } hash]
            && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var n)
                ? new AuditHead(n, hash)
                : null;
        return head is not null;
    }

    /// <inheritdoc />
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Number}:{Hash}");
}
