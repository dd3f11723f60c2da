using CustomerService.V1;
using Grpc.Core;
using Grpc.Net.Client;

// Follows the ticket event stream over gRPC and never misses a fact: the position is saved after the work on an event is done, and the next call
// begins behind it. What was on its way when something broke comes again under the same id, so the work must be one that may be done twice.
//
//   dotnet run -- http://127.0.0.1:8081 system:SUB00000001 position.txt [type...]
if (args is not [var address, var actor, var positionFile, .. var types])
{
    Console.Error.WriteLine("usage: Subscriber <gateway, HTTP/2> <who asks, for example system:SUB00000001> <file of the position> [type or pattern...]");
    return 2;
}

using var channel = GrpcChannel.ForAddress(address);
var client = new TicketEvents.TicketEventsClient(channel);
var metadata = new Metadata { { "x-actor", actor } };
var quiet = TimeSpan.FromSeconds(45); // three heart-beats: a connection that says nothing for so long is dead
while (true)
{
    var request = new SubscribeRequest { From = File.Exists(positionFile) ? await File.ReadAllTextAsync(positionFile) : "first", Filter = new Filter { Types_ = { types } } };
    try
    {
        using var call = client.Subscribe(request, metadata);
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
    catch (RpcException refused) when (refused.StatusCode is StatusCode.InvalidArgument or StatusCode.PermissionDenied or StatusCode.Unauthenticated or StatusCode.OutOfRange)
    {
        // Asking again would not help: a person has to look at it.
        Console.Error.WriteLine(refused.Status.Detail);
        return 1;
    }
    catch (RpcException broken)
    {
        Console.Error.WriteLine($"{broken.StatusCode}; again in a moment");
        await Task.Delay(TimeSpan.FromSeconds(1));
    }
}

// Whole or not at all: a file cut off by a crash would be no position.
async Task SavePosition(string position)
{
    await File.WriteAllTextAsync($"{positionFile}.new", position);
    File.Move($"{positionFile}.new", positionFile, overwrite: true);
}
