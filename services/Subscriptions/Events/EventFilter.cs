using CustomerService.ServiceDefaults;

namespace CustomerService.Subscriptions.Events;

/// <summary>
/// Which events somebody wants or may have. A list that is null stands for all, an empty one for none. A trailing <c>*</c> in a type or
/// site stands for anything. Filters intersect: what a scope does not hold, no request gets.
/// </summary>
internal sealed record EventFilter
{
    private const char Wildcard = '*';

    /// <summary>Everything.</summary>
    public static EventFilter All { get; } = new();

    /// <summary>Types of events.</summary>
    public IReadOnlyList<string>? Types { get; init; }

    /// <summary>Ticket numbers (partition keys), without wildcards.</summary>
    public IReadOnlyList<string>? Tickets { get; init; }

    /// <summary>Sites. An event that belongs to no site is not in any list.</summary>
    public IReadOnlyList<string>? Sites { get; init; }

    /// <summary>Highest classification.</summary>
    public DataClassification Highest { get; init; } = DataClassification.Restricted;

    /// <summary>How confidential the file of the customer may be whom an event concerns (I4).</summary>
    public Confidentiality Clearance { get; init; } = Confidentiality.TopSecret;

    /// <summary>Whether no event can ever match.</summary>
    public bool IsNothing => Types is [] || Tickets is [] || Sites is [];

    /// <summary>Whether <paramref name="e"/> is in it.</summary>
    public bool Matches(StreamEvent e) =>
        e.Classification <= Highest
        && e.Level <= Clearance
        && Holds(Types, e.Type)
        && Holds(Sites, e.Site)
        && (Tickets is null || Tickets.Contains(e.Ticket, StringComparer.Ordinal));

    /// <summary>Whether events of <paramref name="type"/> can be in it.</summary>
    public bool HoldsType(string type) => Holds(Types, type);

    /// <summary>What is in both.</summary>
    public EventFilter Intersect(EventFilter other) =>
        new()
        {
            Types = Both(Types, other.Types),
            Tickets = Both(Tickets, other.Tickets),
            Sites = Both(Sites, other.Sites),
            Highest = Highest < other.Highest ? Highest : other.Highest,
            Clearance = Clearance < other.Clearance ? Clearance : other.Clearance,
        };

    /// <summary>Whether <paramref name="pattern"/> ends in a wildcard.</summary>
    public static bool IsPattern(string pattern) => pattern.EndsWith(Wildcard);

    private static bool Holds(IReadOnlyList<string>? patterns, string? value)
    {
        if (patterns is null)
        {
            return true;
        }

        // A plain loop: every reader asks this for every event.
        for (var i = 0; value is not null && i < patterns.Count; i++)
        {
            if (Covers(patterns[i], value))
            {
                return true;
            }
        }

        return false;
    }

    private static IReadOnlyList<string>? Both(IReadOnlyList<string>? left, IReadOnlyList<string>? right) =>
        left is null ? right
        : right is null ? left
        :
        [
            .. left.SelectMany(
                    _ => right,
                    (l, r) =>
                        Covers(l, r) ? r
                        : Covers(r, l) ? l
                        : null
                )
                .OfType<string>()
                .Distinct(StringComparer.Ordinal),
        ];

    private static bool Covers(string pattern, string value) =>
        IsPattern(pattern)
            ? value.AsSpan().StartsWith(pattern.AsSpan(0, pattern.Length - 1), StringComparison.Ordinal)
            : string.Equals(pattern, value, StringComparison.Ordinal);
}
