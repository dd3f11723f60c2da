using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Identity.Clients;

/// <summary>The client gets nothing any more, and its refresh tokens are gone. Removing twice changes nothing.</summary>
internal static class RemoveClient
{
    internal static Decision Decide(Client client, string by, DateTimeOffset now) =>
        client.IsRemoved ? Decision.NoChange : Decision.Accept(new ClientRemoved(by, now), client.EndTokens(by, now));

    internal static Task<Results<Ok<Client>, ProblemHttpResult>> Handle(
        string id,
        Actor actor,
        Commands commands,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) =>
        commands.Transact<Client>(
            id,
            async (session, attempt) =>
            {
                var refusal = await session
                    .Decide<Client>(
                        id,
                        c => Decide(c, actor.ToString(), clock.GetUtcNow()),
                        exclusively: attempt > 1,
                        cancellationToken: cancellationToken
                    )
                    .Rejection();
                if (refusal is null)
                {
                    ClientRow.QueueRemoval(session, id);
                }

                return refusal;
            },
            cancellationToken
        );
}
