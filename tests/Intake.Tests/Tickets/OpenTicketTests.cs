using CustomerService.Intake.Customers;
using CustomerService.Intake.Tickets;
using CustomerService.Intake.Units;
using static CustomerService.Intake.Tests.Tickets.History;

namespace CustomerService.Intake.Tests.Tickets;

/// <summary>I7, I8: opening; I9: the first owner.</summary>
public sealed class OpenTicketTests
{
    private static readonly Customer Customer = new()
    {
        Id = "C000001",
        Kind = CustomerKind.Person,
        Name = "测试",
        Phone = "+8613800138000",
        City = "上海市",
        RegionCode = "3101",
        Address = "测试路1号",
        Language = "zh-Hans",
        YearlySpend = 25_000,
        Class = CustomerClass.Vip,
    };

    private static readonly Unit Unit = new() { Id = "001016952601545", Model = "CS-L5", Revision = 1 };

    private static readonly OpenTicket Command =
        new(Channel.Phone, "call-1", "C000001", TicketType.Fault, "屏幕无显示", "001016952601545", "F03");

    [Fact]
    public void ATicketKnowsClassLanguageAndRegionOfItsCustomerAndTheModelOfItsUnit() =>
        Assert.Equal(Opened, OpenTicket.Decide(Command, Customer, Unit, "A017", Now));

    [Fact]
    public void AUnitThatNobodyKnowsIsKeptWithoutAModel() =>
        Assert.Equal(Opened with { Model = null }, OpenTicket.Decide(Command, Customer, null, "A017", Now));

    [Fact]
    public void TheStoredTicketHoldsNoPersonalDataOfTheFile()
    {
        var stored = OpenTicket.Decide(Command, Customer, Unit, "A017", Now).ToString();
        Assert.DoesNotContain(Customer.Phone, stored, StringComparison.Ordinal);
        Assert.DoesNotContain(Customer.Name, stored, StringComparison.Ordinal);
        Assert.DoesNotContain(Customer.Address, stored, StringComparison.Ordinal);
    }

    [Fact]
    public void OneKeyPerChannel() =>
        Assert.NotEqual(ContactKey.IdOf(Channel.Phone, "4711"), ContactKey.IdOf(Channel.Web, "4711"));
}
