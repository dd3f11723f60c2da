using System.Text.Json.Nodes;

namespace CustomerService.Demo.Scenes;

/// <summary>
/// What one contact's story works with: the contact, dice that always fall the same way, and commands that may be repeated.
/// </summary>
internal sealed class Scene(
    GatewayClient gateway,
    DemoData data,
    StockRooms stock,
    Contact contact,
    StoryCounters counters,
    CancellationToken cancellationToken
)
{
    public GatewayClient Gateway => gateway;

    public DemoData Data => data;

    public Contact Contact => contact;

    public CancellationToken Cancellation => cancellationToken;

    /// <summary>Number of the contact's ticket.</summary>
    public string Ticket { get; set; } = "";

    /// <summary>Agent who owns it now.</summary>
    public string Agent { get; set; } = "";

    public string Customer => $"customer:{contact.CustomerNo}";

    /// <summary>A complaint in words.</summary>
    public bool IsAngry => contact.Type == "complaint" || contact.Text.Contains("非常不满意", StringComparison.Ordinal);

    public bool Chance(string what, int percent) => DemoData.Draw(contact.Key, what) < percent;

    public T Pick<T>(string what, IReadOnlyList<T> among) => among[DemoData.Draw(contact.Key, what) * among.Count / 100];

    /// <summary>
    /// A command that must be carried out; its refusal ends this contact's story. Gives the resource as the command left it.
    /// </summary>
    public async Task<JsonNode> Do(string step, string actor, string path, object? body = null)
    {
        var reply = await Send(step, actor, path, body);
        if (!reply.IsSuccess)
        {
            throw new StoryStoppedException(reply.Code, $"{contact.Key} {path}: {(int)reply.Status} {reply.Text}");
        }

        // A service that died between the commit and its answer can only say that it was done.
        return reply.Body?["id"] is null ? await Read(ResourceOf(path)) : reply.Body;
    }

    /// <summary>
    /// A command that somebody tries who may not. The story played again meets a later state, so there is a code for each.
    /// </summary>
    public async Task Refused(string step, string actor, string path, object? body, params string[] codes)
    {
        var reply = await Send(step, actor, path, body);
        if (reply.IsSuccess || !codes.Contains(reply.Code))
        {
            throw new StoryStoppedException(
                "not-refused",
                $"{contact.Key} {path}: expected {string.Join(" or ", codes)}, got {(int)reply.Status} {reply.Text}"
            );
        }
    }

    public async Task<JsonNode> Read(string path)
    {
        var reply = await gateway.Get(path, cancellationToken);
        return reply is { IsSuccess: true, Body: { } body }
            ? body
            : throw new StoryStoppedException(reply.Code, $"{contact.Key} {path}: {reply.Text}");
    }

    public Task<JsonNode> Until(string path, Func<JsonNode, bool> fits, string what) =>
        gateway.Until(path, fits, $"{contact.Key} {what}", cancellationToken);

    /// <summary>Waits until the ticket has heard how an order ended.</summary>
    public Task<JsonNode> TicketKnows(string order, params string[] statuses) =>
        Until(
            $"/api/tickets/{Ticket}",
            t => statuses.Contains((string?)t["orders"]?[order]),
            $"{order} to be {string.Join(" or ", statuses)} on its ticket"
        );

    public Task Fill(string stockRoom) => stock.Fill(stockRoom, cancellationToken);

    private async Task<Reply> Send(string step, string actor, string path, object? body)
    {
        var reply = await gateway.Post(path, actor, body ?? new { }, $"demo-{contact.Key}-{step}", cancellationToken);
        counters.Add(reply);
        return reply;
    }

    private static string ResourceOf(string path) => string.Join('/', path.Split('/').Take(4));
}
