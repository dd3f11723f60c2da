using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Subscriptions.Subscribers;

/// <summary>
/// What a subscriber may read from now on; open streams learn of it within a heart-beat. Needs the version that the caller saw (If-Match),
/// since it overwrites fields.
/// </summary>
/// <param name="Types">Types that it may read. None: all.</param>
/// <param name="Sites">Sites whose events it may read. None: all, and events of no site.</param>
/// <param name="Highest">Highest classification that it may read.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ChangeScopes(
    [property: MaxLength(Scopes.Most)] IReadOnlyList<string> Types,
    [property: MaxLength(Scopes.Most)] IReadOnlyList<string> Sites,
    DataClassification Highest
)
{
    internal static Decision Decide(Subscriber subscriber, ChangeScopes command, Actor actor, DateTimeOffset now)
    {
        if ((Scopes.MayManage(actor) ?? Scopes.Check(command.Types, command.Sites)) is { } refusal)
            return refusal;
        if (subscriber.IsRetired)
            return Rejection.Conflict("subscriber-retired", $"{subscriber.Id} is retired.");
        if (
            subscriber.Types.SequenceEqual(command.Types)
            && subscriber.Sites.SequenceEqual(command.Sites)
            && subscriber.Highest == command.Highest
        )
            return Decision.NoChange;
        return Decision.Accept(new SubscriberScopesChanged(command.Types, command.Sites, command.Highest, actor.ToString(), now));
    }

    internal static Task<Results<Ok<Subscriber>, ProblemHttpResult>> Handle(
        string number,
        ChangeScopes command,
        Actor actor,
        Commands commands,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) => commands.Execute<Subscriber, Subscriber>(number, s => Decide(s, command, actor, clock.GetUtcNow()), cancellationToken);
}
