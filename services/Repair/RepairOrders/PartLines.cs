namespace CustomerService.Repair.RepairOrders;

/// <summary>Sums of part lines, one line a part, in the order in which the parts were named.</summary>
internal static class PartLines
{
    public static IReadOnlyList<PartLine> Sum(IReadOnlyList<PartLine> lines) =>
        [.. lines.GroupBy(line => line.PartNumber).Select(part => new PartLine(part.Key, part.Sum(line => line.Quantity)))];

    /// <summary>What of <paramref name="lines"/> is left without <paramref name="taken"/>.</summary>
    public static IReadOnlyList<PartLine> Less(IReadOnlyList<PartLine> lines, IReadOnlyList<PartLine> taken)
    {
        var gone = Sum(taken).ToDictionary(line => line.PartNumber, line => line.Quantity);
        return
        [
            .. lines
                .Select(line => line with { Quantity = line.Quantity - gone.GetValueOrDefault(line.PartNumber) })
                .Where(line => line.Quantity > 0),
        ];
    }
}
