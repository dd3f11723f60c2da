namespace CustomerService.Dispatch.Sites;

/// <summary>One page of a list.</summary>
/// <param name="Items">The items, in the order of their keys.</param>
/// <param name="Next">Relative address of the next page, or null at the end.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next = null);

/// <summary>Keyset paging as the query string gives it.</summary>
internal static class Paging
{
    public const int DefaultLimit = 50;
    public const int MaximumLimit = 200;

    /// <summary>The page of <paramref name="found"/>, which was asked for one item more than <paramref name="limit"/>.</summary>
    public static Page<T> ToPage<T>(this IReadOnlyList<T> found, int limit, Func<T, string> key, HttpRequest request)
    {
        if (found.Count <= limit)
        {
            return new Page<T>(found, null);
        }

        var items = found.Take(limit).ToList();
        var query = request.Query.Where(q => q.Key != "after").Select(q => KeyValuePair.Create(q.Key, (string?)q.Value.ToString()))
            .Append(new("after", key(items[^1])));
        return new Page<T>(items, request.Path + QueryString.Create(query).ToUriComponent());
    }
}

