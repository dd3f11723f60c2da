namespace CustomerService.Demo.Fuzzing;

/// <summary>What is there to ask about: numbers of a story that was played, whose they are, and what nobody else may see.</summary>
internal sealed class World
{
    private static readonly string[] Lists = ["tickets", "work-orders", "repair-orders", "complaints"];
    private readonly Dictionary<string, List<string>> _numbers = [];
    private readonly Dictionary<string, string> _owners = [];
    private readonly Dictionary<string, string[]> _secrets = [];

    /// <summary>Customers that have a ticket.</summary>
    public IReadOnlyList<string> Customers { get; private set; } = [];

    /// <summary>A ticket that commands may be carried out on.</summary>
    public string Own { get; private set; } = "";

    public static async Task<World> Read(GatewayClient gateway, DemoData data, string key, CancellationToken cancellationToken)
    {
        var world = new World();
        foreach (var list in Lists)
        {
            world._numbers[list] =
            [
                .. (await gateway.All($"/api/{list}?limit=200", cancellationToken))
                    .Select(i => (string)i["id"]!)
                    .Order(StringComparer.Ordinal),
            ];
        }

        foreach (var ticket in await gateway.All("/api/tickets?limit=200", cancellationToken))
        {
            world._owners[(string)ticket["id"]!] = (string)ticket["customerNumber"]!;
        }

        world.Customers = [.. world._owners.Values.Distinct().Order(StringComparer.Ordinal)];
        var personal = data.Rows("customers.csv").ToDictionary(r => r["customerNo"]);
        foreach (var customer in world.Customers)
        {
            // A name of two characters is also a part of other words.
            world._secrets[customer] =
            [
                customer,
                .. personal.TryGetValue(customer, out var row)
                    ? (string[])[row["phone"], row["email"], row["name"].Length > 2 ? row["name"] : ""]
                    : [],
            ];
        }

        var opened = await gateway.Post(
            "/api/tickets",
            "agent:A001",
            new
            {
                channel = "phone",
                key,
                customerNumber = world.Customers[0],
                type = "consult",
                text = "?",
            },
            null,
            cancellationToken
        );
        world.Own = opened.Field("id") ?? throw new StoryStoppedException(opened.Code, opened.Text);
        return world;
    }

    /// <summary>Numbers of a list, such as <c>tickets</c>; empty when it is none of these.</summary>
    public IReadOnlyList<string> Numbers(string list) => _numbers.GetValueOrDefault(list) ?? [];

    /// <summary>Whose ticket it is that a number begins with.</summary>
    public string? OwnerOf(string number) => _owners.GetValueOrDefault(number.Split('-')[0]);

    /// <summary>
    /// What belongs to other customers and stands in <paramref name="body"/> although <paramref name="request"/> did not say it.
    /// </summary>
    public IEnumerable<string> Foreign(string customer, string body, string request) =>
        _secrets
            .Where(s => s.Key != customer)
            .SelectMany(s => s.Value)
            .Where(v => v.Length > 2 && body.Contains(v, StringComparison.Ordinal) && !request.Contains(v, StringComparison.Ordinal));
}
