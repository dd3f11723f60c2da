using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using CustomerService.ServiceDefaults;
using JasperFx.Events;
using Marten;
using Marten.Events.Aggregation;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Intake.Customers.Erasure;

/// <summary>Where the destruction of a file stands.</summary>
public enum DestructionStatus
{
    /// <summary>Waits for approvals.</summary>
    Requested,

    /// <summary>Approved; the person is being erased.</summary>
    Approved,

    /// <summary>Refused; it can be asked for again.</summary>
    Refused,

    /// <summary>The person was erased.</summary>
    CarriedOut,
}

/// <summary>The destruction of a file (I4): asked for by one person, approved by two others.</summary>
public sealed record Destruction
{
    /// <summary>Stream key: <c>destruction/</c> and the customer's number.</summary>
    public required string Id { get; init; }

    /// <summary>Where it stands.</summary>
    public required DestructionStatus Status { get; init; }

    /// <summary>Id of who asked.</summary>
    public required string RequestedBy { get; init; }

    /// <summary>Ids of who approved.</summary>
    public IReadOnlyList<string> ApprovedBy { get; init; } = [];

    /// <summary>Number of the customer.</summary>
    public required string CustomerNumber { get; init; }

    internal static string KeyOf(string customer) => $"destruction/{customer}";

    internal static async Task<Results<Ok<Destruction>, ProblemHttpResult>> Get(
        string number,
        IQuerySession query,
        CancellationToken cancellationToken
    ) =>
        await query.LoadAsync<Destruction>(KeyOf(number), cancellationToken) is { } destruction
            ? TypedResults.Ok(destruction)
            : Rejection.NotFound("destruction", number).ToProblem();
}

internal sealed partial class DestructionProjection : SingleStreamProjection<Destruction, string>
{
    public static Destruction Create(IEvent<DestructionRequested> e) => Requested(e.StreamKey!, e.Data);

    public static Destruction Apply(DestructionRequested e, Destruction destruction) => Requested(destruction.Id, e);

    public static Destruction Apply(DestructionApproved e, Destruction destruction) =>
        destruction with
        {
            ApprovedBy = [.. destruction.ApprovedBy, e.By],
            Status =
                destruction.ApprovedBy.Count + 1 >= ApproveDestruction.Needed ? DestructionStatus.Approved : DestructionStatus.Requested,
        };

    public static Destruction Apply(DestructionRefused e, Destruction destruction) =>
        destruction with
        {
            Status = DestructionStatus.Refused,
        };

    public static Destruction Apply(DestructionCarriedOut e, Destruction destruction) =>
        destruction with
        {
            Status = DestructionStatus.CarriedOut,
        };

    private static Destruction Requested(string key, DestructionRequested e) =>
        new()
        {
            Id = key,
            Status = DestructionStatus.Requested,
            RequestedBy = e.By,
            CustomerNumber = e.CustomerNumber,
        };
}

/// <summary>I4: asks to erase a person.</summary>
/// <param name="Reason">Why, for example that the person asked for it.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record RequestDestruction([property: Required, StringLength(400, MinimumLength = 1)] string Reason)
{
    internal static Decision Decide(Destruction? before, string customer, RequestDestruction command, Actor actor, DateTimeOffset now) =>
        before is null or { Status: DestructionStatus.Refused }
            ? Decision.Accept(new DestructionRequested(customer, actor.Id, command.Reason, now))
        : before.RequestedBy == actor.Id ? Decision.NoChange
        : Rejection.Conflict("destruction-requested", $"{before.RequestedBy} has asked for it already.");

    internal static Task<Results<Created<Destruction>, Ok<Destruction>, ProblemHttpResult>> Handle(
        string number,
        RequestDestruction command,
        Actor actor,
        Commands commands,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) =>
        commands.Start<Destruction, Destruction>(
            Destruction.KeyOf(number),
            $"/api/customers/{number}/destruction",
            Decide(null, number, command, actor, clock.GetUtcNow()).Events,
            before => Decide(before, number, command, actor, clock.GetUtcNow()),
            cancellationToken
        );
}

/// <summary>I4: one of two approvals, by people who did not ask for it; the second begins the erasure.</summary>
internal static class ApproveDestruction
{
    public const int Needed = 2;

    internal static Decision Decide(Destruction destruction, Actor actor, DateTimeOffset now)
    {
        if (destruction.RequestedBy == actor.Id)
            return Rejection.Forbidden("own-destruction", "Two others approve.");
        if (destruction.ApprovedBy.Contains(actor.Id))
            return Decision.NoChange;
        if (destruction.Status != DestructionStatus.Requested)
            return Rejection.Conflict("destruction-decided", $"It is {destruction.Status.ToCode()}.");
        return Decision.Accept(new DestructionApproved(actor.Id, now));
    }

    internal static Task<Results<Ok<Destruction>, ProblemHttpResult>> Handle(
        string number,
        Actor actor,
        Commands commands,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) =>
        commands.Transact<Destruction>(
            Destruction.KeyOf(number),
            async (session, attempt) =>
            {
                var decided = await session.Decide<Destruction>(
                    Destruction.KeyOf(number),
                    destruction => Decide(destruction, actor, clock.GetUtcNow()),
                    exclusively: attempt > 1,
                    cancellationToken: cancellationToken
                );
                if (decided.Rejection is null && decided.State!.ApprovedBy.Count + decided.Events.Count >= Needed)
                {
                    session.QueueDue(EraseCustomer.Purpose, number, clock.GetUtcNow());
                }

                return decided.Rejection;
            },
            cancellationToken
        );
}

/// <summary>I4: the file stays.</summary>
/// <param name="Reason">Why.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record RefuseDestruction([property: Required, StringLength(400, MinimumLength = 1)] string Reason)
{
    internal static Decision Decide(Destruction destruction, RefuseDestruction command, Actor actor, DateTimeOffset now) =>
        destruction.Status == DestructionStatus.Refused ? Decision.NoChange
        : destruction.Status != DestructionStatus.Requested
            ? Rejection.Conflict("destruction-decided", $"It is {destruction.Status.ToCode()}.")
        : Decision.Accept(new DestructionRefused(actor.Id, command.Reason, now));

    internal static Task<Results<Ok<Destruction>, ProblemHttpResult>> Handle(
        string number,
        RefuseDestruction command,
        Actor actor,
        Commands commands,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) =>
        commands.Execute<Destruction, Destruction>(
            Destruction.KeyOf(number),
            d => Decide(d, command, actor, clock.GetUtcNow()),
            cancellationToken
        );
}
