using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Identity.Clients;

/// <summary>
/// What a client is registered for from now on. Needs the version that the caller saw (If-Match), since it overwrites fields.
/// </summary>
/// <param name="Terms">What it is registered for. Public or not cannot change: one has a secret, the other has none.</param>
public sealed record ChangeClient(ClientTerms Terms)
{
    internal static Decision Decide(Client client, ChangeClient command, string by, DateTimeOffset now)
    {
        if (command.Terms.Check() is { } refusal)
            return refusal;
        if (client.IsRemoved)
            return Rejection.Conflict("client-removed", $"{client.Id} is removed.");
        if (client.Terms.Public != command.Terms.Public)
            return Rejection.Conflict("client-public-fixed", "A client stays public, or stays one with a secret.");
        if (Access.Same(client.Terms, command.Terms))
            return Decision.NoChange;
        return Decision.Accept(new ClientChanged(command.Terms, by, now), client.EndTokens(by, now));
    }

    internal static Task<Results<Ok<Client>, ProblemHttpResult>> Handle(
        string id,
        ChangeClient command,
        Actor actor,
        Commands commands,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) =>
        commands.Transact<Client>(
            id,
            async (session, _) =>
            {
                var refusal = await session
                    .Decide<Client>(
                        id,
                        c =>
                            ClientTerms.Refuse(actor, command.Terms, c.Terms) is { } beyond
                                ? beyond
                                : Decide(c, command, actor.ToString(), clock.GetUtcNow()),
                        commands.Expected,
                        cancellationToken: cancellationToken
                    )
                    .Rejection();
                if (refusal is null)
                {
                    ClientRow.QueueTerms(session, id, command.Terms);
                }

                return refusal;
            },
            cancellationToken
        );
}
