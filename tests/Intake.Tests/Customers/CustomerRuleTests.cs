using CustomerService.Intake.Customers.Files;

namespace CustomerService.Intake.Tests.Customers;

/// <summary>I2: the class by yearly spend; the thresholds are configuration.</summary>
public sealed class CustomerRuleTests
{
    [Theory]
    [InlineData(20_000, CustomerClass.Vip)]
    [InlineData(19_999.99, CustomerClass.Core)]
    [InlineData(10_000, CustomerClass.Core)]
    [InlineData(9_999.99, CustomerClass.Potential)]
    [InlineData(3_000, CustomerClass.Potential)]
    [InlineData(2_999.99, CustomerClass.Ordinary)]
    [InlineData(0, CustomerClass.Ordinary)]
    public void TheClassBeginsAtItsThreshold(decimal spend, CustomerClass expected) =>
        Assert.Equal(expected, new CustomerOptions().ClassOf(spend));

    [Fact]
    public void TheThresholdsAreConfiguration() => Assert.Equal(CustomerClass.Vip, new CustomerOptions { VipFrom = 1 }.ClassOf(1));
}
