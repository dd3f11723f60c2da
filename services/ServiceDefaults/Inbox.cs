using System.Text.Json;
using Marten;
using MassTransit;
using Microsoft.Extensions.Logging;
using Weasel.Postgresql.Tables;

namespace CustomerService.ServiceDefaults;

/// <summary>
/// Thrown by a consumer that meets a fact before the one it depends on. The message is put aside and comes back; it is never dropped.
/// </summary>
public sealed class TooEarlyException(string waitingFor) : Exception($"Waiting for {waitingFor}.");

/// <summary>
/// Makes a consumer's effect happen once: the effect and the mark "this consumer has handled message X" commit in one session.
/// </summary>
public sealed class Inbox(IDocumentStore store, TimeProvider clock, ServiceMetrics metrics, ServiceName service, ILogger<Inbox> logger)
{
    internal const string RedeliveryPurpose = "redeliver-message";
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);

    internal static Table Table { get; } = CreateTable();

    /// <summary>
    /// Runs <paramref name="effect"/> unless this message was handled before, and commits. The session is stamped with the service as
    /// actor, the message's correlation, and the message as cause.
    /// </summary>
    public async Task Once<TContract>(ConsumeContext<TContract> context, Func<IDocumentSession, Task> effect)
        where TContract : class
    {
        var messageId = context.MessageId
            ?? throw new InvalidOperationException("A fact without a message id cannot be recognised when it comes again.");
        var consumer = context.ReceiveContext.InputAddress.AbsolutePath.Split('/')[^1];
        await using var session = store.LightweightSession();
        session.Stamp(Actor.System(service.Value), context.Headers.Get<string>("correlation-id"), messageId.ToString());
        if (
            (
                await session.QueryAsync<bool>(
                    "select exists(select 1 from inbox where message_id = ? and consumer = ?)",
                    context.CancellationToken,
                    messageId,
                    consumer
                )
            )[0]
        )
        {
            metrics.Duplicate();
            return;
        }

        try
        {
            await effect(session);
        }
        catch (TooEarlyException early)
        {
            logger.LogInformation("{Contract} {MessageId} is put aside: {Reason}", typeof(TContract).Name, messageId, early.Message);
            await PutAside(context, messageId, consumer);
            return;
        }

        // First in the transaction: of two deliveries at the same moment the second waits here, fails on the key, and finds the mark when
        // it is retried.
        session.QueueSqlCommand(
            "insert into inbox (message_id, consumer, handled_at) values (?, ?, ?)",
            messageId,
            consumer,
            clock.GetUtcNow()
        );
        await session.SaveChangesAsync(context.CancellationToken);
    }

    private async Task PutAside<TContract>(ConsumeContext<TContract> context, Guid messageId, string consumer)
        where TContract : class
    {
        var aside = new MessageAside(
            messageId,
            consumer,
            typeof(TContract).AssemblyQualifiedName!,
            JsonSerializer.Serialize(context.Message, Json.Options),
            context.Headers.Get<string>("correlation-id")
        );
        await using var session = store.LightweightSession();
        session.QueueDue(
            RedeliveryPurpose,
            $"{consumer}/{messageId}",
            clock.GetUtcNow() + FirstPause,
            JsonSerializer.Serialize(aside, Json.Options)
        );
        await session.SaveChangesAsync(context.CancellationToken);
    }

    /// <summary>Sends a message that was put aside to its queue again, under its own id.</summary>
    internal static async Task Redeliver(Due due, ISendEndpointProvider bus, CancellationToken cancellationToken)
    {
        var aside = JsonSerializer.Deserialize<MessageAside>(due.Payload!, Json.Options)!;
        var type = Type.GetType(aside.Contract, throwOnError: true)!;
        // Its exchange, not "queue:": that would declare the queue anew without the arguments of a quorum queue, and wait for ever for the
        // broker's consent.
        var endpoint = await bus.GetSendEndpoint(new Uri($"exchange:{aside.Queue}"));
        await endpoint.Send(
            JsonSerializer.Deserialize(aside.Message, type, Json.Options)!,
            type,
            context =>
            {
                context.MessageId = aside.MessageId;
                context.Headers.Set("correlation-id", aside.CorrelationId);
            },
            cancellationToken
        );
    }

    private static Table CreateTable()
    {
        var table = new Table("public.inbox");
        table.AddColumn("message_id", "uuid").AsPrimaryKey();
        table.AddColumn("consumer", "text").AsPrimaryKey();
        table.AddColumn("handled_at", "timestamptz").NotNull();
        return table;
    }

    private sealed record MessageAside(Guid MessageId, string Queue, string Contract, string Message, string? CorrelationId = null);
}
