using CustomerService.TestSupport;
using V1 = CustomerService.Contracts.Intake.V1;

namespace CustomerService.Intake.HostTests;

/// <summary>One Intake for all tests of the assembly.</summary>
public sealed class IntakeHost() : ServiceHost<Program>("intake", null, typeof(V1.TicketOpened), typeof(V1.TicketResolved))
{
    /// <summary>Registers a fresh customer and returns the number.</summary>
    public async Task<string> ACustomer()
    {
        var number = $"C{Guid.NewGuid():N}";
        using var client = Client("administrator:test");
        using var table = new StringContent(
            "customerNo,kind,name,phone,email,city,regionCode,address,language,yearlySpend\r\n" +
            $"{number},person,测试,+8613800138000,,上海市,3101,上海市测试路1号,zh-Hans,25000\r\n", System.Text.Encoding.UTF8, "text/csv");
        await client.PostAsync(new Uri("/api/customers/import", UriKind.Relative), table).Read<ServiceDefaults.ImportReport>();
        return number;
    }
}

/// <summary>Tests that share the host.</summary>
[CollectionDefinition(Name)]
public sealed class IntakeCollection : ICollectionFixture<IntakeHost>
{
    /// <summary>The collection's name.</summary>
    public const string Name = "intake";
}
