using System.Diagnostics;
using System.Globalization;
using JasperFx.Events;
using JasperFx.Events.Daemon;
using JasperFx.Events.Projections;
using Marten;
using Marten.Subscriptions;
using MassTransit;
using Microsoft.Extensions.Logging;
using Npgsql;
using Weasel.Postgresql.Tables;

namespace CustomerService.ServiceDefaults;

/// <summary>Maps a stored event to the public fact that others may know; null when it stays private. Pure.</summary>
public delegate PublicFact? ToFact(IEvent @event);

/// <summary>How far a public fact may travel.</summary>
public enum DataClassification
{
    /// <summary>Anyone, the customer included.</summary>
    Public,

    /// <summary>Staff and connected systems.</summary>
    Internal,

    /// <summary>Cleared staff only.</summary>
    Confidential,

    /// <summary>Named people only.</summary>
    Restricted,
}

/// <summary>A contract with its place in the ticket event stream.</summary>
/// <param name="Contract">A record of the contracts package.</param>
/// <param name="Source">The resource it is about, for example <c>/tickets/T00000042</c>; sequences count per source.</param>
/// <param name="Subject">The number that people use.</param>
/// <param name="PartitionKey">Facts with the same key keep their order; the ticket's number where there is one.</param>
/// <param name="Time">When it happened.</param>
/// <param name="Classification">How far it may travel.</param>
public sealed record PublicFact(
    object Contract,
    string Source,
    string Subject,
    string PartitionKey,
    DateTimeOffset Time,
    DataClassification Classification = DataClassification.Internal
);

/// <summary>
/// The outbox: reads committed events in order, publishes their public facts to the bus and to the ticket event stream, then saves its
/// position together with the sequence numbers it gave. A crash in between publishes the same facts again, with the same ids and numbers.
/// </summary>
internal sealed class Relay(
    ToFact toFact,
    IBus bus,
    TicketEventStream stream,
    NpgsqlDataSource dataSource,
    ServiceMetrics metrics,
    ILogger<Relay> logger
) : ISubscription
{
    public const string SubscriptionName = "relay";
    private static readonly TimeSpan MaximumPause = TimeSpan.FromSeconds(5);

    // A broker that is restarted in the middle of a send may leave it waiting for an answer that never comes.
    private static readonly TimeSpan PageDeadline = TimeSpan.FromSeconds(20);

    public static Table SequenceTable { get; } = CreateSequenceTable();

    public async Task<IChangeListener> ProcessEventsAsync(
        EventRange page,
        ISubscriptionController controller,
        IDocumentOperations operations,
        CancellationToken cancellationToken
    )
    {
        var facts = page
            .Events.Select(e => (Event: e, Fact: toFact(e)))
            .Where(f => f.Fact is not null)
            .Select(f => (f.Event, Fact: f.Fact!))
            .ToList();
        if (facts.Count == 0)
        {
            return NullChangeListener.Instance;
        }

        // A broker that is away must not stop the daemon: the page waits here, and nothing behind it can overtake.
        for (var pause = TimeSpan.FromMilliseconds(100); ; pause = Min(pause * 2, MaximumPause))
        {
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            deadline.CancelAfter(PageDeadline);
            try
            {
                var sequences = await Publish(facts, deadline.Token).WaitAsync(deadline.Token);
                operations.QueueSqlCommand(
                    "insert into relay_sequence (source, last) select * from unnest(?::text[], ?::bigint[]) on conflict (source) do "
                        + "update set last = excluded.last",
                    sequences.Keys.ToArray(),
                    sequences.Values.ToArray()
                );
                metrics.Relayed(facts.Count);
                return NullChangeListener.Instance;
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested && exception is not NpgsqlException)
            {
                logger.LogWarning(exception, "{Count} facts could not be published; trying again in {Pause}.", facts.Count, pause);
                await Task.Delay(pause, cancellationToken);
            }
        }
    }

    private async Task<Dictionary<string, long>> Publish(List<(IEvent Event, PublicFact Fact)> facts, CancellationToken cancellationToken)
    {
        var sequences = await LoadSequences(facts.Select(f => f.Fact.Source).Distinct().ToArray(), cancellationToken);
        var envelopes = facts
            .Select(f => CloudEventEnvelope.Create(f.Event, f.Fact, sequences[f.Fact.Source] = sequences[f.Fact.Source] + 1))
            .ToList();

        await Task.WhenAll(facts.Select(f => PublishToBus(f.Event, f.Fact, cancellationToken)));
        // An attempt that was given up must not write to the stream beside the one that follows it.
        cancellationToken.ThrowIfCancellationRequested();
        await stream.Publish(envelopes, cancellationToken);
        return sequences;
    }

    private async Task PublishToBus(IEvent @event, PublicFact fact, CancellationToken cancellationToken)
    {
        using var activity = Telemetry.Source.StartActivity(
            $"relay {@event.EventTypeName}",
            ActivityKind.Producer,
            @event.Headers?.GetValueOrDefault("traceparent")?.ToString()
        );
        await bus.Publish(
            fact.Contract,
            fact.Contract.GetType(),
            context =>
            {
                context.MessageId = @event.Id;
                context.Headers.Set("correlation-id", @event.CorrelationId);
            },
            cancellationToken
        );
    }

    private async Task<Dictionary<string, long>> LoadSequences(string[] sources, CancellationToken cancellationToken)
    {
        var sequences = sources.ToDictionary(source => source, _ => 0L);
        await using var command = dataSource.CreateCommand("select source, last from relay_sequence where source = any(@sources)");
        command.Parameters.AddWithValue("sources", sources);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            sequences[reader.GetString(0)] = reader.GetInt64(1);
        }

        return sequences;
    }

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private static Table CreateSequenceTable()
    {
        var table = new Table("public.relay_sequence");
        table.AddColumn("source", "text").AsPrimaryKey();
        table.AddColumn("last", "bigint").NotNull();
        return table;
    }
}

