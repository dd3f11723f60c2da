using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace CustomerService.ServiceDefaults;

/// <summary>A page of a list.</summary>
/// <param name="Items">What stands on it.</param>
/// <param name="Next">Relative address of the next page, or null on the last one.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next = null);

/// <summary>Keyset paging: a page costs the same however far down it is.</summary>
public static class Page
{
    /// <summary>Items on a page when the caller does not say.</summary>
    public const int DefaultLimit = 50;

    /// <summary>Most items that a caller may ask for.</summary>
    public const int MaximumLimit = 200;

    /// <summary>
    /// Cuts a page of <paramref name="limit"/> from up to one row more: the row too many tells that there is a next page, whose address is
    /// this one's with <c>after</c> set to the <paramref name="cursor"/> of the last item.
    /// </summary>
    public static Page<T> Of<T>(IReadOnlyList<T> rows, int limit, Func<T, object> cursor, HttpRequest request)
    {
        if (rows.Count <= limit)
        {
            return new Page<T>(rows);
        }

        var items = rows.Take(limit).ToList();
        var parameters = request
            .Query.Where(p => p.Key != "after")
            .SelectMany(p => p.Value, (p, value) => KeyValuePair.Create(p.Key, value))
            .Append(KeyValuePair.Create("after", cursor(items[^1]).ToString()));
        return new Page<T>(items, request.Path + QueryString.Create(parameters));
    }
}

/// <summary>Where a list ordered by time goes on: behind this time and key.</summary>
public sealed record TimeCursor(DateTimeOffset At, string Id)
{
    /// <summary>Binds the parameter of an endpoint.</summary>
    public static bool TryParse(string? text, IFormatProvider? provider, out TimeCursor? cursor)
    {
        var parts = (text ?? "").Split('~', 2);
        cursor =
            parts is [var ticks, { Length: > 0 } id]
            && long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var utc)
            && utc <= DateTimeOffset.MaxValue.UtcTicks
                ? new TimeCursor(new DateTimeOffset(utc, TimeSpan.Zero), id)
                : null;
        return cursor is not null;
    }

    /// <inheritdoc />
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{At.UtcTicks}~{Id}");
}
