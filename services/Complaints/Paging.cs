using System.Globalization;
using CustomerService.ServiceDefaults;

namespace CustomerService.Complaints;

/// <summary>A value of an enumeration in a query string, as its camelCase code.</summary>
internal readonly record struct Code<T>(T Value) where T : struct, Enum
{
    public static bool TryParse(string? text, IFormatProvider? _, out Code<T> code)
    {
        foreach (var value in Enum.GetValues<T>())
        {
            if (string.Equals(value.ToCode(), text, StringComparison.OrdinalIgnoreCase))
            {
                code = new Code<T>(value);
                return true;
            }
        }

        throw new BadHttpRequestException($"'{text}' must be one of: {string.Join(", ", Enum.GetValues<T>().Select(v => v.ToCode()))}.");
    }
}

/// <summary>Where a list ordered by due time goes on: behind this time and number.</summary>
internal sealed record DueCursor(DateTimeOffset At, string Id)
{
    public static bool TryParse(string? text, IFormatProvider? _, out DueCursor? cursor)
    {
        var parts = (text ?? "").Split('~', 2);
        cursor = parts is [var ticks, { Length: > 0 } id] && long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var utc)
            && utc <= DateTimeOffset.MaxValue.UtcTicks
            ? new DueCursor(new DateTimeOffset(utc, TimeSpan.Zero), id)
            : null;
        return cursor is not null;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{At.UtcTicks}~{Id}");
}

/// <summary>One page of a list.</summary>
/// <param name="Items">The entries.</param>
/// <param name="Next">Relative address of the next page, or null.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next = null);

internal static class Page
{
    /// <summary>Cuts a page from up to <paramref name="limit"/> + 1 rows; the one too many tells that there is a next page.</summary>
    public static Page<T> Of<T>(HttpRequest request, IReadOnlyList<T> rows, int limit, Func<T, object> cursor)
    {
        if (rows.Count <= limit)
        {
            return new Page<T>(rows, null);
        }

        var items = rows.Take(limit).ToList();
        var parameters = request.Query.Where(p => p.Key != "after").SelectMany(p => p.Value, (p, value) => KeyValuePair.Create(p.Key, value))
            .Append(KeyValuePair.Create("after", cursor(items[^1]).ToString()));
        return new Page<T>(items, request.Path + QueryString.Create(parameters));
    }
}
