using CustomerService.Intake.Channels.Templates;
using CustomerService.Intake.Tickets.Life;
using static CustomerService.Intake.Tests.Tickets.History;

namespace CustomerService.Intake.Tests.Channels.Templates;

/// <summary>I20: what stands in the words of a template, and what it stands for.</summary>
public sealed class PlaceholderTests
{
    [Theory]
    [InlineData("Dear {{customer}}, {{ ticket }}", null)]
    [InlineData("No placeholder, { one } brace", null)]
    [InlineData("{{customer name}}", "placeholder-unknown")]
    [InlineData("{{Customer}}", "placeholder-unknown")]
    [InlineData("{{}}", "placeholder-unknown")]
    [InlineData("{{customer", "placeholder-unclosed")]
    [InlineData("customer}}", "placeholder-unclosed")]
    [InlineData("{{customer}} {{ticket", "placeholder-unclosed")]
    [InlineData("{{{customer}}}", null)]
    [InlineData("{{cust{{ticket}}omer}}", "placeholder-unclosed")]
    public void WhatIsNoPlaceholderIsRefused(string words, string? code) => Assert.Equal(code, Placeholders.Check(words)?.Code);

    [Fact]
    public void ValuesAreFilledAndWhatHasNoneIsNamedOnce()
    {
        var values = new Dictionary<string, string?>
        {
            ["customer"] = "李雷 {{ticket}}",
            ["ticket"] = "T1",
            ["model"] = "",
        };
        var (words, missing) = Placeholders.Fill("{{customer}}: {{ ticket }} {{model}} {{model}} {{unit}}", values);
        Assert.Equal("李雷 {{ticket}}: T1 {{model}} {{model}} {{unit}}", words);
        Assert.Equal(["model", "unit"], missing);
    }

    [Fact]
    public void EveryKnownPlaceholderHasAValue()
    {
        var ticket = ATicketView with
        {
            SiteCode = "S310101",
            Orders = new Dictionary<string, string>
            {
                ["T00000001-W9"] = "completed",
                ["T00000001-W10"] = "requested",
                ["T00000001-R1"] = "requested",
            },
        };
        var values = FillTemplate.ValuesOf(ticket, null, new Actor("agent", "A018"));
        Assert.Equal(Placeholders.Known.Order(), values.Keys.Order());
        Assert.Equal(["customer"], values.Where(v => v.Value is null).Select(v => v.Key));
        Assert.Equal(("T00000001-W10", "T00000001-R1", "A018"), (values["visit"], values["repair"], values["agent"]));
    }

    private static TicketView ATicketView => TicketViewProjection.From(Number, Opened);
}
