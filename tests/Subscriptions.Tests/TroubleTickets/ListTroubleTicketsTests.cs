using CustomerService.Subscriptions.TroubleTickets;

namespace CustomerService.Subscriptions.Tests.TroubleTickets;

/// <summary>E7: a list in the words of TMF630.</summary>
public sealed class ListTroubleTicketsTests
{
    [Fact]
    public void FiltersBecomeIntakes()
    {
        var (query, error) = Read(
            ("status", "pending"),
            ("creationDate.gte", "2026-03-01T00:00:00Z"),
            ("creationDate.lt", "2026-03-02T08:00:00+08:00"),
            ("relatedParty.partyOrPartyRole.id", "C000001"),
            ("offset", "20"),
            ("limit", "10"),
            ("fields", "id,status"),
            ("sort", "-creationDate")
        );
        Assert.Null(error);
        Assert.Equal((20, 10, "id,status"), (query!.Offset, query.Limit, query.Fields));
        Assert.Equal(
            "?limit=200&status=pending&customer=C000001&openedFrom=2026-03-01T00:00:00.0000000%2B00:00"
                + "&openedBefore=2026-03-02T00:00:00.0000000%2B00:00",
            Uri.UnescapeDataString(query.ToIntake(200)).Replace("+", "%2B", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void BoundsAreOpenOrClosedAsAskedFor()
    {
        var at = new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
        Assert.Equal(at.AddMicroseconds(1), Read(("creationDate.gt", "2026-03-01T00:00:00Z")).Query!.From);
        Assert.Equal(at.AddMicroseconds(1), Read(("creationDate.lte", "2026-03-01T00:00:00Z")).Query!.Before);
    }

    [Theory]
    [InlineData("limit", "0", "limit")]
    [InlineData("limit", "201", "limit")]
    [InlineData("offset", "-1", "offset")]
    [InlineData("offset", "10001", "offset")]
    [InlineData("status", "open", "status")]
    [InlineData("status", "pending,held", "status")]
    [InlineData("sort", "severity", "sort")]
    [InlineData("creationDate.gte", "yesterday", "creationDate")]
    [InlineData("severity", "Minor", "filter")]
    [InlineData("filter", "$[?(@.x)]", "filter")]
    public void AFilterThatIsNotKnownIsRefused(string name, string value, string code) =>
        Assert.Equal((code, "400"), (Read((name, value)).Error!.Code, Read((name, value)).Error!.Status));

    [Fact]
    public void OnlyTheFieldsThatWereAskedForAreAnswered()
    {
        var ticket = new TroubleTicket
        {
            Id = "T1",
            Href = "/T1",
            Status = "held",
            Severity = "Minor",
        };
        Assert.Equal(
            ["@type", "href", "id", "status"],
            TroubleTicketsModule.Select(ticket, "status").Select(p => p.Key).Order(StringComparer.Ordinal)
        );
        Assert.Equal(["@type", "href", "id"], TroubleTicketsModule.Select(ticket, "none").Select(p => p.Key).Order(StringComparer.Ordinal));
        Assert.Contains("severity", TroubleTicketsModule.Select(ticket, null).Select(p => p.Key));
    }

    private static (ListTroubleTickets.ListQuery? Query, TmfError? Error) Read(params (string Name, string Value)[] parameters) =>
        ListTroubleTickets.ListQuery.Read(parameters.Select(p => KeyValuePair.Create(p.Name, p.Value)));
}
