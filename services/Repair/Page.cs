namespace CustomerService.Repair;

/// <summary>A page of a list.</summary>
/// <param name="Items">What stands on it.</param>
/// <param name="Next">Relative address of the next page, or null on the last one.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next = null);

internal static class Page
{
    private const int Default = 50;
    private const int Maximum = 200;

    public static int Size(int? limit) => Math.Clamp(limit ?? Default, 1, Maximum);

    /// <summary>Makes a page of one row more than it holds: the extra row tells that there is a next one.</summary>
    public static Page<T> Of<T>(IReadOnlyList<T> rows, int size, Func<T, string> keyOf, HttpRequest request)
    {
        if (rows.Count <= size)
        {
            return new Page<T>(rows);
        }

        var query = request.Query.Where(q => q.Key != "after").SelectMany(q => q.Value, (q, value) => KeyValuePair.Create(q.Key, value))
            .Append(KeyValuePair.Create("after", (string?)keyOf(rows[size - 1])));
        return new Page<T>([.. rows.Take(size)], $"{request.Path}{QueryString.Create(query)}");
    }
}
