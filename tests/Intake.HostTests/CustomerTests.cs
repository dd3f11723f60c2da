using System.Net;
using System.Text;
using CustomerService.Contracts.Intake.Grpc;
using CustomerService.Intake.Customers.Files;
using CustomerService.TestSupport;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using MiniExcelLibs;
using Npgsql;

namespace CustomerService.Intake.HostTests;

/// <summary>I1: customer files, imported as a whole or not at all; I4: who saw what.</summary>
[Collection(IntakeCollection.Name)]
public sealed class CustomerTests(IntakeHost host)
{
    private const string Header = "customerNo,kind,name,phone,email,city,regionCode,address,language,yearlySpend";

    // As another service's client calls it.
    private static readonly Method<GetCustomerRequest, CustomerContact> GetCustomer = new(
        MethodType.Unary,
        "customerservice.intake.v1.CustomerDirectory",
        "GetCustomer",
        Marshallers.Create(request => request.ToByteArray(), GetCustomerRequest.Parser.ParseFrom),
        Marshallers.Create(contact => contact.ToByteArray(), CustomerContact.Parser.ParseFrom)
    );

    private static readonly Method<FindTicketRequest, FoundTicket> FindTicket = new(
        MethodType.Unary,
        "customerservice.intake.v1.TicketDirectory",
        "FindTicket",
        Marshallers.Create(request => request.ToByteArray(), FindTicketRequest.Parser.ParseFrom),
        Marshallers.Create(found => found.ToByteArray(), FoundTicket.Parser.ParseFrom)
    );

    [Fact]
    public async Task ATableWithAnUnknownColumnIsRefusedAndADryRunSaysWhatWouldChange()
    {
        var number = await host.ACustomer();
        using var administrator = host.Client("administrator:test");
        var path = new Uri($"/api/customers/{number}", UriKind.Relative);
        var before = await administrator.Get<Customer>(path.ToString());
        var asItWas = await administrator.GetStringAsync(path);

        // No column is taken for another one, and nothing is taken of such a table.
        using var misspelt = await administrator.Import("customers", $"customerNo,nmae\r\n{number},x\r\n");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, misspelt.StatusCode);
        var problem = await misspelt.Content.ReadAsStringAsync();
        Assert.Contains("table-refused", problem, StringComparison.Ordinal);
        Assert.Contains("did you mean name?", problem, StringComparison.Ordinal);

        var dry = await administrator
            .PostAsync(
                new Uri("/api/customers/import?dryRun=true", UriKind.Relative),
                new StringContent($"customerNo;name\r\n{number};测试二\r\n", Encoding.UTF8, "text/csv")
            )
            .Read<ImportReport>();
        Assert.Equal((1, new RowChange(2, number, "name", before.Name, "测试二")), (dry.Accepted, Assert.Single(dry.Changes!)));
        Assert.Equal(asItWas, await administrator.GetStringAsync(path));

