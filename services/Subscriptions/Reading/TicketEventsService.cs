using CustomerService.ServiceDefaults;
using CustomerService.Subscriptions.Events;
using CustomerService.V1;
using Grpc.Core;
using Npgsql;
using Filter = CustomerService.V1.Filter;

namespace CustomerService.Subscriptions.Reading;

/// <summary>E2: the stream for services in any language. A slow reader is waited for by the flow control of HTTP/2.</summary>
internal sealed class TicketEventsService(Readers readers, EventMetrics metrics) : TicketEvents.TicketEventsBase
{
    // Messages that may be put together in one write.
    private const int Together = 64;

    public override async Task Subscribe(
        SubscribeRequest request,
        IServerStreamWriter<SubscribeResponse> responseStream,
        ServerCallContext context
    )
    {
        using var until = readers.Until(context.CancellationToken);
        var reader = await Open(request, context, until.Token);
        metrics.Reader("grpc", 1);
        try
        {
            await Send(reader, responseStream, until.Token);
        }
        catch (OperationCanceledException) when (until.IsCancellationRequested)
        {
            // Whoever left does not hear it.
            throw new RpcException(new Status(StatusCode.Unavailable, "The service stops; subscribe again with your last position."));
        }
        finally
        {
            metrics.Reader("grpc", -1);
        }

        if (reader.HasExpired)
        {
            throw new RpcException(
                new Status(StatusCode.Unauthenticated, "token-expired: Subscribe again with a newer token and your last position.")
            );
        }

        throw Rejection.Forbidden("scope-withdrawn", "Who asks may read no more.").ToRpcException();
    }

    private async Task<Reader> Open(SubscribeRequest request, ServerCallContext context, CancellationToken cancellationToken)
    {
        if (!Actor.TryRead(context.GetHttpContext(), out var actor))
        {
            throw new RpcException(
                new Status(StatusCode.Unauthenticated, "token-missing: Send an access token in the metadata authorization.")
            );
        }

        try
        {
            var (filter, unreadable) = ToFilter(request.Filter);
            var (start, malformed) = StartingPoint.Parse(request.From, request.Since, new StartingPoint.Latest());
            var (reader, refusal) = (unreadable ?? malformed) is { } invalid
                ? (null, invalid)
                : await readers.Open(actor, filter!, start!, cancellationToken);
            return reader ?? throw ToRpcException(refusal!);
        }
        catch (NpgsqlException)
        {
            throw new RpcException(new Status(StatusCode.Unavailable, "store-unavailable: The store does not answer; try again."));
        }
    }

    private static async Task Send(Reader reader, IServerStreamWriter<SubscribeResponse> stream, CancellationToken cancellationToken)
    {
        // At once, so that the reader knows where it stands before anything happens.
        await stream.WriteAsync(new SubscribeResponse { Position = reader.Position.ToString() }, cancellationToken);
        while (await reader.Next(cancellationToken) is { } page)
        {
            for (var i = 0; i < page.Events.Count; i++)
            {
                var flush = i == page.Events.Count - 1 || i % Together == Together - 1;
                stream.WriteOptions = flush ? WriteOptions.Default : new WriteOptions(WriteFlags.BufferHint);
                await stream.WriteAsync(ToMessage(page.Events[i]), cancellationToken);
            }

            if (page.Events.Count == 0)
            {
                stream.WriteOptions = WriteOptions.Default;
                await stream.WriteAsync(new SubscribeResponse { Position = reader.Position.ToString() }, cancellationToken);
            }
        }
    }

    private static SubscribeResponse ToMessage(StreamEvent e) =>
        new()
        {
            Position = new Position(e.Position).ToString(),
            Event = new TicketEvent
            {
                Id = e.Id.ToString(),
                Type = e.Type,
                Source = e.Source,
                Subject = e.Subject,
                CloudEvent = e.Body,
            },
        };

    private static (EventFilter? Filter, Rejection? Rejection) ToFilter(Filter? filter) =>
        filter is null ? (EventFilter.All, null)
        : filter.HighestClassification is { Length: > 0 } code && Json.FromCode<DataClassification>(code) is null
            ? (null, Rejection.Invalid("classification-unknown", $"{code} must be one of: public, internal, confidential, restricted."))
        : (
            new EventFilter
            {
                Types = filter.Types_ is { Count: > 0 } types ? [.. types] : null,
                Tickets = filter.Tickets is { Count: > 0 } tickets ? [.. tickets] : null,
                Sites = filter.Sites is { Count: > 0 } sites ? [.. sites] : null,
                Highest = Json.FromCode<DataClassification>(filter.HighestClassification) ?? DataClassification.Restricted,
            },
            null
        );

    private static RpcException ToRpcException(Rejection rejection) =>
        rejection.Code == StartingPoint.Expired
            ? new RpcException(new Status(StatusCode.OutOfRange, $"{rejection.Code}: {rejection.Detail}"))
            : rejection.ToRpcException();
}
