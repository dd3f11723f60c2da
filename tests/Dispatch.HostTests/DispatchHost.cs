using System.Net.Http.Headers;
using CustomerService.Dispatch.Engineers;
using CustomerService.Dispatch.WorkOrders;
using CustomerService.TestSupport;
using Intake = CustomerService.Contracts.Intake.V1;
using V1 = CustomerService.Contracts.Dispatch.V1;

namespace CustomerService.Dispatch.HostTests;

/// <summary>A Dispatch with the 640 sites and the fault dictionary of the demo.</summary>
public abstract class DispatchHostBase(Dictionary<string, string> settings)
    : ServiceHost<Program>(
        "dispatch",
        settings,
        typeof(V1.PlaceChanged),
        typeof(V1.EngineerChanged),
        typeof(V1.WorkOrderOpened),
        typeof(V1.VisitOffered),
        typeof(V1.VisitWithoutEngineer),
        typeof(V1.VisitReturned),
        typeof(V1.VisitWindowAnswered),
        typeof(V1.VisitOfferDeclined),
        typeof(V1.VisitConfirmed),
        typeof(V1.VisitRescheduled),
        typeof(V1.VisitProgressed),
        typeof(V1.VisitCompleted),
        typeof(V1.VisitReportCorrected),
        typeof(V1.VisitNotCompleted),
        typeof(V1.WorkOrderStatusChanged)
    )
{
    /// <summary>A ticket number that no other test uses.</summary>
    public static string NewTicket() => $"T{Guid.NewGuid():N}"[..13].ToUpperInvariant();

    /// <summary>An engineer at the first site of a city, who serves nothing but that city; tests use cities of their own.</summary>
    public async Task<string> RegisterEngineer(string region, string[]? skills = null, string[]? models = null)
    {
        using var client = Client("dispatcher:D1");
        var id = $"E-{Guid.NewGuid():N}"[..14];
        await client
            .Post(
                "/api/engineers",
                new
                {
                    id,
                    homeSite = $"S{region}01",
                    skills = skills ?? [],
                    certificates = (models ?? []).Select(model => new { model }),
                    regionCodes = new[] { region },
                }
            )
            .Read<Engineer>();
        return id;
    }

    /// <summary>Publishes the wish for a visit and waits for its work order.</summary>
    public async Task<WorkOrderView> Request(string region, Func<Intake.VisitRequested, Intake.VisitRequested>? change = null)
    {
        var asked = Asked(NewTicket(), region);
        asked = change?.Invoke(asked) ?? asked;
        await Publish(asked);
        return await WorkOrder(asked.WorkOrderNumber, _ => true);
    }

    /// <summary>A wish for a visit.</summary>
    public static Intake.VisitRequested Asked(string ticket, string region) =>
        new()
        {
            TicketNumber = ticket,
            WorkOrderNumber = $"{ticket}-W1",
            CustomerNumber = $"C{ticket}",
            CustomerClass = "ordinary",
            RegionCode = region,
            Priority = "normal",
            At = DateTimeOffset.UtcNow,
        };

    /// <summary>Waits until the work order is as <paramref name="matches"/> says.</summary>
    public async Task<WorkOrderView> WorkOrder(string number, Func<WorkOrderView, bool> matches)
    {
        using var client = Client("dispatcher:D1");
        return await Eventually.Gives(
            async () =>
            {
                using var answer = await client.GetAsync(new Uri($"/api/work-orders/{number}", UriKind.Relative));
                var order = answer.IsSuccessStatusCode ? await Task.FromResult(answer).Read<WorkOrderView>() : null;
                return order is not null && matches(order) ? order : null;
            },
            $"work order {number} as expected"
        );
    }

    /// <summary>The calendar of an engineer.</summary>
    public async Task<IReadOnlyList<Booking>> Calendar(string engineer)
    {
        using var client = Client("dispatcher:D1");
        return (await client.GetAsync(new Uri($"/api/engineers/{engineer}", UriKind.Relative)).Read<Engineer>()).Bookings;
    }

    /// <summary>Sends a table.</summary>
    public async Task<HttpResponseMessage> Import(string path, byte[] table, string type = "text/csv")
    {
        using var client = Client("administrator:A1");
        using var content = new ByteArrayContent(table);
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        return await client.PostAsync(new Uri(path, UriKind.Relative), content);
    }

    /// <summary>A file of the demo.</summary>
    public static byte[] Demo(string file) => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, file));

    /// <inheritdoc />
    protected override async Task Prepare()
    {
        Assert.Equal(640, (await Import("/api/sites/import", Demo("sites.csv")).Read<ImportReport>()).Accepted);
        Assert.Equal(15, (await Import("/api/fault-skills/import", Demo("faults.csv")).Read<ImportReport>()).Accepted);
    }
}

/// <summary>One Dispatch for most tests of the assembly; nobody answers for Intake.</summary>
public sealed class DispatchHost() : DispatchHostBase([]);

/// <summary>Tests that share the host.</summary>
[CollectionDefinition(Name)]
public sealed class DispatchCollection : ICollectionFixture<DispatchHost>
{
    /// <summary>The collection's name.</summary>
    public const string Name = "dispatch";
}
