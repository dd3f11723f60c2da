using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using CustomerService.Intake.Customers.Files;
using CustomerService.Intake.Customers.Upkeep;
using CustomerService.ServiceDefaults;
using JasperFx.Events;
using Marten;
using Marten.Events.Projections;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace CustomerService.Intake.Customers.Standings;

/// <summary>I3: the customer is served as others are again; one who is served so already stays so.</summary>
/// <param name="Reason">Why.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record LiftBlacklist([property: Required, StringLength(400, MinimumLength = 1)] string Reason)
{
    public const string Purpose = "customer-blacklist-lapse";

    internal static Decision Decide(Customer file, LiftBlacklist command, Actor actor, CustomerOptions rules, DateTimeOffset now) =>
        file.Held.Blacklisting is null
            ? Decision.NoChange
            : file.Accept(new BlacklistLifted(command.Reason, actor.ToString(), now), file.Held with { Blacklisting = null }, rules, now);

    /// <summary>The end has come; one that was set later has a row of its own.</summary>
    internal static Decision Lapse(Customer file, CustomerOptions rules, DateTimeOffset now) =>
        file.ErasedAt is not null || file.Held.Blacklisting is not { } listed || listed.Until > now
            ? Decision.NoChange
            : file.Accept(new BlacklistLapsed(now), file.Held with { Blacklisting = null }, rules, now);

    internal static Task<Results<NoContent, ProblemHttpResult>> Handle(
        string number,
        LiftBlacklist command,
        Actor actor,
        Commands commands,
        IOptions<CustomerOptions> rules,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) => commands.Act(number, file => Decide(file, command, actor, rules.Value, clock.GetUtcNow()), cancellationToken);

    internal static DueHandler Fire(CustomerOptions rules) =>
        async (session, due, now, cancellationToken) =>
            await session
                .Decide<Customer>(due.Key, file => Lapse(file, rules, now), exclusively: true, cancellationToken: cancellationToken)
                .Rejection();
}

/// <summary>I3: a blacklisting ends by itself.</summary>
internal sealed partial class BlacklistDeadlines : EventProjection
{
    public static void Project(IEvent<CustomerBlacklisted> e, IDocumentOperations operations) =>
        operations.QueueDue(LiftBlacklist.Purpose, e.StreamKey!, e.Data.Until);
}
