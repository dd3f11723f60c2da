using System.Net;
using System.Net.Http.Headers;
using CustomerService.Intake.Common.Imports;
using CustomerService.ServiceDefaults;
using CustomerService.TestSupport;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using MiniExcelLibs;

namespace CustomerService.Intake.HostTests.Catalogue.Imports;

/// <summary>I1, I6: large tables, taken in the background as a whole or not at all, with a report of every row.</summary>
[Collection(ImportsCollection.Name)]
public sealed class ImportTests(ImportsHost host)
{
    [Fact]
    public async Task BothKindsOfTableComeInBehindTheAnswerAndInTheNameOfWhoAsked()
    {
        var (customers, units) = (ImportSteps.Numbers(40), ImportSteps.Imeis(40));
        using var admin = host.Client("administrator:test");
        await admin
            .Import(
                "models",
                "model,nameEn,nameZh,price,warrantyMonths,batteryMonths,chargerMonths,headsetMonths\r\nIMP-1,A,甲,1299,12,6,12,3\r\n"
            )
            .Read<ImportReport>();
        using var client = host.Client("integration:erp");
        using var answer = await client.SendInBackground("customers", ImportSteps.Customers(customers));
        var first = answer.Headers.Location!.ToString();
        Assert.Equal(
            (HttpStatusCode.Accepted, "respond-async"),
            (answer.StatusCode, Assert.Single(answer.Headers.GetValues("Preference-Applied")))
        );
        var second = await client.ImportInBackground(
            "units",
            "imei,model,customerNo,soldOn,invoiceNo,price,factoryDate\r\n"
                + string.Concat(units.Select((u, i) => $"{u},IMP-1,{customers[i]},2026-01-02,,,\r\n"))
        );
        foreach (
            var (number, kind, keys, type) in new[]
            {
                (first.Split('/')[^1], "customers", customers, "customer_registered_v1"),
                (second, "units", units, "unit_registered_v1"),
            }
        )
        {
            var import = await client.Ended(number);
            Assert.Equal(
                (kind, ImportPhase.Completed, "integration:erp", 40, 40),
                (import.Kind, import.Phase, import.By, import.Rows, import.Checked)
            );
            Assert.Equal((40, 0, 0), import.Counts());
            Assert.True(import.RowsPerSecond > 0 && import.StartedAt >= import.ReceivedAt && import.EndedAt >= import.StartedAt);
            Assert.Empty(import.Errors!.Items);
            await host.HaveEach(keys, 1, type);
            Assert.Equal(
                40,
                await host.Count(
                    "mt_events where stream_id = any($1) and user_name = 'integration:erp' and causation_id = $2",
                    keys,
                    $"import:{number}"
                )
            );
            Assert.Equal(0, await host.Count("import_row where import = $1", number));
            // A2: who brought it in, when and from where, before any of its rows.
            Assert.Equal(
                1,
                await host.Count(
                    "mt_events where type = 'documents_changed_v1' and user_name = 'integration:erp' and data -> 'documents' -> 0 "
                        + "->> 'type' = 'import' "
                        + "and data -> 'documents' -> 0 -> 'ids' ->> 0 = $1",
                    number
                )
            );
        }

        var page = await client.Get<Page<ImportView>>("/api/imports?limit=1");
        Assert.Equal((second, true), (Assert.Single(page.Items).Number, page.Next is not null));
        Assert.Equal(first.Split('/')[^1], (await client.Get<Page<ImportView>>(page.Next!)).Items[0].Number);
    }

