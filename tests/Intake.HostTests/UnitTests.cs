using System.Net;
using CustomerService.Intake.Catalogue.Units;
using CustomerService.TestSupport;
using MiniExcelLibs;
using V1 = CustomerService.Contracts.Intake.V1;

namespace CustomerService.Intake.HostTests;

/// <summary>I6: the catalogue and the units; what is not known is unknown, never expired.</summary>
[Collection(IntakeCollection.Name)]
public sealed class UnitTests(IntakeHost host)
{
    private const string ModelHeader = "model,nameEn,nameZh,price,warrantyMonths,batteryMonths,chargerMonths,headsetMonths\r\n";
    private const string UnitHeader = "imei,model,customerNo,soldOn,invoiceNo,price,factoryDate\r\n";

    [Fact]
    public async Task AModelAndItsUnitsAreRegisteredAndPublishedWithTheirRevision()
    {
        var (model, imei, owner) = (await AModel(), AnImei(), await host.ACustomer());
        using var client = host.Client("administrator:test");
        Assert.Equal(
            1,
            (await client.Import("units", $"{UnitHeader}{imei},{model},{owner},2025-01-19,,1299,\r\n").Read<ImportReport>()).Accepted
        );
        Assert.Equal(
            1,
            (await client.Import("units", $"{UnitHeader}{imei},{model},{owner},2025-01-19,,1299,\r\n").Read<ImportReport>()).Unchanged
        );
        Assert.Equal(
            1,
            (
                await client.Import("units", $"{UnitHeader}{imei},{model},{owner},2025-01-20,INV1,1299,2024-12-25\r\n").Read<ImportReport>()
            ).Accepted
        );

        var unit = await client.Get<Unit>($"/api/units/{imei}");
        Assert.Equal((model, new DateOnly(2025, 1, 20), "INV1", 2), (unit.Model, unit.SoldOn, unit.InvoiceNumber, unit.Revision));
        var published = await host.Published<V1.UnitRegistered>(u => u.Imei == imei && u.Revision == 1);
        Assert.Equal((null, null), (published.InvoiceNumber, published.FactoryDate));
        Assert.Equal("INV1", (await host.Published<V1.UnitRegistered>(u => u.Imei == imei && u.Revision == 2)).InvoiceNumber);
        Assert.Equal(
            (1299m, 12),
            await host.Published<V1.ModelRegistered>(m => m.Model == model) is var m ? (m.Price, m.WarrantyMonths) : default
        );
        Assert.Contains(await client.Get<List<Model>>("/api/models"), m => m.Id == $"model/{model}");
    }

    [Fact]
    public async Task AnImportMayNameTheSellerAndAnotherOwnerAndNobodyUnknown()
    {
        var (model, imei, first, second) = (await AModel(), AnImei(), await host.ACustomer(), await host.ACustomer());
        using var client = host.Client("administrator:test");
        await client.Import("units", $"{UnitHeader.TrimEnd()},seller\r\n{imei},{model},{first},,,,,上海旗舰店\r\n").Read<ImportReport>();
        await client.Import("units", $"{UnitHeader}{imei},{model},{second},,,,\r\n").Read<ImportReport>();
        var unit = await client.Get<Unit>($"/api/units/{imei}");
        Assert.Equal((second, "上海旗舰店", first), (unit.CustomerNumber, unit.Seller, Assert.Single(unit.PastOwners).CustomerNumber));
        var problem = await client
            .Import("units", $"{UnitHeader}{imei},{model},C-nobody,,,,\r\n")
            .IsRefused(HttpStatusCode.UnprocessableEntity, "table-refused");
        Assert.Equal(
            "customerNo",
            Assert.Single(problem.GetProperty("report").GetProperty("errors").EnumerateArray()).GetProperty("field").GetString()
        );
        Assert.Equal(second, (await client.Get<Unit>($"/api/units/{imei}")).CustomerNumber);
    }

    [Fact]
    public async Task ATicketKnowsTheModelOfItsUnit()
    {
        var (model, imei) = (await AModel(), AnImei());
        using var client = host.Client("administrator:test");
        await client.Import("units", $"{UnitHeader}{imei},{model},,,,,\r\n").Read<ImportReport>();
        Assert.Equal(model, (await host.ATicket(imei)).Model);
    }

    [Fact]
    public async Task OneBadUnitAndNothingIsImported()
    {
        var (model, good) = (await AModel(), AnImei());
        using var client = host.Client("administrator:test");
        var problem = await client
            .Import("units", $"{UnitHeader}{good},{model},,,,,\r\n490154203237517,{model},,,,,\r\n{good},{model},,2025-02-30,,,\r\n")
            .IsRefused(HttpStatusCode.UnprocessableEntity, "table-refused");
        Assert.Equal(
            [(3, "imei"), (4, "soldOn")],
            problem
                .GetProperty("report")
                .GetProperty("errors")
                .EnumerateArray()
                .Select(e => (e.GetProperty("row").GetInt32(), e.GetProperty("field").GetString()!))
        );
        await client.GetAsync(new Uri($"/api/units/{good}", UriKind.Relative)).IsRefused(HttpStatusCode.NotFound, "unit-not-found");
    }

    [Fact]
    public async Task AWorkbookMayHoldRealDates()
    {
        var (model, imei) = (await AModel(), AnImei());
        using var file = new MemoryStream();
        await file.SaveAsAsync(
            new[]
            {
                new
                {
                    imei,
                    model,
                    soldOn = new DateTime(2025, 1, 19),
                    price = 1299.5,
                },
            }
        );
        using var content = new ByteArrayContent(file.ToArray());
        content.Headers.ContentType = new("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
        using var client = host.Client("administrator:test");
        await client.PostAsync(new Uri("/api/units/import", UriKind.Relative), content).Read<ImportReport>();
        var unit = await client.Get<Unit>($"/api/units/{imei}");
        Assert.Equal((new DateOnly(2025, 1, 19), 1299.5m), (unit.SoldOn, unit.Price));
    }

    [Fact]
    public async Task OneBadModelAndNothingIsImported()
    {
        var model = $"M{Guid.NewGuid():N}"[..12];
        using var client = host.Client("administrator:test");
        await client
            .Import("models", $"{ModelHeader}{model},A,甲,1299,12,6,12,3\r\n{model}-2,B,,1299,many,6,12,3\r\n")
            .IsRefused(HttpStatusCode.UnprocessableEntity, "table-refused");
        Assert.DoesNotContain(await client.Get<List<Model>>("/api/models"), m => m.Id.Contains(model, StringComparison.Ordinal));
    }

    [Fact]
    public async Task WithoutAnAnswerOfRepairTheCoverIsUnknownAndSaysWhy()
    {
        using var client = host.Client("agent:A017");
        var cover = await client.Get<UnitCover>("/api/units/001016952601545/cover");
        Assert.Equal(("unknown", null), (cover.Status, cover.EndsOn));
        Assert.Equal(["repair-did-not-answer"], cover.Reasons);
    }

    private async Task<string> AModel()
    {
        var model = $"M{Guid.NewGuid():N}"[..12];
        using var client = host.Client("administrator:test");
        await client.Import("models", $"{ModelHeader}{model},Aurora,晨曦,1299,12,6,12,3\r\n").Read<ImportReport>();
        return model;
    }

    private static string AnImei()
    {
        var digits = string.Concat(Guid.NewGuid().ToByteArray().Take(14).Select(b => b % 10));
        return Enumerable.Range(0, 10).Select(check => $"{digits}{check}").Single(ImportUnits.IsImei);
    }
}
