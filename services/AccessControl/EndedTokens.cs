using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Claims;

namespace CustomerService.AccessControl;

/// <summary>
/// Access tokens of our own issuer that count no more although their time is not over: those of a sign-in that has ended (claim
/// <c>sid</c>), and those that say less than what their subject's revision is now (claim <c>rev</c>). Other issuers' tokens have neither
/// claim and count until their end.
/// </summary>
public sealed class EndedTokens
{
    private readonly ConcurrentDictionary<(string Subject, string SignIn), (int Revision, DateTimeOffset At)> _ended = [];

    /// <summary>Notes an end.</summary>
    /// <param name="subject">Whose tokens.</param>
    /// <param name="signIn">Of which sign-in; empty for all.</param>
    /// <param name="revision">The lowest revision that counts.</param>
    /// <param name="at">When it was noted.</param>
    public void Note(string subject, string signIn, int revision, DateTimeOffset at) =>
        _ended.AddOrUpdate((subject, signIn), (revision, at), (_, known) => known.Revision > revision ? known : (revision, at));

    /// <summary>Forgets what no token can be older than.</summary>
    public void ForgetBefore(DateTimeOffset at)
    {
        foreach (var old in _ended.Where(entry => entry.Value.At < at))
        {
            _ended.TryRemove(old);
        }
    }

    /// <summary>Whether a token has ended.</summary>
    internal bool Hold(ClaimsPrincipal token)
    {
        var subject = token.FindFirstValue(AccessClaims.Subject) ?? "";
        return token.FindFirstValue(AccessClaims.SignIn) is { Length: > 0 } signIn && _ended.ContainsKey((subject, signIn))
            || int.TryParse(token.FindFirstValue(AccessClaims.Revision), CultureInfo.InvariantCulture, out var revision)
                && _ended.TryGetValue((subject, ""), out var end)
                && revision < end.Revision;
    }
}

/// <summary>The token's sign-in has ended, or its subject may do something else now.</summary>
internal sealed class TokenEndedException() : Exception("The token has ended before its time.");
