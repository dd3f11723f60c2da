using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using CustomerService.Contracts.Identity.V1;
using CustomerService.Intake.Catalogue.Units;
using CustomerService.Intake.Common.ReadModels;
using CustomerService.Intake.Customers.Files;
using CustomerService.Intake.Tickets.Life;
using CustomerService.Replicas;
using CustomerService.ServiceDefaults;
using CustomerService.TestSupport;
using JasperFx.Events;
using Marten;
using Microsoft.Extensions.DependencyInjection;

namespace CustomerService.Intake.HostTests;

/// <summary>What tests do again and again.</summary>
internal static class Steps
{
    private const string CustomerHeader = "customerNo,kind,name,phone,email,city,regionCode,address,language,yearlySpend\r\n";

    /// <summary>Registers a fresh customer and returns the number.</summary>
    public static async Task<string> ACustomer(this ServiceHost<Program> host, string phone = "+8613800138000", string email = "")
    {
        var number = $"C{Guid.NewGuid():N}";
        using var client = host.Client("administrator:test");
        await client
            .Import("customers", $"{CustomerHeader}{number},person,测试,{phone},{email},上海市,3101,上海市测试路1号,zh-Hans,25000\r\n")
            .Read<ImportReport>();
        return number;
    }

    /// <summary>Somebody that Identity knows: of every place, or of these regions only.</summary>
    public static async Task<string> APerson(
        this ServiceHost<Program> host,
        string[]? regions = null,
        bool active = true,
        string role = "agent"
    )
    {
        var id = $"P{Guid.NewGuid():N}"[..12];
        await host.Publish(
            new PersonChanged
            {
                PersonId = id,
                Roles = [role],
                Sites = regions is null ? ["*"] : [],
                Regions = regions ?? [],
                Clearance = "normal",
                IsActive = active,
                Revision = 1,
                At = DateTimeOffset.UtcNow,
            }
        );
        await Eventually.Holds(
            async () =>
            {
                await using var query = host.Services.GetRequiredService<IDocumentStore>().QuerySession();
                return await query.LoadAsync<KnownPerson>(id) is not null;
            },
            "the person is known"
        );
        return id;
    }

    /// <summary>Waits until no read model is behind the events.</summary>
    public static async Task HasSeenEveryEvent(this ServiceHost<Program> host)
    {
        using var client = host.Client("administrator:test");
        await Eventually.Holds(
            async () => (await client.Get<List<ReadModel>>("/api/read-models/intake")).All(m => m.EventsBehind == 0),
            "every read model has seen every event"
        );
    }

    /// <summary>Registers a fresh customer with a phone that nobody else has.</summary>
    public static async Task<(string Number, string Phone)> ACustomerOfTheirOwn(this ServiceHost<Program> host)
    {
        var phone = $"+86138{Random.Shared.Next(10_000_000, 100_000_000)}";
        return (await host.ACustomer(phone), phone);
    }

    /// <summary>Opens a ticket of this customer as agent A017.</summary>
    public static async Task<TicketView> ATicketOf(this ServiceHost<Program> host, string customer)
    {
        using var client = host.Client("agent:A017");
        return await client.Post("/api/tickets", Opening(customer)).Read<TicketView>();
    }

    /// <summary>A fresh unit of this customer.</summary>
    public static async Task<string> AUnitOf(this ServiceHost<Program> host, string customer)
    {
        var digits = string.Concat(Guid.NewGuid().ToByteArray().Take(14).Select(b => b % 10));
        var imei = Enumerable.Range(0, 10).Select(check => $"{digits}{check}").Single(ImportUnits.IsImei);
        using var client = host.Client("administrator:test");
        await client
            .Import(
                "models",
                $"model,nameEn,nameZh,price,warrantyMonths,batteryMonths,chargerMonths,headsetMonths\r\n{imei},A,甲,1299,12,6,12,3\r\n"
            )
            .Read<ImportReport>();
        await client
            .Import("units", $"imei,model,customerNo,soldOn,invoiceNo,price,factoryDate\r\n{imei},{imei},{customer},,,,\r\n")
            .Read<ImportReport>();
        return imei;
    }

    /// <summary>The lists that held this customer's name.</summary>
    public static async Task<IReadOnlyList<Listing>> Listings(this ServiceHost<Program> host, string customer)
    {
        await using var query = host.Services.GetRequiredService<IDocumentStore>().QuerySession();
        return await Intake.Customers.Files.Listings.Of(query, customer, default);
    }

    /// <summary>Makes a file confidential.</summary>
    public static async Task Classify(this ServiceHost<Program> host, string customer, string level)
    {
        using var client = host.Client(Cleared);
        using var file = await client.GetAsync(new Uri($"/api/customers/{customer}", UriKind.Relative));
        using var answer = await client.Send(
            HttpMethod.Put,
            $"/api/customers/{customer}/confidentiality",
            new { level, reason = "a public person" },
            ("If-Match", file.Headers.ETag!.ToString())
        );
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
    }

    /// <summary>Somebody who sees every file.</summary>
    public static readonly Actor Cleared = new("supervisor", "S900") { Clearance = Confidentiality.TopSecret };

    /// <summary>Opens a ticket as agent A017, with or without a unit and a fault.</summary>
    public static async Task<TicketView> ATicket(this ServiceHost<Program> host, string? unit = null, string? fault = null)
    {
        var customer = await host.ACustomer();
        using var client = host.Client("agent:A017");
        return await client.Post("/api/tickets", Opening(customer, unit, fault)).Read<TicketView>();
    }

    /// <summary>The body that opens a ticket; the customer's number is the contact's key too.</summary>
    public static object Opening(string customer, string? unit = null, string? fault = null) =>
        new
        {
            channel = "phone",
            key = customer,
            customerNumber = customer,
            type = "fault",
            text = "屏幕无显示",
            unitImei = unit,
            faultCode = fault,
        };

    /// <summary>Uploads a CSV table.</summary>
    public static Task<HttpResponseMessage> Import(this HttpClient client, string what, string table) =>
        client.PostAsync(new Uri($"/api/{what}/import", UriKind.Relative), new StringContent(table, Encoding.UTF8, "text/csv"));

    /// <summary>GETs and reads.</summary>
    public static Task<T> Get<T>(this HttpClient client, string path) => client.GetAsync(new Uri(path, UriKind.Relative)).Read<T>();

    /// <summary>Sends a body with headers.</summary>
    public static async Task<HttpResponseMessage> Send(
        this HttpClient client,
        HttpMethod method,
        string path,
        object body,
        params (string Name, string Value)[] headers
    )
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative))
        {
            Content = JsonContent.Create(body, options: Json.Options),
        };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await client.SendAsync(request);
    }

    /// <summary>The events of a stream as they are stored.</summary>
    public static async Task<IReadOnlyList<IEvent>> Stored(this ServiceHost<Program> host, string stream)
    {
        await using var query = host.Services.GetRequiredService<IDocumentStore>().QuerySession();
        return await query.Events.FetchStreamAsync(stream);
    }

    /// <summary>The answer is a problem document of this kind, without a stack trace.</summary>
    public static async Task<JsonElement> IsRefused(this Task<HttpResponseMessage> sending, HttpStatusCode status, string code)
    {
        using var answer = await sending;
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(status == answer.StatusCode, $"{(int)answer.StatusCode}: {text}");
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
        var problem = JsonDocument.Parse(text).RootElement;
        Assert.Equal($"/problems/{code}", problem.GetProperty("type").GetString());
        return problem;
    }
}
