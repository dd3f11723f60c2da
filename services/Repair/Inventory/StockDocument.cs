namespace CustomerService.Repair.Inventory;

/// <summary>
/// A document that was booked, with a digest of what it says: the same document again changes nothing, and another content is refused.
/// Kept beside the streams, so that they need not remember every document they ever saw.
/// </summary>
internal sealed record StockDocument(string Id, string Content)
{
    public static string Inbound(string document, string stockRoom) => $"inbound/{document}/{stockRoom}";

    public static string Adjustment(string document, string stockRoom, string partNumber) =>
        $"adjustment/{document}/{stockRoom}/{partNumber}";

    public static string Visit(string workOrderNumber, int visit) => $"visit/{workOrderNumber}/{visit}";
}

/// <summary>A place that holds stock.</summary>
/// <param name="Id">Its code: HQ, or the code of a site.</param>
/// <param name="Kind">hq or site.</param>
public sealed record StockRoom(string Id, string Kind)
{
    /// <summary>The stock room of the head quarters.</summary>
    internal const string HeadQuarters = "HQ";

    /// <summary>What a code may look like; a key is made of it.</summary>
    internal const string Pattern = "^[A-Z0-9-]{2,20}$";

    internal static StockRoom Of(string code) => new(code, code == HeadQuarters ? "hq" : "site");
}
