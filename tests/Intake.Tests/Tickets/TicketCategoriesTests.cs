using CustomerService.Intake.Tickets.Categories;

namespace CustomerService.Intake.Tests.Tickets;

/// <summary>I8: the category tree.</summary>
public sealed class TicketCategoriesTests
{
    private static readonly TicketCategories Known = new(
        1,
        [
            new TicketCategory("hardware", "Hardware", "硬件"),
            new TicketCategory("display", "Display", "屏幕", "hardware"),
            new TicketCategory("glass", "Glass", "玻璃", "display"),
            new TicketCategory("software", "Software", "软件"),
        ]
    );

    [Fact]
    public void TheBuiltInTreeIsATreeInBothLanguages()
    {
        Assert.Null(
            ReplaceTicketCategories.Check(new ReplaceTicketCategories(TicketCategories.BuiltIn.Categories), TicketCategories.BuiltIn)
        );
        Assert.All(TicketCategories.BuiltIn.Categories, c =>
            Assert.True(c is { Active: true, En.Length: > 0, ZhHans.Length: > 0 }, c.Code)
        );
        Assert.True(TicketCategories.BuiltIn.From("hardware").Count > 3);
    }

    [Fact]
    public void ACategoryIsFoundWithAllBelowIt()
    {
        Assert.Equal(["hardware", "display", "glass"], Known.From("hardware"));
        Assert.Equal(["glass"], Known.From("glass"));
        Assert.Equal(["nothing"], Known.From("nothing"));
    }

    [Fact]
    public void NothingBelowOneThatIsNotActiveCanBeChosen()
    {
        Assert.True(Known.IsActive("glass"));
        Assert.False(Known.IsActive("nothing"));
        var without = new TicketCategories(2, [.. Known.Categories.Select(c => c.Code == "hardware" ? c with { Active = false } : c)]);
        Assert.Equal((false, false, true), (without.IsActive("hardware"), without.IsActive("glass"), without.IsActive("software")));
    }

    [Fact]
    public void WhatIsNoTreeIsRefused()
    {
        Assert.Equal("category-twice", Check([.. Known.Categories, Known.Categories[0]]));
        Assert.Equal("category-parent-unknown", Check([.. Known.Categories, new TicketCategory("new", "New", "新", "nothing")]));
        Assert.Equal("category-circle", Check([Known.Categories[0] with { Parent = "hardware" }, .. Known.Categories.Skip(1)]));
        Assert.Equal("category-circle", Check([Known.Categories[0] with { Parent = "glass" }, .. Known.Categories.Skip(1)]));
        Assert.Equal("category-missing", Check([.. Known.Categories.Take(3)]));
        Assert.Null(
            Check([Known.Categories[0], Known.Categories[1] with { Parent = "software", Active = false }, .. Known.Categories.Skip(2)])
        );
    }

    private static string? Check(IReadOnlyList<TicketCategory> categories) =>
        ReplaceTicketCategories.Check(new ReplaceTicketCategories(categories), Known)?.Code;
}
