using CustomerService.Intake.Customers.Files;

namespace CustomerService.Intake.Tests.Customers;

/// <summary>I1: contact points are normalised to E.164 with a real phone library.</summary>
public sealed class PhoneTests
{
    [Theory]
    [InlineData("13800138000", "+8613800138000")]
    [InlineData("+8613800138000", "+8613800138000")]
    [InlineData("+86 138 0013 8000", "+8613800138000")]
    [InlineData("0086-138-0013-8000", "+8613800138000")]
    [InlineData("138 0013 8000", "+8613800138000")]
    [InlineData("(138) 0013-8000", "+8613800138000")]
    [InlineData("021-62345678", "+862162345678")]
    [InlineData("＋８６１３８００１３８０００", "+8613800138000")]
    [InlineData("+49 30 901820", "+4930901820")]
    [InlineData("+852 2123 4567", "+85221234567")]
    public void TheSameNumberIsTheSameHoweverItIsWritten(string text, string expected) =>
        Assert.Equal(expected, Phones.Normalise(text, "CN"));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("unknown")]
    [InlineData("12345")]
    [InlineData("1380013800")]
    [InlineData("138001380000")]
    [InlineData("+999 12345678")]
    [InlineData("+86")]
    public void WhatIsNoNumberIsRefused(string? text) => Assert.Null(Phones.Normalise(text, "CN"));

    [Fact]
    public void ANumberWithoutCountryIsOneOfTheConfiguredCountry() => Assert.Equal("+4930901820", Phones.Normalise("030 901820", "DE"));
}
