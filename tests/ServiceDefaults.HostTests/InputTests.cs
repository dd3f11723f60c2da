using System.Net;
using System.Text;

namespace CustomerService.ServiceDefaults.HostTests;

/// <summary>What nobody may send, wherever it stands: it is refused before anything is read of it, and nobody else notices.</summary>
[Collection(DefaultsCollection.Name)]
public sealed class InputTests(DefaultsHost host)
{
    private const string Ticket = """{"channel":"phone","key":"KEY","customerNumber":"C","type":"fault","text":"x"EXTRA}""";

    [Theory]
    [InlineData("a\\u0000b")]
    [InlineData("\\u0000")]
    [InlineData("\\\\\\u0000")]
    public async Task ATextWithNulIsRefused(string key) =>
        await Send(Ticket.Replace("KEY", key, StringComparison.Ordinal)).IsProblem(HttpStatusCode.BadRequest, "text-invalid");

    [Fact]
    public async Task ABackslashBeforeTheSameLettersIsText()
    {
        using var answer = await Send(Ticket.Replace("KEY", "\\\\u0000", StringComparison.Ordinal));
        Assert.DoesNotContain("text-invalid", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/tickets?customer=a%00b")]
    [InlineData("/api/search?q=%00")]
    public async Task AnAddressWithNulIsRefused(string address)
    {
        using var client = host.Client("agent:A017");
        await client.GetAsync(new Uri(address, UriKind.Relative)).IsProblem(HttpStatusCode.BadRequest, "text-invalid");
    }

    [Fact]
    public async Task ATableWithNulIsRefused()
    {
        using var client = host.Client("administrator:test");
        using var table = new StringContent("customerNo,kind\r\nC\0,person\r\n", Encoding.UTF8, "text/csv");
        await client
            .PostAsync(new Uri("/api/customers/import", UriKind.Relative), table)
            .IsProblem(HttpStatusCode.UnprocessableEntity, "table-refused");
    }

    [Fact]
    public async Task NobodyElseNotices()
    {
        await host.ATicket();
        for (var i = 0; i < 40; i++)
        {
            await Send(Ticket.Replace("KEY", $"nul\\u0000{i}", StringComparison.Ordinal)).IsProblem(HttpStatusCode.BadRequest);
        }

        await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => host.ATicket()));
    }

    [Theory]
    [InlineData(""","text":"y" """, "/text")]
    [InlineData(""","Text":"y" """, "/text")]
    [InlineData(""","txet":"y" """, "/txet")]
    public async Task AMemberThatIsUnknownOrComesTwiceIsRefused(string extra, string field)
    {
        var problem = await Send(Ticket.Replace("EXTRA", extra, StringComparison.Ordinal))
            .IsProblem(HttpStatusCode.BadRequest, "validation");
        Assert.True(problem.GetProperty("errors").TryGetProperty(field, out var errors), problem.ToString());
        Assert.DoesNotContain("CustomerService", errors.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/tickets?costumer=C1", "costumer")]
    [InlineData("/api/tickets/export?stauts=pending", "stauts")]
    [InlineData("/api/tickets?customer=C1&customer=C2", "customer")]
    [InlineData("/api/tickets/T00000001?expand=all", "expand")]
    public async Task AParameterThatIsUnknownOrComesTwiceIsRefused(string address, string name)
    {
        using var client = host.Client("supervisor:S017");
        var problem = await client.GetAsync(new Uri(address, UriKind.Relative)).IsProblem(HttpStatusCode.BadRequest, "parameter-unknown");
        Assert.True(problem.GetProperty("errors").TryGetProperty(name, out _), problem.ToString());
        using var good = await client.GetAsync(new Uri("/api/tickets?status=pending&customer=C1&limit=2", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, good.StatusCode);
    }

    [Theory]
    [InlineData("490154203237518", true)]
    [InlineData("490154203237519", false)]
    [InlineData("49015420323751", false)]
    [InlineData("４９０１５４２０３２３７５１８", false)]
    [InlineData("٤٩٠١٥٤٢٠٣٢٣٧٥١٨", false)]
    public void ANumberHasItsCheckDigit(string number, bool isRight) => Assert.Equal(isRight, CheckDigit.IsRight(number, 15));

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("＝cmd|' /C calc'!A0", "'＝cmd|' /C calc'!A0")]
    [InlineData("＠SUM(1)", "'＠SUM(1)")]
    [InlineData("－A1", "'－A1")]
    [InlineData("＋A1", "'＋A1")]
    [InlineData("\u200B=A1", "'\u200B=A1")]
    [InlineData("\tx", "'\tx")]
    [InlineData("+86 (21) 6334-5566", "+86 (21) 6334-5566")]
    [InlineData("-12.5", "-12.5")]
    [InlineData("a=b", "a=b")]
    public void ACellIsNeverAFormula(string text, string cell) => Assert.Equal(cell, SpreadsheetCell.Harmless(text));

    private async Task<HttpResponseMessage> Send(string body)
    {
        using var client = host.Client("agent:A017");
        using var content = new StringContent(body.Replace("EXTRA", "", StringComparison.Ordinal), Encoding.UTF8, "application/json");
        return await client.PostAsync(new Uri("/api/tickets", UriKind.Relative), content);
    }
}
