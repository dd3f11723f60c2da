using System.Net;
using CustomerService.Intake.Customers.Duplicates;
using CustomerService.Intake.Customers.Files;
using CustomerService.Intake.Customers.Upkeep;
using CustomerService.TestSupport;

namespace CustomerService.Intake.HostTests.Customers;

/// <summary>
/// I1: a new caller gets a file and a ticket; who may be the same one is proposed, and imported numbers are in nobody's way.
/// </summary>
[Collection(IntakeCollection.Name)]
public sealed class RegisterCustomerTests(IntakeHost host)
{
    [Fact]
    public async Task ANewCallerGetsAFileAndATicketAndTheTwinIsProposed()
    {
        var (twin, phone) = await host.ACustomerOfTheirOwn();
        using var agent = host.Client("agent:A017");
        using var answer = await agent.Post("/api/customers", Body(phone));
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var registered = await Task.FromResult(answer).Read<RegisteredCustomer>();
        var file = registered.File;
        Assert.Matches("^C[0-9]{8,}$", file.Id);
        Assert.Equal(
            ($"/api/customers/{file.Id}", $"\"{file.Revision}\""),
            (answer.Headers.Location?.ToString(), answer.Headers.ETag?.Tag)
        );
        Assert.Equal((phone, ReachBy.Sms, CustomerClass.Ordinary), (file.Phone, file.PreferredChannel, file.Class));
        Assert.Contains(registered.Duplicates, d => (d.Customer.Number, d.Because) == (twin, DuplicateBecause.ContactPoint));
        Assert.Contains(await host.Listings(twin), l => (l.By, l.Purpose) == ("agent:A017", "duplicates of a new file"));
        Assert.Equal(file.Id, (await host.ATicketOf(file.Id)).CustomerNumber);

        await Changes(agent, file.Id, "name", new { kind = "organisation", name = "测试公司" }, file.Revision);
        await agent
            .Send(
                HttpMethod.Put,
                $"/api/customers/{file.Id}/name",
                new { kind = "person", name = "x" },
                ("If-Match", $"\"{file.Revision}\"")
            )
            .IsRefused(HttpStatusCode.PreconditionFailed, "stale-version");
        var proof = await agent.Prove(host.Codes, file.Id, phone, "changeAddress");
        var changed = await agent.Get<Customer>($"/api/customers/{file.Id}");
        await Changes(
            agent,
            file.Id,
            "further-addresses",
            new
            {
                addresses = new[]
                {
                    new
                    {
                        label = "分公司",
                        city = "广州市",
                        regionCode = "4401",
                        address = "测试路2号",
                    },
                },
            },
            changed.Revision,
            ("Proof", proof)
        );
        var after = await agent.Get<Customer>($"/api/customers/{file.Id}");
        Assert.Equal(
            ("测试公司", CustomerKind.Organisation, "测试路2号"),
            (after.Name, after.Kind, Assert.Single(after.FurtherAddresses).Address)
        );
    }

    [Fact]
    public async Task NumbersThatAnImportHasTakenArePassedOver()
    {
        using var agent = host.Client("agent:A017");
        var next = long.Parse((await Register(agent)).Id[1..], System.Globalization.CultureInfo.InvariantCulture) + 1;
        using var administrator = host.Client("administrator:test");
        await administrator
            .Import(
                "customers",
                "customerNo,kind,name,phone,email,city,regionCode,address,language,yearlySpend\r\n"
                    + string.Concat(Enumerable.Range(0, 60).Select(i => $"C{next + i:D8},person,旧,{Phone()},,上海市,3101,x,zh-Hans,0\r\n"))
            )
            .Read<ImportReport>();
        var numbers = new HashSet<string>();
        for (var i = 0; i < 20; i++)
        {
            var file = await Register(agent);
            Assert.Equal("测试", file.Name);
            Assert.True(numbers.Add(file.Id) && !Enumerable.Range(0, 60).Any(n => file.Id == $"C{next + n:D8}"), file.Id);
        }
    }

    [Fact]
    public async Task TheSameKeyAtOnceIsOneFile()
    {
        var phone = Phone();
        var key = $"register-{phone}";
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 12)
                .Select(async _ =>
                {
                    using var client = host.Client("agent:A017");
                    return await client.Send(HttpMethod.Post, "/api/customers", Body(phone), ("Idempotency-Key", key));
                })
        );
        Assert.All(answers, a => Assert.True(a.StatusCode is HttpStatusCode.Created or HttpStatusCode.Conflict, $"{a.StatusCode}"));
        using var agent = host.Client("agent:A017");
        Assert.Single(await agent.Get<List<CustomerHit>>($"/api/customers?phone={Uri.EscapeDataString(phone)}"));
    }

    [Fact]
    public async Task WhatIsNoFileIsRefused()
    {
        using var agent = host.Client("agent:A017");
        await agent.Post("/api/customers", new { kind = "person", name = "x" }).IsRefused(HttpStatusCode.BadRequest, "validation");
        await agent.Post("/api/customers", Body("12345")).IsRefused(HttpStatusCode.BadRequest, "phone-invalid");
        using var engineer = host.Client("engineer:E1");
        await engineer.Post("/api/customers", Body(Phone())).IsRefused(HttpStatusCode.Forbidden, "not-permitted");
        var (known, _) = await host.ACustomerOfTheirOwn();
        await agent
            .Send(HttpMethod.Put, $"/api/customers/{known}/name", new { kind = "person", name = "x" })
            .IsRefused((HttpStatusCode)428, "version-required");
    }

    private static async Task<Customer> Register(HttpClient client) =>
        (await client.Post("/api/customers", Body(Phone())).Read<RegisteredCustomer>()).File;

    private static object Body(string phone) =>
        new
        {
            kind = "person",
            name = "测试",
            contactPoints = new[] { new { kind = "phone", value = phone } },
            preferredChannel = "sms",
            language = "zh-Hans",
            city = "上海市",
            regionCode = "3101",
            address = "测试路1号",
        };

    private static string Phone() => $"+86139{Random.Shared.Next(10_000_000, 100_000_000)}";

    private static async Task Changes(
        HttpClient client,
        string number,
        string what,
        object body,
        int revision,
        params (string, string)[] headers
    )
    {
        using var answer = await client.Send(
            HttpMethod.Put,
            $"/api/customers/{number}/{what}",
            body,
            [("If-Match", $"\"{revision}\""), .. headers]
        );
        Assert.True(answer.StatusCode == HttpStatusCode.NoContent, await answer.Content.ReadAsStringAsync());
    }
}
