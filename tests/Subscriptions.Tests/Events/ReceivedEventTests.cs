using System.Text;
using CustomerService.ServiceDefaults;
using CustomerService.Subscriptions.Events;

namespace CustomerService.Subscriptions.Tests.Events;

/// <summary>What is taken from a message, and that nothing a broker may hold stops the reading.</summary>
public sealed class ReceivedEventTests
{
    private const string Whole = """
        { "specversion":"1.0", "id":"0193a5e0-7b1c-7000-8000-000000000001","source":"/tickets/T00000042",
          "type":"customerservice.repair.repair-quoted.v1",
          "subject":"T00000042-R1","time":"2026-03-02T17:00:00+08:00","recordedtime":"2026-03-02T09:00:01Z","partitionkey":"T00000042",
          "dataclassification":"confidential","data":{"siteCode":"S310101","text":"屏幕"} }
        """;

    [Fact]
    public void AttributesAreReadAndTheBodyIsKeptAsItIs()
    {
        var e = ReceivedEvent.Parse(Encoding.UTF8.GetBytes(Whole))!;
        Assert.Equal(("T00000042", "S310101", DataClassification.Confidential), (e.Ticket, e.Site, e.Classification));
        Assert.Equal(new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero), e.Time);
        Assert.Equal(new DateTimeOffset(2026, 3, 2, 9, 0, 1, TimeSpan.Zero), e.RecordedTime);
        Assert.Equal(Whole, e.Body);
    }

    [Theory]
    [InlineData("T00000042", "S310101", "T00000042")]
    [InlineData("S310101/P01", "T00000043-R1", "T00000043")]
    [InlineData("S310101/P01", "T00000043", "T00000043")]
    [InlineData("S310101/P01", "T000000430A", null)]
    [InlineData("S310101/P01", "IN-T00000043", null)]
    public void WhatIsNoFactOfATicketConcernsTheOneThatItNames(string partition, string document, string? ticket) =>
        Assert.Equal(
            ticket,
            ReceivedEvent
                .Parse(
                    Encoding.UTF8.GetBytes(
                        Whole
                            .Replace("\"partitionkey\":\"T00000042\"", $"\"partitionkey\":\"{partition}\"", StringComparison.Ordinal)
                            .Replace("屏幕", document, StringComparison.Ordinal)
                    )
                )!
                .Concerns
        );

    [Theory]
    [InlineData("\"confidential\"", "\"unheard-of\"")]
    [InlineData("\"dataclassification\"", "\"other\"")]
    public void WhatDoesNotSayHowFarItMayTravelGoesToTheFewest(string what, string becomes) =>
        Assert.Equal(
            DataClassification.Restricted,
            ReceivedEvent.Parse(Encoding.UTF8.GetBytes(Whole.Replace(what, becomes, StringComparison.Ordinal)))!.Classification
        );

    [Theory]
    [InlineData("")]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("42")]
    [InlineData("{}")]
    [InlineData("""{"id":"no-uuid","type":"t","source":"/s","time":"2026-03-02T09:00:00Z"}""")]
    [InlineData("""{"id":17,"type":"t","source":"/s","time":"2026-03-02T09:00:00Z"}""")]
    [InlineData("""{"id":"0193a5e0-7b1c-7000-8000-000000000001","type":null,"source":"/s","time":"2026-03-02T09:00:00Z"}""")]
    [InlineData("""{"id":"0193a5e0-7b1c-7000-8000-000000000001","type":"t","source":"/s","time":"yesterday"}""")]
    public void WhatIsNoCloudEventIsNone(string message) => Assert.Null(ReceivedEvent.Parse(Encoding.UTF8.GetBytes(message)));

    [Fact]
    public void BytesThatAreNoTextAreNone() =>
        Assert.Null(ReceivedEvent.Parse(Encoding.UTF8.GetBytes(Whole).Select(b => b == (byte)'4' ? (byte)0xFF : b).ToArray()));
}
