using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Subscriptions.Subscribers;

/// <summary>The system reads no more; its number is not given again. Retiring twice changes nothing.</summary>
internal static class RetireSubscriber
{
    internal static Decision Decide(Subscriber subscriber, Actor actor, DateTimeOffset now) =>
        Scopes.MayManage(actor) is { } refusal ? refusal
        : subscriber.IsRetired ? Decision.NoChange
        : Decision.Accept(new SubscriberRetired(actor.ToString(), now));

    internal static Task<Results<Ok<Subscriber>, ProblemHttpResult>> Handle(
        string number,
        Actor actor,
        Commands commands,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) => commands.Execute<Subscriber, Subscriber>(number, s => Decide(s, actor, clock.GetUtcNow()), cancellationToken);
}
