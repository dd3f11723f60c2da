namespace CustomerService.Subscriptions.Notices;

/// <summary>The languages that notices speak.</summary>
internal static class Languages
{
    public const string Chinese = "zh-Hans";
    public const string English = "en";

    public static IReadOnlyList<string> All { get; } = [Chinese, English];

    public static bool IsKnown(string? language) => language is Chinese or English;

    /// <summary>The first of these that we speak, otherwise Chinese.</summary>
    public static string Choose(params ReadOnlySpan<string?> wishes)
    {
        foreach (var wish in wishes)
        {
            if (IsKnown(wish))
            {
                return wish!;
            }
        }

        return Chinese;
    }
}
