using CustomerService.Intake.Catalogue.Units;
using CustomerService.Intake.Customers.Files;
using CustomerService.Intake.Tickets.Categories;
using CustomerService.Intake.Tickets.Life;
using CustomerService.ServiceDefaults;
using Microsoft.Extensions.Configuration;
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

    private static readonly TicketOpened Derived = Opened with { Priority = TicketPriority.High, PriorityDerived = true };

    private static readonly Unit Unit = new()
    {
        Id = "001016952601545",
        Model = "CS-L5",
        Revision = 1,
    };

    private static readonly OpenTicket Command = new(
        Channel.Phone,
        "call-1",
        "C000001",
        TicketType.Fault,
        "屏幕无显示",
        "001016952601545",
        "F03"
    );

    [Fact]
    public void ATicketKnowsClassLanguageAndRegionOfItsCustomerAndTheModelOfItsUnit() =>
        Assert.Equal(Derived, OpenTicket.Decide(Command, Customer, Unit, "A017", Rules, Now));

    [Fact]
    public void AUnitThatNobodyKnowsIsKeptWithoutAModel() =>
        Assert.Equal(Derived with { Model = null }, OpenTicket.Decide(Command, Customer, null, "A017", Rules, Now));

    [Fact]
    public void TheStoredTicketHoldsNoPersonalDataOfTheFile()
    {
        var stored = OpenTicket.Decide(Command, Customer, Unit, "A017", Rules, Now).ToString();
        Assert.DoesNotContain(Customer.Phone, stored, StringComparison.Ordinal);
        Assert.DoesNotContain(Customer.Name, stored, StringComparison.Ordinal);
        Assert.DoesNotContain(Customer.Address, stored, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(CustomerClass.Ordinary, null, TicketPriority.Normal)]
    [InlineData(CustomerClass.Ordinary, TicketImpact.Low, TicketPriority.Low)]
    [InlineData(CustomerClass.Core, TicketImpact.High, TicketPriority.High)]
    [InlineData(CustomerClass.Potential, TicketImpact.Medium, TicketPriority.Normal)]
    [InlineData(CustomerClass.Vip, null, TicketPriority.High)]
    [InlineData(CustomerClass.Vip, TicketImpact.Low, TicketPriority.Normal)]
    [InlineData(CustomerClass.Vip, TicketImpact.High, TicketPriority.Urgent)]
    public void APriorityThatNobodyHasSaidFollowsFromClassAndImpact(
        CustomerClass customerClass,
        TicketImpact? impact,
        TicketPriority priority
    )
    {
        var opened = OpenTicket.Decide(Command with { Impact = impact }, Customer with { Class = customerClass }, Unit, "A017", Rules, Now);
        Assert.Equal((priority, true, impact), (opened.Priority, opened.PriorityDerived, opened.Impact));
    }

    [Fact]
    public void APriorityThatWasSaidIsTaken()
    {
        var opened = OpenTicket.Decide(
            Command with
            {
                Priority = TicketPriority.Low,
                Impact = TicketImpact.High,
            },
            Customer,
            Unit,
            "A017",
            Rules,
            Now
        );
        Assert.Equal((TicketPriority.Low, false), (opened.Priority, opened.PriorityDerived));
    }

    [Fact]
    public void TheTableIsConfiguration()
    {
        var rules = new TicketOptions();
        new ConfigurationBuilder().AddInMemoryCollection([new("Priorities:Vip:Medium", "Urgent")]).Build().Bind(rules);
        Assert.Equal(
            (TicketPriority.Urgent, TicketPriority.Normal, TicketPriority.Urgent),
            (rules.PriorityOf("vip", null), rules.PriorityOf("vip", TicketImpact.Low), rules.PriorityOf("vip", TicketImpact.High))
        );
        Assert.Equal(
            (TicketPriority.High, TicketPriority.Normal),
            (rules.PriorityOf("core", TicketImpact.High), rules.PriorityOf("a class of old", TicketImpact.High))
        );
    }

    [Fact]
    public void ACustomerSaysNoMoreThanWhatFollows()
    {
        Assert.Equal("priority-too-high", Check(Command with { Priority = TicketPriority.Urgent }, TheCustomer)?.Code);
        Assert.Null(Check(Command with { Priority = TicketPriority.High }, TheCustomer));
        Assert.Null(Check(Command with { Priority = TicketPriority.Urgent, Impact = TicketImpact.High }, TheCustomer));
        Assert.Null(Check(Command with { Priority = TicketPriority.Urgent }, Agent));
    }

    [Fact]
    public void ACategoryIsOneThatCanBeChosen()
    {
        Assert.Equal("category-unknown", Check(Command with { Category = "nothing" }, Agent)?.Code);
        Assert.Null(Check(Command with { Category = "display" }, Agent));
        Assert.Equal("display", OpenTicket.Decide(Command with { Category = "display" }, Customer, Unit, "A017", Rules, Now).Category);
    }

    private static Rejection? Check(OpenTicket command, Actor actor) =>
        OpenTicket.Check(command, Customer, TicketCategories.BuiltIn, actor, Rules);

    [Fact]
    public void OneKeyPerChannel() => Assert.NotEqual(ContactKey.IdOf(Channel.Phone, "4711"), ContactKey.IdOf(Channel.Web, "4711"));
}
