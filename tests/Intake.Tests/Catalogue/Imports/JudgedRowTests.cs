using CustomerService.Intake.Catalogue.Units;
using CustomerService.Intake.Customers.Files;
using CustomerService.Intake.Customers.Upkeep;

namespace CustomerService.Intake.Tests.Catalogue.Imports;

/// <summary>I1, I6: what a row says that was not known, the same for a small table and a large one.</summary>
public sealed class JudgedRowTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    private static readonly TableRow Unit = new(
        3,
        new Dictionary<string, string>
        {
            ["imei"] = "001016952601545",
            ["model"] = "CS-L5",
            ["price"] = "10",
        }
    );

    private static readonly Customer Known = new()
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

    [Fact]
    public void ATableNeitherTellsNorChangesWhatIsInAClosedFile()
    {
        var closed = Known with { Confidentiality = Confidentiality.Secret };
        foreach (var name in new[] { Known.Name, "Somebody else" })
        {
            var judged = ImportCustomers.Judge(Row(("name", name)), closed, new CustomerOptions(), Now);
            Assert.Null(judged.Event);
            Assert.Equal("Is not changed by a table.", Assert.Single(judged.Errors).Detail);
        }
    }

    [Fact]
    public void ANewCustomerIsRegistered()
    {
        var judged = ImportCustomers.Judge(Row(), null, new CustomerOptions(), Now);
        Assert.Equal(("C000001", false, "测试"), (judged.Key, judged.IsKnown, Assert.IsType<CustomerRegistered>(judged.Event).Name));
        Assert.Empty(judged.Errors);
    }

    [Fact]
    public void AKnownOneIsCorrectedOrLeftAlone()
    {
        Assert.Null(ImportCustomers.Judge(Row(), Known, new CustomerOptions(), Now).Event);
        var corrected = Assert.IsType<CustomerCorrected>(
            ImportCustomers.Judge(Row(), Known with { Name = "before" }, new CustomerOptions(), Now).Event
        );
        Assert.Equal(("测试", CustomerClass.Vip), (corrected.Name, corrected.Class));
    }

    [Fact]
    public void ARowSaysWhatItWouldChange()
    {
        var known = Known with { Email = "li.na@example.org", YearlySpend = 25_000.00m };
        var row = Row(("name", "测试二"), ("email", ""));
        Assert.Equal(
            [new RowChange(2, "C000001", "name", known.Name, "测试二"), new RowChange(2, "C000001", "email", "li.na@example.org", null)],
            ImportCustomers.Judge(row, known, new CustomerOptions(), Now).Changes
        );
        Assert.Empty(ImportCustomers.Judge(Row(("email", "li.na@example.org")), known, new CustomerOptions(), Now).Changes!);
    }

    [Fact]
    public void AClassByHandStays()
    {
        var byHand = Known with
        {
            Class = CustomerClass.Ordinary,
            Standing = new Standing { Override = new ClassOverride(CustomerClass.Ordinary, "known", Now.AddDays(1)) },
        };
        Assert.Null(ImportCustomers.Judge(Row(), byHand, new CustomerOptions(), Now).Event);
    }

    [Fact]
    public void WhoWasErasedIsRefusedAndNothingElseIsSaidOfTheRow()
    {
        var judged = ImportCustomers.Judge(
            new TableRow(7, new Dictionary<string, string> { ["customerNo"] = "C000001" }),
            Known with
            {
                ErasedAt = Now,
            },
            new CustomerOptions(),
            Now
        );
        Assert.Equal(new RowError(7, "C000001", "customerNo", "Was erased."), Assert.Single(judged.Errors));
        Assert.Null(judged.Event);
    }

    [Fact]
    public void AWrongRowSaysNothing()
    {
        var judged = ImportCustomers.Judge(Row(("phone", "12"), ("language", "fr")), Known, new CustomerOptions(), Now);
        Assert.Equal([(2, "C000001", "phone"), (2, "C000001", "language")], judged.Errors.Select(e => (e.Row, e.Key, e.Field!)));
        Assert.Null(judged.Event);
    }

    [Fact]
    public void AUnitCountsItsRegistrations()
    {
        Assert.Equal(1, Assert.IsType<UnitRegistered>(ImportUnits.Judge(Unit, null, ["model/CS-L5"], ["C000001"], Now).Event).Revision);
        var known = new Unit
        {
            Id = "001016952601545",
            Model = "CS-L5",
            Price = 9,
            Revision = 4,
        };
        Assert.Equal(5, Assert.IsType<UnitRegistered>(ImportUnits.Judge(Unit, known, ["model/CS-L5"], ["C000001"], Now).Event).Revision);
        Assert.Null(ImportUnits.Judge(Unit, known with { Price = 10 }, ["model/CS-L5"], ["C000001"], Now).Event);
        Assert.Equal("model", Assert.Single(ImportUnits.Judge(Unit, null, [], ["C000001"], Now).Errors).Field);
    }

    [Fact]
    public void WhatATableDoesNotNameStaysAsItIs()
    {
        var known = Known with { Email = "li.na@example.org", YearlySpend = 30_000 };
        var row = Row(("name", "测试二"));
        ((Dictionary<string, string>)row.Cells).Remove("yearlySpend");
        var corrected = Assert.IsType<CustomerCorrected>(ImportCustomers.Judge(row, known, new CustomerOptions(), Now).Event);
        Assert.Equal(("li.na@example.org", 30_000m), (corrected.Email, corrected.YearlySpend));
        Assert.Null(ImportCustomers.Judge(Row(("yearlySpend", "")), Known, new CustomerOptions(), Now).Event);
        // An empty cell says that there is none.
        var emptied = Assert.IsType<CustomerCorrected>(ImportCustomers.Judge(Row(("email", "")), known, new CustomerOptions(), Now).Event);
        Assert.Null(emptied.Email);

        var unit = new Unit
        {
            Id = "001016952601545",
            Model = "CS-L5",
            CustomerNumber = "C000001",
            SoldOn = new DateOnly(2026, 1, 2),
            InvoiceNumber = "INV-1",
            Price = 9,
            FactoryDate = new DateOnly(2025, 12, 1),
            Revision = 4,
        };
        var bare = new TableRow(2, new Dictionary<string, string> { ["imei"] = "001016952601545", ["model"] = "CS-L5" });
        Assert.Null(ImportUnits.Judge(bare, unit, ["model/CS-L5"], [], Now).Event);
    }

    [Fact]
    public void WhatACustomerChangedWithAProofNoTableUndoes()
    {
        var known = Known with { Phone = "+8613900139000", Email = "new@example.org", ContactPointsProved = true };
        var row = Row(("email", "old@example.org"), ("name", "测试二"));
        var corrected = Assert.IsType<CustomerCorrected>(ImportCustomers.Judge(row, known, new CustomerOptions(), Now).Event);
        Assert.Equal(("+8613900139000", "new@example.org"), (corrected.Phone, corrected.Email));
    }

    private static TableRow Row(params (string Column, string Cell)[] changed)
    {
        var cells = new Dictionary<string, string>
        {
            ["customerNo"] = "C000001",
            ["kind"] = "person",
            ["name"] = "测试",
            ["phone"] = "13800138000",
            ["city"] = "上海市",
            ["regionCode"] = "3101",
            ["address"] = "测试路1号",
            ["language"] = "zh-Hans",
            ["yearlySpend"] = "25000",
        };
        foreach (var (column, cell) in changed)
        {
            cells[column] = cell;
        }

        return new TableRow(2, cells);
    }
}