        // What the table does not name stays as it is.
        var real = await administrator.Import("customers", $"customerNo\tname\r\n{number}\t测试二\r\n").Read<ImportReport>();
        Assert.Equal((1, null), (real.Accepted, real.Changes));
        var after = await administrator.Get<Customer>(path.ToString());
        Assert.Equal(
            ("测试二", before.Phone, before.City, before.Address, before.YearlySpend, before.Class),
            (after.Name, after.Phone, after.City, after.Address, after.YearlySpend, after.Class)
        );
    }

    [Fact]
    public async Task AStoreThatBreaksOffUnderACallIsUnavailableAndNotUnknown()
    {
        var number = await host.ACustomer();
        await using var holder = new NpgsqlConnection(host.Database);
        await holder.OpenAsync();
        await using var held = await holder.BeginTransactionAsync();
        await using var hold = new NpgsqlCommand("select id from mt_streams where id = @number for update", holder, held);
        hold.Parameters.AddWithValue("number", number);
        await hold.ExecuteNonQueryAsync();

        var asked = Ask(Actor.System("dispatch"), number, "visit 1");
        await using var source = NpgsqlDataSource.Create(host.Database);
        await Eventually.Holds(
            async () =>
            {
                await using var waiting = source.CreateCommand(
                    "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and wait_event_type = "
                        + "'Lock' and query like '%mt_streams%'"
                );
                await waiting.ExecuteNonQueryAsync();
                return asked.IsCompleted;
            },
            "an answer, since nothing that waits for the lock is left alone"
        );

        Assert.Equal(StatusCode.Unavailable, (await Assert.ThrowsAsync<RpcException>(() => asked)).StatusCode);
    }

    [Fact]
    public async Task OpeningAFileIsRecorded()
    {
        var number = await host.ACustomer();
        using var client = host.Client("agent:A017");
        var file = await client.Get<Customer>($"/api/customers/{number}");
        Assert.Equal(("+8613800138000", CustomerClass.Vip), (file.Phone, file.Class));
        var seen = Assert.Single((await host.Stored(number)).Select(e => e.Data).OfType<CustomerSeen>());
        Assert.Equal(("agent:A017", "file"), (seen.By, seen.Purpose));
    }

    [Fact]
    public async Task AFileThatDoesNotExistIsNotFound()
    {
        using var client = host.Client("agent:A017");
        await client
            .GetAsync(new Uri("/api/customers/C-nobody", UriKind.Relative))
            .IsRefused(HttpStatusCode.NotFound, "customer-not-found");
        using var nobody = host.Guest();
        await nobody
            .GetAsync(new Uri($"/api/customers/{await host.ACustomer()}", UriKind.Relative))
            .IsRefused(HttpStatusCode.Unauthorized, "token-missing");
    }

    [Fact]
    public async Task ACustomerIsFoundByPhoneHoweverItIsWritten()
    {
        var number = await host.ACustomer("+8613912345678");
        using var client = host.Client("agent:A017");
        foreach (var written in new[] { "139 1234 5678", "%2B86 139-1234-5678", "008613912345678" })
        {
            Assert.Contains(await client.Get<List<CustomerHit>>($"/api/customers?phone={written}"), hit => hit.Number == number);
        }

        await client.GetAsync(new Uri("/api/customers?phone=12", UriKind.Relative)).IsRefused(HttpStatusCode.BadRequest, "phone-invalid");
        using var customer = host.Client("customer:C000001");
        await customer
            .GetAsync(new Uri("/api/customers?phone=13912345678", UriKind.Relative))
            .IsRefused(HttpStatusCode.Forbidden, "not-permitted");
    }

    [Fact]
    public async Task TheSameTableTwiceChangesNothingAndACorrectionOneRow()
    {
        var (one, two) = (Number(), Number());
        using var client = host.Client("administrator:test");
        Assert.Equal((2, 0), Counts(await client.Import("customers", Table(Row(one), Row(two))).Read<ImportReport>()));
        Assert.Equal((0, 2), Counts(await client.Import("customers", Table(Row(one), Row(two))).Read<ImportReport>()));
        Assert.Equal(
            (1, 1),
            Counts(await client.Import("customers", Table(Row(one), Row(two, phone: "13900139000"))).Read<ImportReport>())
        );
        Assert.Equal("+8613900139000", (await client.Get<Customer>($"/api/customers/{two}")).Phone);
        Assert.Single(await host.Stored(one));
    }

    [Fact]
    public async Task OneBadRowAndNothingIsImported()
    {
        var (good, bad, twice) = (Number(), Number(), Number());
        using var client = host.Client("administrator:test");
        var problem = await client
            .Import("customers", Table(Row(good), Row(bad, phone: "12345", language: "fr"), Row(twice), Row(twice)))
            .IsRefused(HttpStatusCode.UnprocessableEntity, "table-refused");
        var report = problem.GetProperty("report");
        Assert.Equal((0, 2), (report.GetProperty("accepted").GetInt32(), report.GetProperty("refused").GetInt32()));
        Assert.Equal(
            [(3, bad, "phone"), (3, bad, "language"), (5, twice, "customerNo")],
            report
                .GetProperty("errors")
                .EnumerateArray()
                .Select(e => (e.GetProperty("row").GetInt32(), e.GetProperty("key").GetString()!, e.GetProperty("field").GetString()!))
        );
        foreach (var number in new[] { good, bad, twice })
        {
            Assert.Empty(await host.Stored(number));
        }
    }

    [Fact]
    public async Task AWorkbookWorksLikeATable()
    {
        var number = Number();
        using var file = new MemoryStream();
        await file.SaveAsAsync(
            new[]
            {
                new
                {
                    customerNo = number,
                    kind = "organisation",
                    name = "测试有限公司",
                    phone = "+86 139 0013 9000",
                    email = "",
                    city = "上海市",
                    regionCode = 3101,
                    address = "测试路1号",
                    language = "en",
                    yearlySpend = 10_000.5,
                },
            }
        );
        using var content = new ByteArrayContent(file.ToArray());
        content.Headers.ContentType = new("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
        using var client = host.Client("administrator:test");
        Assert.Equal(
            (1, 0),
            Counts(await client.PostAsync(new Uri("/api/customers/import", UriKind.Relative), content).Read<ImportReport>())
        );
        var customer = await client.Get<Customer>($"/api/customers/{number}");
        Assert.Equal(
            ("+8613900139000", "3101", 10_000.5m, CustomerClass.Core),
            (customer.Phone, customer.RegionCode, customer.YearlySpend, customer.Class)
        );
    }

    [Fact]
    public async Task WhatIsNoTableIsRefused()
    {
        using var client = host.Client("administrator:test");
        await client.Post("/api/customers/import", new { }).IsRefused(HttpStatusCode.UnsupportedMediaType, "malformed-request");
        using var content = new ByteArrayContent([1, 2, 3]);
        content.Headers.ContentType = new("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
        await client
            .PostAsync(new Uri("/api/customers/import", UriKind.Relative), content)
            .IsRefused(HttpStatusCode.UnprocessableEntity, "table-refused");
    }

    [Fact]
    public async Task AnEmptyTableImportsNothing()
    {
        using var client = host.Client("administrator:test");
        Assert.Equal((0, 0), Counts(await client.Import("customers", $"{Header}\r\n").Read<ImportReport>()));
        Assert.Equal((0, 0), Counts(await client.Import("customers", "").Read<ImportReport>()));
    }

    [Fact]
    public async Task WhoAServiceAsksForSeesACustomerAndThatIsRecorded()
    {
        var ticket = await host.ATicket();
        var contact = await Ask(Engineer("E1"), ticket.CustomerNumber, "visit T00000042-W1/1", ticket.Id);
        Assert.Equal((ticket.CustomerNumber, "zh-Hans"), (contact.CustomerNumber, contact.Language));
        var seen = Assert.Single((await host.Stored(ticket.CustomerNumber)).Select(e => e.Data).OfType<CustomerSeen>());
        Assert.Equal(("engineer:E1", "visit T00000042-W1/1"), (seen.By, seen.Purpose));
    }

    [Fact]
    public async Task TheCustomerOfATicketIsFoundByItsNumberAndThatIsRecordedToo()
    {
        var (ticket, service) = (await host.ATicket(), Actor.System("subscriptions"));
        var contact = await Ask(service, "", "notice 1 TicketOpened", ticket.Id);
        Assert.Equal((ticket.CustomerNumber, ""), (contact.CustomerNumber, contact.Email));
        Assert.Equal(
            "system:subscriptions",
            Assert.Single((await host.Stored(ticket.CustomerNumber)).Select(e => e.Data).OfType<CustomerSeen>()).By
        );
        await IsRefused(StatusCode.NotFound, service, "", "notice", "T99999999");
    }

    [Fact]
    public async Task WhyMustBeSaid()
    {
        var number = await host.ACustomer();
        await IsRefused(StatusCode.InvalidArgument, Actor.System("dispatch"), number, "");
        Assert.DoesNotContain(await host.Stored(number), e => e.Data is CustomerSeen);
    }

    [Fact]
    public async Task WhatAPersonDoesNotSeeTheServiceThatAsksForThemDoesNotGetEither()
    {
        var (ticket, other) = (await host.ATicket(), await host.ATicket());
        await IsRefused(StatusCode.NotFound, Engineer("E1"), "C-nobody", "why", ticket.Id);
        await IsRefused(StatusCode.NotFound, Engineer("E1"), other.CustomerNumber, "why", ticket.Id);
        await IsRefused(StatusCode.NotFound, Engineer("E1"), ticket.CustomerNumber, "why");
        await IsRefused(StatusCode.NotFound, Elsewhere, ticket.CustomerNumber, "why", ticket.Id);
        Assert.Equal(ticket.CustomerNumber, (await Find(Engineer("E1"), ticket.Id)).CustomerNumber);
        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(() => Find(Elsewhere, ticket.Id))).StatusCode);
        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(() => Find(Engineer("E1"), "T99999999"))).StatusCode);
    }

    [Fact]
    public async Task AConfidentialFileIsShownToAPersonWithTheClearanceOrToWhoHasBorrowedIt()
    {
        var ticket = await host.ATicket();
        await host.Classify(ticket.CustomerNumber, "secret");
        Assert.Equal(
            ticket.CustomerNumber,
            (await Ask(Engineer("E6") with { Clearance = Confidentiality.Secret }, "", "visit", ticket.Id)).CustomerNumber
        );
        await IsRefused(StatusCode.NotFound, Engineer("E7"), ticket.CustomerNumber, "visit", ticket.Id);
        await IsRefused(StatusCode.NotFound, Engineer("E7"), "", "visit", ticket.Id);
        await Assert.ThrowsAsync<RpcException>(() => Find(Engineer("E7"), ticket.Id));

        using var engineer = host.Client("engineer:E7");
        var borrowing = await engineer
            .Post(
                "/api/borrowings",
                new
                {
                    customerNumber = ticket.CustomerNumber,
                    purpose = "visit",
                    dueAt = DateTimeOffset.UtcNow.AddHours(1),
                }
            )
            .Read<Intake.Customers.Borrowings.Borrowing>();
        using var approver = host.Client(Steps.Cleared);
        await approver.Post($"/api/borrowings/{borrowing.Id}/approve", new { }).Read<object>();
        Assert.Equal(ticket.CustomerNumber, (await Ask(Engineer("E7"), ticket.CustomerNumber, "visit", ticket.Id)).CustomerNumber);
        await IsRefused(StatusCode.NotFound, Engineer("E8"), ticket.CustomerNumber, "visit", ticket.Id);
    }

    private static Actor Elsewhere => Engineer("E2") with { Scope = new DataScope(["S440101"], []) };

    private static Actor Engineer(string id) => new("engineer", id);

    private async Task IsRefused(StatusCode status, Actor actor, string number, string purpose, string ticket = "") =>
        Assert.Equal(status, (await Assert.ThrowsAsync<RpcException>(() => Ask(actor, number, purpose, ticket))).StatusCode);

    private Task<CustomerContact> Ask(Actor actor, string number, string purpose, string ticket = "") =>
        Call(
            actor,
            GetCustomer,
            new GetCustomerRequest
            {
                CustomerNumber = number,
                Purpose = purpose,
                TicketNumber = ticket,
            }
        );

    private Task<FoundTicket> Find(Actor actor, string ticket) => Call(actor, FindTicket, new FindTicketRequest { TicketNumber = ticket });

    private async Task<TResponse> Call<TRequest, TResponse>(Actor actor, Method<TRequest, TResponse> method, TRequest request)
        where TRequest : class
        where TResponse : class
    {
        using var channel = GrpcChannel.ForAddress(
            "http://localhost",
            new GrpcChannelOptions { HttpHandler = ((TestServer)host.Services.GetRequiredService<IServer>()).CreateHandler().As(actor) }
        );
        return await channel.CreateCallInvoker().AsyncUnaryCall(method, null, new CallOptions(), request);
    }

    private static string Number() => $"C{Guid.NewGuid():N}";

    private static string Row(string number, string phone = "13800138000", string language = "zh-Hans") =>
        $"{number},person,测试,{phone},,上海市,3101,\"测试路1号, 2楼\",{language},25000";

    private static string Table(params string[] rows) => $"\uFEFF{Header}\r\n{string.Join("\r\n", rows)}\r\n";

    private static (int, int) Counts(ImportReport report) => (report.Accepted, report.Unchanged);
}
