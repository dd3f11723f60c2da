using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Identity.Clients;

/// <summary>A new secret in place of the old one, which counts no more; the answer holds it, once.</summary>
internal static class RotateClientSecret
{
    internal static Decision Decide(Client client, string by, DateTimeOffset now) =>
        client.IsRemoved ? Rejection.Conflict("client-removed", $"{client.Id} is removed.")
        : client.Terms.Public ? Rejection.Conflict("client-public", $"{client.Id} is public and has no secret.")
        : Decision.Accept(new ClientSecretRotated(by, now));

    internal static async Task<Results<Ok<ClientWithSecret>, ProblemHttpResult>> Handle(
        string id,
        Actor actor,
        HttpResponse response,
        Commands commands,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var secret = ClientSecrets.Create();
        response.Headers.CacheControl = "no-store";
        var answer = await commands.Transact<Client>(
            id,
            async (session, attempt) =>
            {
                var refusal = await session
                    .Decide<Client>(
                        id,
                        c =>
                            ClientTerms.Refuse(actor, c.Terms, c.Terms) is { } beyond
                                ? beyond
                                : Decide(c, actor.ToString(), clock.GetUtcNow()),
                        exclusively: attempt > 1,
                        cancellationToken: cancellationToken
                    )
                    .Rejection();
                if (refusal is null)
                {
                    ClientRow.QueueSecret(session, id, ClientSecrets.Hash(secret));
                }

                return refusal;
            },
            cancellationToken
        );
        return answer.Result is Ok<Client> { Value: { } client }
            ? TypedResults.Ok(new ClientWithSecret(client, secret))
            : (ProblemHttpResult)answer.Result;
    }
}
