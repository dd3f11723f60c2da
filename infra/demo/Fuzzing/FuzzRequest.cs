using System.Text;

namespace CustomerService.Demo.Fuzzing;

/// <summary>A request that should do no harm.</summary>
/// <param name="Kind">What is wrong with it.</param>
/// <param name="Operation">Operation that it is made from.</param>
/// <param name="Target">Path and query as they go over the wire.</param>
/// <param name="Actor">As whom it asks, <c>role:id</c>; null when <paramref name="Headers"/> say it.</param>
/// <param name="Headers">Further headers.</param>
/// <param name="Body">Body, or null.</param>
/// <param name="ContentType">Type of the body.</param>
/// <param name="MustBeRefused">Whether nothing but a refusal is right.</param>
public sealed record FuzzRequest(
    string Kind,
    Operation Operation,
    string Target,
    string? Actor,
    IReadOnlyList<KeyValuePair<string, string>> Headers,
    byte[]? Body,
    string? ContentType,
    bool MustBeRefused
)
{
    private const int Shown = 300;

    /// <summary>The customer who asks, or null.</summary>
    public string? Customer => Actor?.Split(':') is ["customer", var number] ? number : null;

    /// <summary>Everything that it says.</summary>
    internal string Words => $"{Uri.UnescapeDataString(Target)} {Encoding.UTF8.GetString(Body ?? [])}";

    /// <inheritdoc />
    public override string ToString()
    {
        var body = Body is null ? "" : Encoding.UTF8.GetString(Body.AsSpan(0, Math.Min(Shown, Body.Length)));
        return $"{Operation.Method} {(Target.Length > Shown ? Target[..Shown] : Target)} as {Actor ?? "-"} [{Kind}] {ContentType} {body}";
    }
}

/// <summary>An answer to one, and what is wrong with it.</summary>
/// <param name="Request">The request.</param>
/// <param name="Status">HTTP status; 0 when there was no answer.</param>
/// <param name="Wrong">What is wrong with the answer, or null.</param>
/// <param name="Answer">The beginning of the answer.</param>
public sealed record FuzzResult(FuzzRequest Request, int Status, string? Wrong, string Answer);
