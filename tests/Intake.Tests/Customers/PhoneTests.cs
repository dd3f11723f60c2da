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

    [Theory]
    [InlineData("010-62345678转801", "+861062345678", "801", null)]
    [InlineData("010-62345678-801", "+861062345678", "801", null)]
    [InlineData("(021)63345566轉12", "+862163345566", "12", null)]
    [InlineData("021 63345566 分机 8012", "+862163345566", "8012", null)]
    [InlineData("010-62345678 ext. 801", "+861062345678", "801", null)]
    [InlineData("010-62345678#808", "+861062345678", "808", null)]
    [InlineData("０１０－６２３４５６７８转８０１", "+861062345678", "801", null)]
    [InlineData("13800138000（李娜）", "+8613800138000", null, "李娜")]
    [InlineData("13800138000(Li Na)", "+8613800138000", null, "Li Na")]
    [InlineData("138 0013 8000 李娜", "+8613800138000", null, "李娜")]
    [InlineData("李娜 13800138000", "+8613800138000", null, "李娜")]
    [InlineData("前台：010-62345678转801（白天）", null, null, null)]
    [InlineData("010-62345678转801（前台）", "+861062345678", "801", "前台")]
    [InlineData("\u200b13800138000\u202c", "+8613800138000", null, null)]
    [InlineData("021-6334-5566", "+862163345566", null, null)]
    [InlineData("13800138000/13900139000", null, null, null)]
    [InlineData("13800138000 13900139000", null, null, null)]
    public void WhatStandsBesideANumberIsKept(string text, string? number, string? extension, string? label)
    {
        var read = Phones.Read(text, "CN");
        Assert.Equal((number, extension, label), (read?.Value, read?.Extension, read?.Label));
    }

    [Theory]
    [InlineData("a@qq.example\u200b", "a@qq.example")]
    [InlineData("\ufeffa@qq.example", "a@qq.example")]
    [InlineData("ａ＠ｑｑ．example", "a@qq.example")]
    [InlineData("\u00a0A@QQ.example ", "a@qq.example")]
    [InlineData("a@b", null)]
    [InlineData("a b@qq.example", null)]
    [InlineData("Li Na <a@qq.example>", null)]
    [InlineData("\u200b", null)]
    public void AnAddressHoldsOnlyWhatCanBeSeen(string text, string? address) =>
        Assert.Equal(address, ContactPoint.Normalise(ContactPointKind.Email, text, "CN"));

    [Theory]
    [InlineData("\u200b", false)]
    [InlineData(" \u00a0\u2060", false)]
    [InlineData("王", true)]
    [InlineData("\u200bA", true)]
    public void ANameIsSomethingToRead(string name, bool isOne) => Assert.Equal(isOne, new VisibleAttribute().IsValid(name));

    [Theory]
    [InlineData("+862163345566", "02163345566")]
    [InlineData("+8613800138000", "13800138000")]
    public void AtHomeANumberIsDialledOtherwise(string number, string national) => Assert.Equal(national, Phones.National(number));
}
