using System.Net.Http.Json;
using System.Text.Json.Nodes;
using CustomerService.V1;
using Grpc.Core;
using Grpc.Net.Client;

// Follows the ticket event stream over gRPC and never misses a fact: the position is saved after the work on an event is done, and the next
// call begins behind it. What was on its way when something broke comes again under the same id, so the work must be one that may be done
// twice.
//
//   CLIENT_SECRET=... dotnet run -- http://127.0.0.1:8081 http://127.0.0.1:8080/connect/token SUB00000001 position.txt [type...]
if (
    args is not [var address, var tokenAddress, var clientId, var positionFile, .. var types]
    || Environment.GetEnvironmentVariable("CLIENT_SECRET") is not { } secret
)
{
    Console.Error.WriteLine(
        "usage: CLIENT_SECRET=... Subscriber <gateway, HTTP/2> <token endpoint> <client id> <file of the position> [type or pattern...]"
    );
    return 2;
}

using var channel = GrpcChannel.ForAddress(address);
var client = new TicketEvents.TicketEventsClient(channel);
using var http = new HttpClient();
var quiet = TimeSpan.FromSeconds(45); // three heart-beats: a connection that says nothing for so long is dead
while (true)
{
    var request = new SubscribeRequest
    {
        From = File.Exists(positionFile) ? await File.ReadAllTextAsync(positionFile) : "first",
        Filter = new Filter { Types_ = { types } },
    };
    try
    {
        using var call = client.Subscribe(request, new Metadata { { "authorization", $"Bearer {await Token()}" } });
        using var silence = new CancellationTokenSource(quiet);
        while (await call.ResponseStream.MoveNext(silence.Token))
        {
            silence.CancelAfter(quiet);
            var message = call.ResponseStream.Current;
            if (message.Event is { } fact)
            {
                // Here goes the work; the CloudEvent in JSON is fact.CloudEvent.
                Console.WriteLine($"{fact.Id} {fact.Type} {fact.Subject}");
            }

            await SavePosition(message.Position);
        }
    }
    catch (RpcException refused)
        when (refused.StatusCode is StatusCode.InvalidArgument or StatusCode.PermissionDenied or StatusCode.OutOfRange)
    {
        // Asking again would not help: a person has to look at it.
        Console.Error.WriteLine(refused.Status.Detail);
        return 1;
    }
    catch (Exception broken) when (broken is RpcException or HttpRequestException)
    {
        // Also when the token has run out: the stream ends with it, and the next call brings a new one.
        Console.Error.WriteLine($"{broken.Message}; again in a moment");
        await Task.Delay(TimeSpan.FromSeconds(1));
    }
}

// Client credentials (RFC 6749, 4.4): whoever brings an issuer of their own only gives another address.
async Task<string> Token()
{
    using var answer = await http.PostAsync(
        new Uri(tokenAddress),
        new FormUrlEncodedContent(
            new Dictionary<string, string>
            {
                ["grant_type"] = "client_credentials",
                ["client_id"] = clientId,
                ["client_secret"] = secret,
            }
        )
    );
    answer.EnsureSuccessStatusCode();
    return (string)(await answer.Content.ReadFromJsonAsync<JsonObject>())!["access_token"]!;
}

// Whole or not at all: a file cut off by a crash would be no position.
async Task SavePosition(string position)
{
    await File.WriteAllTextAsync($"{positionFile}.new", position);
    File.Move($"{positionFile}.new", positionFile, overwrite: true);
}