/// <summary>One CloudEvent, ready to send.</summary>
/// <param name="Id">The event's id in its store; the same on every redelivery.</param>
/// <param name="Body">CloudEvents 1.0 in JSON, structured mode.</param>
internal sealed record CloudEventEnvelope(Guid Id, ReadOnlyMemory<byte> Body)
{
    private static readonly CloudNative.CloudEvents.SystemTextJson.JsonEventFormatter Formatter = new(Json.Options, default);
    private static readonly System.Collections.Concurrent.ConcurrentDictionary<Type, string> TypeNames = new();

    public static CloudEventEnvelope Create(IEvent @event, PublicFact fact, long sequence)
    {
        var cloudEvent = new CloudNative.CloudEvents.CloudEvent(CloudNative.CloudEvents.CloudEventsSpecVersion.V1_0)
        {
            Id = @event.Id.ToString(),
            Source = new Uri(fact.Source, UriKind.Relative),
            Type = TypeNames.GetOrAdd(fact.Contract.GetType(), TypeName),
            Subject = fact.Subject,
            Time = fact.Time,
            DataContentType = "application/json",
            Data = fact.Contract,
            ["recordedtime"] = @event.Timestamp.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture),
            ["sequence"] = sequence.ToString("D12", CultureInfo.InvariantCulture),
            ["partitionkey"] = fact.PartitionKey,
            ["dataclassification"] = System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(fact.Classification.ToString()),
        };
        // CloudEvents forbids empty attributes, so what is unknown is left out.
        SetIfKnown("correlationid", @event.CorrelationId);
        SetIfKnown("causationid", @event.CausationId);
        SetIfKnown("traceparent", @event.Headers?.GetValueOrDefault("traceparent")?.ToString());
        return new CloudEventEnvelope(@event.Id, Formatter.EncodeStructuredModeMessage(cloudEvent, out _));

        void SetIfKnown(string attribute, string? value)
        {
            if (!string.IsNullOrEmpty(value))
            {
                cloudEvent[attribute] = value;
            }
        }
    }

    // CustomerService.Contracts.Intake.V1.TicketOpened → customerservice.intake.ticket-opened.v1
    private static string TypeName(Type contract)
    {
        var parts = contract.Namespace!.Split('.');
        return $"customerservice.{parts[^2].ToKebabCase()}.{contract.Name.ToKebabCase()}.{parts[^1].ToKebabCase()}";
    }
}
