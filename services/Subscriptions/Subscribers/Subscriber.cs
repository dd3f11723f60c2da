using CustomerService.ServiceDefaults;
using CustomerService.Subscriptions.Events;
using JasperFx.Events;
using Marten.Events.Aggregation;

namespace CustomerService.Subscriptions.Subscribers;

/// <summary>
/// A system that reads the ticket event stream, and how much of it. State and view are one record, kept in step with its stream.
/// </summary>
public sealed record Subscriber
{
    /// <summary>The subscriber's number; it is the client id of the system at the issuer.</summary>
    public required string Id { get; init; }

    /// <summary>Name of the system for people.</summary>
    public required string Name { get; init; }

    /// <summary>Who answers for it and is told when something goes wrong.</summary>
    public required string OwnerEmail { get; init; }

    /// <summary>Types that it may read; a trailing <c>*</c> stands for anything. None: all.</summary>
    public required IReadOnlyList<string> Types { get; init; }

    /// <summary>
    /// Sites whose events it may read; a trailing <c>*</c> stands for anything, so that <c>S31*</c> is a province. None: all, and events of
    /// no site.
    /// </summary>
    public required IReadOnlyList<string> Sites { get; init; }

    /// <summary>
    /// Highest classification that it may read; events about customers with a secret or confidential file from <c>confidential</c> on,
    /// about top secret ones only with <c>restricted</c> (I4).
    /// </summary>
    public required DataClassification Highest { get; init; }

    /// <summary>Whether it may still ask.</summary>
    public bool IsRetired { get; init; }

    /// <summary>When it was registered.</summary>
    public required DateTimeOffset RegisteredAt { get; init; }

    /// <summary>What it may read, as a filter.</summary>
    internal EventFilter Scope =>
        new()
        {
            Types = Types is [] ? null : Types,
            Sites = Sites is [] ? null : Sites,
            Highest = Highest,
            Clearance = Highest switch
            {
                DataClassification.Restricted => Confidentiality.TopSecret,
                DataClassification.Confidential => Confidentiality.Confidential,
                _ => Confidentiality.Normal,
            },
        };
}

internal sealed partial class SubscriberProjection : SingleStreamProjection<Subscriber, string>
{
    public static Subscriber Create(IEvent<SubscriberRegistered> e) =>
        new()
        {
            Id = e.StreamKey!,
            Name = e.Data.Name,
            OwnerEmail = e.Data.OwnerEmail,
            Types = e.Data.Types,
            Sites = e.Data.Sites,
            Highest = e.Data.Highest,
            RegisteredAt = e.Data.At,
        };

    public static Subscriber Apply(SubscriberScopesChanged e, Subscriber subscriber) =>
        subscriber with
        {
            Types = e.Types,
            Sites = e.Sites,
            Highest = e.Highest,
        };

    public static Subscriber Apply(SubscriberRetired _, Subscriber subscriber) => subscriber with { IsRetired = true };
}
