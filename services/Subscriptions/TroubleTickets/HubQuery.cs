namespace CustomerService.Subscriptions.TroubleTickets;

/// <summary>
/// Which notifications a listener asked for: <c>eventType=A,B</c>, also several of them by <c>&amp;</c>; nothing stands for all.
/// </summary>
/// <param name="Names">The names; null for all.</param>
/// <param name="Error">What is wrong with the query, or null.</param>
internal sealed record HubQuery(IReadOnlyList<string>? Names, TmfError? Error)
{
    public bool Wants(string eventType) => Names?.Contains(eventType, StringComparer.OrdinalIgnoreCase) ?? true;

    /// <summary>
    /// Reads the query of a registration. A condition that is not known is refused: without it more would be sent than was asked for.
    /// </summary>
    public static HubQuery Read(string? query)
    {
        if (string.IsNullOrWhiteSpace(query))
        {
            return new HubQuery(null, null);
        }

        var names = new List<string>();
        foreach (var part in query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (part.Split('=', 2) is not ["eventType", { Length: > 0 } list])
            {
                return new HubQuery(null, TmfError.Invalid("query", "It is made of eventType=… only."));
            }

            names.AddRange(list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        }

        return names.FirstOrDefault(n => !TroubleTicketEvent.Names.Contains(n, StringComparer.OrdinalIgnoreCase)) is { } unknown
            ? new HubQuery(null, TmfError.Invalid("query", $"{unknown} is none of: {string.Join(", ", TroubleTicketEvent.Names)}."))
            : new HubQuery(names, null);
    }
}
