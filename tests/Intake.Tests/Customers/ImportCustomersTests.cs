using CustomerService.Intake.Customers.Files;
using CustomerService.Intake.Customers.Upkeep;

namespace CustomerService.Intake.Tests.Customers;

/// <summary>I1: rows of a customer table.</summary>
public sealed class ImportCustomersTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    private static readonly Dictionary<string, string> Row = new()
    {
        ["customerNo"] = "C000001",
        ["kind"] = "person",
        ["name"] = "测试",
        ["phone"] = "138 0013 8000",
        ["email"] = "",
        ["city"] = "上海市",
        ["regionCode"] = "3101",
        ["address"] = "测试路1号",
        ["language"] = "zh-Hans",
        ["yearlySpend"] = "10000.50",
    };

    [Fact]
    public void AGoodRowIsACustomerWithNormalisedPhoneAndClass()
    {
        var (customer, refused) = Read(null, null);
        Assert.Empty(refused);
        Assert.Equal(
            new CustomerRegistered(
                CustomerKind.Person,
                "测试",
                "+8613800138000",
                null,
                "上海市",
                "3101",
                "测试路1号",
                "zh-Hans",
                10_000.50m,
                CustomerClass.Core,
                Now
            ),
            customer
        );
    }

    [Theory]
    [InlineData("customerNo", null)]
    [InlineData("customerNo", "  ")]
    [InlineData("customerNo", "T00000042")]
    [InlineData("customerNo", "audit/2026-12-01")]
    [InlineData("customerNo", "C")]
    [InlineData("customerNo", "C 1")]
    [InlineData("customerNo", "C000001/2")]
    [InlineData("kind", "alien")]
    [InlineData("kind", null)]
    [InlineData("kind", "7")]
    [InlineData("kind", "person,organisation")]
    [InlineData("name", "")]
    [InlineData("phone", "12345")]
    [InlineData("city", "")]
    [InlineData("regionCode", "")]
    [InlineData("regionCode", "31 01")]
    [InlineData("regionCode", "3")]
    [InlineData("regionCode", "３１０１")]
    [InlineData("address", null)]
    [InlineData("language", "fr")]
    [InlineData("language", null)]
    [InlineData("yearlySpend", "-0.01")]
    [InlineData("yearlySpend", "a lot")]
    public void AWrongCellIsRefusedByItsColumn(string column, string? cell) => Assert.Equal([column], Read(column, cell).Refused);

    [Theory]
    [InlineData("yearlySpend", null)]
    [InlineData("email", null)]
    [InlineData("kind", "Organisation")]
    public void WhatMayBeLeftOutOrWrittenOtherwiseIsTaken(string column, string? cell) => Assert.Empty(Read(column, cell).Refused);

    [Theory]
    [InlineData("customerNo", 40)]
    [InlineData("name", 200)]
    [InlineData("city", 100)]
    [InlineData("address", 400)]
    public void ACellIsNoLongerThanItMayBe(string column, int most)
    {
        Assert.Empty(Read(column, new string('C', most)).Refused);
        Assert.Equal([column], Read(column, new string('C', most + 1)).Refused);
    }

    [Fact]
    public void WhoHasAnEmailAddressNeedsNoPhoneAndIsWrittenTo()
    {
        var row = new Dictionary<string, string>(Row) { ["phone"] = "", ["email"] = "li.na@example.org" };
        var registered = Assert.IsType<CustomerRegistered>(
            ImportCustomers.Judge(new TableRow(2, row), null, new CustomerOptions(), Now).Event
        );
        Assert.Equal(ReachBy.Email, CustomerProjection.From("C000001", registered).PreferredChannel);

        row["email"] = "";
        var judged = ImportCustomers.Judge(new TableRow(2, row), null, new CustomerOptions(), Now);
        Assert.Equal("phone", Assert.Single(judged.Errors).Field);
    }

    [Fact]
    public void WhoLosesThePhoneByATableIsWrittenTo()
    {
        var known = CustomerProjection.From("C000001", Read(null, null).Customer);
        var row = new Dictionary<string, string>(Row) { ["phone"] = "", ["email"] = "li.na@example.org" };
        var corrected = Assert.IsType<CustomerCorrected>(
            ImportCustomers.Judge(new TableRow(2, row), known, new CustomerOptions(), Now).Event
        );
        var after = CustomerProjection.Apply(corrected, known);
        Assert.Equal(("", "li.na@example.org", ReachBy.Email), (after.Phone, after.Email, after.PreferredChannel));
    }

    private static (CustomerRegistered Customer, string[] Refused) Read(string? column, string? cell) =>
        ImportRows.With(Row, column, cell, (row, refuse) => ImportCustomers.Read(row, new CustomerOptions(), Now, refuse));
}
