using System.Net.ServerSentEvents;
using System.Text.Json.Nodes;
using CustomerService.TestSupport;

namespace CustomerService.Subscriptions.HostTests.Reading;

/// <summary>Reads Server-Sent Events as a browser does, with the platform's own parser.</summary>
internal static class SseReader
{
    public static async Task<(List<JsonObject> Events, string LastId)> Read(
        HttpClient client,
        string path,
        int count,
        string? lastEventId = null
    )
    {
        using var deadline = new CancellationTokenSource(Patience.Condition);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        if (lastEventId is not null)
        {
            request.Headers.Add("Last-Event-ID", lastEventId);
        }

        using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, deadline.Token);
        Assert.True(answer.IsSuccessStatusCode, $"{(int)answer.StatusCode}");
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType!.MediaType);
        var parser = SseParser.Create(await answer.Content.ReadAsStreamAsync(deadline.Token));
        var events = new List<JsonObject>();
        await foreach (var item in parser.EnumerateAsync(deadline.Token))
        {
            events.Add(JsonNode.Parse(item.Data)!.AsObject());
            if (events.Count == count)
            {
                break;
            }
        }

        return (events, parser.LastEventId);
    }
}
