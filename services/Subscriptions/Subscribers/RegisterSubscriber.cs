using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Subscriptions.Subscribers;

/// <summary>E2, E3: an administrator lets a system read the stream.</summary>
/// <param name="Name">Name of the system for people.</param>
/// <param name="OwnerEmail">Who answers for it and is told when something goes wrong.</param>
/// <param name="Types">Types that it may read; a trailing <c>*</c> stands for anything. None: all.</param>
/// <param name="Sites">Sites whose events it may read; a trailing <c>*</c> stands for anything. None: all, and events of no site.</param>
/// <param name="Highest">Highest classification that it may read; internal when not said.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record RegisterSubscriber(
    [property: Required, StringLength(100, MinimumLength = 1)] string Name,
    [property: Required, EmailAddress, StringLength(254)] string OwnerEmail,
    [property: MaxLength(Scopes.Most)] IReadOnlyList<string>? Types = null,
    [property: MaxLength(Scopes.Most)] IReadOnlyList<string>? Sites = null,
    DataClassification Highest = DataClassification.Internal
)
{
    internal static Decision Decide(RegisterSubscriber command, Actor actor, DateTimeOffset now) =>
        (Scopes.MayManage(actor) ?? Scopes.Check(command.Types, command.Sites)) is { } refusal
            ? refusal
            : Decision.Accept(
                new SubscriberRegistered(
                    command.Name,
                    command.OwnerEmail,
                    command.Types ?? [],
                    command.Sites ?? [],
                    command.Highest,
                    actor.ToString(),
                    now
                )
            );

    internal static async Task<Results<Created<Subscriber>, Ok<Subscriber>, ProblemHttpResult>> Handle(
        RegisterSubscriber command,
        Actor actor,
        Commands commands,
        Numbers numbers,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var decision = Decide(command, actor, clock.GetUtcNow());
        if (decision.Rejection is not null)
        {
            return decision.Rejection.ToProblem();
        }

        var number = await numbers.Next("SUB", SubscribersModule.NumberSequence, cancellationToken);
        return await commands.Start<Subscriber, Subscriber>(
            number,
            $"/api/subscribers/{number}",
            decision.Events,
            _ => Decision.NoChange,
            cancellationToken
        );
    }
}