    [Fact]
    public async Task AWorkbookComesInLikewiseAndTheSameTableAgainChangesNothing()
    {
        var numbers = ImportSteps.Numbers(30);
        using var file = new MemoryStream();
        await file.SaveAsAsync(
            numbers.Select(n => new
            {
                customerNo = n,
                kind = "organisation",
                name = "测试有限公司",
                phone = "+86 139 0013 9000",
                email = "",
                city = "上海市",
                regionCode = 3101,
                address = "测试路1号",
                language = "en",
                yearlySpend = 10_000.5,
            })
        );
        using var client = host.Client("administrator:test");
        foreach (var counts in new[] { (30, 0, 0), (0, 30, 0) })
        {
            using var content = new ByteArrayContent(file.ToArray());
            content.Headers.ContentType = new MediaTypeHeaderValue("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
            using var answer = await client.SendInBackground("customers", content);
            Assert.Equal(counts, (await client.Ended((await Task.FromResult(answer).Read<ImportView>()).Number)).Counts());
        }

        await host.HaveEach(numbers, 1);
        Assert.Equal(30, await host.Count("mt_events where stream_id = any($1)", [numbers]));
        var corrected = await client.ImportInBackground("customers", ImportSteps.Customers(numbers));
        Assert.Equal((30, 0, 0), (await client.Ended(corrected)).Counts());
        await host.HaveEach(numbers, 1, "customer_corrected_v1");
    }

    [Fact]
    public async Task OneWrongRowAndNothingIsTakenAndTheReportNamesEachOfThem()
    {
        var numbers = ImportSteps.Numbers(200);
        var lines = ImportSteps.Customers(numbers).Split("\r\n");
        for (var i = 100; i < 170; i++)
        {
            lines[i] = lines[i].Replace("13800138000", "12345", StringComparison.Ordinal);
        }

        lines[180] = lines[180].Replace("zh-Hans", "fr", StringComparison.Ordinal).Replace("person", "alien", StringComparison.Ordinal);
        lines[190] = lines[1];
        using var client = host.Client("administrator:test");
        var import = await client.Ended(await client.ImportInBackground("customers", string.Join("\r\n", lines)));
        Assert.Equal((ImportPhase.Refused, 200, 200, (0, 0, 72)), (import.Phase, import.Rows, import.Checked, import.Counts()));
        var (errors, next) = (import.Errors!.Items.ToList(), import.Errors.Next);
        Assert.Equal(Page.DefaultLimit, errors.Count);
        while (next is not null)
        {
            var page = await client.Get<Page<RowError>>(next.Replace("limit=50", "limit=9", StringComparison.Ordinal));
            errors.AddRange(page.Items);
            next = page.Next;
        }

        Assert.Equal(
            [
                .. Enumerable.Range(101, 70).Select(row => (row, numbers[row - 2], "phone")),
                (181, numbers[179], "kind"),
                (181, numbers[179], "language"),
                (191, numbers[0], "customerNo"),
            ],
            errors.Select(e => (e.Row, e.Key, e.Field!))
        );
        Assert.Equal(0, await host.Count("mt_events where stream_id = any($1)", [numbers]));
        Assert.Equal(0, await host.Count("import_row"));
    }

    [Fact]
    public async Task WhatIsNoTableOrTooLargeIsRefusedAtOnceAndNothingOfItIsStored()
    {
        var before = await host.Count("mt_doc_import");
        using var client = host.Client("administrator:test");
        await client
            .SendInBackground("customers", new StringContent("{}", MediaTypeHeaderValue.Parse("application/json")))
            .IsRefused(HttpStatusCode.UnsupportedMediaType, "malformed-request");
        using var workbook = new ByteArrayContent([1, 2, 3]);
        workbook.Headers.ContentType = new MediaTypeHeaderValue("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
        await client.SendInBackground("customers", workbook).IsRefused(HttpStatusCode.UnprocessableEntity, "table-refused");
        await client.SendInBackground("customers", "imei,model\r\n1,2\r\n").IsRefused(HttpStatusCode.UnprocessableEntity, "table-refused");
        await client
            .SendInBackground("customers", ImportSteps.Customers(ImportSteps.Numbers(30), _ => new string('x', 100_000)))
            .IsRefused(HttpStatusCode.RequestEntityTooLarge, "body-too-large");
        Assert.Equal((before, 0L), (await host.Count("mt_doc_import"), await host.Count("import_row")));
        Assert.Equal(
            ImportPhase.Completed,
            (await client.Ended(await client.ImportInBackground("customers", ImportSteps.Customers([])))).Phase
        );
        await client.GetAsync(new Uri("/api/imports/I-none", UriKind.Relative)).IsRefused(HttpStatusCode.NotFound, "import-not-found");
        await client
            .GetAsync(new Uri("/api/imports/I-none/errors", UriKind.Relative))
            .IsRefused(HttpStatusCode.NotFound, "import-not-found");
        await client.Post("/api/imports/I-none/cancel", new { }).IsRefused(HttpStatusCode.NotFound, "import-not-found");
    }

    [Fact]
    public async Task AnImportThatFailsAgainAndAgainIsGivenUpAndTheNextOneHasItsTurn()
    {
        var (broken, numbers) = ($"I-{Guid.NewGuid():N}", ImportSteps.Numbers(3));
        await using (var session = host.Services.GetRequiredService<IDocumentStore>().LightweightSession())
        {
            session.LastModifiedBy = "system:test";
            session.Store(
                new Import
                {
                    Id = broken,
                    Kind = "nothing-we-know",
                    Role = "administrator",
                    ActorId = "test",
                    Rows = 1,
                    ReceivedAt = DateTimeOffset.UtcNow,
                }
            );
            session.QueueDue(ImportWork.Purpose, ImportWork.Key, DateTimeOffset.UtcNow);
            await session.SaveChangesAsync();
        }

        using var client = host.Client("administrator:test");
        Assert.Equal(
            (3, 0, 0),
            (await client.Ended(await client.ImportInBackground("customers", ImportSteps.Customers(numbers)))).Counts()
        );
        Assert.Equal((ImportPhase.Failed, (0, 0, 0)), ((await client.Ended(broken)).Phase, (await client.Ended(broken)).Counts()));
    }
}
