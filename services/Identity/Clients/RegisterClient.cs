using System.ComponentModel.DataAnnotations;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Identity.Clients;

/// <summary>
/// A1: an administrator registers a system of ours, somebody else's system, or an app that people use. The answer holds the secret, once.
/// </summary>
/// <param name="Id">The client id.</param>
/// <param name="Terms">What it is registered for.</param>
public sealed record RegisterClient([property: Required, StringLength(Ids.Longest)] string Id, ClientTerms Terms)
{
    internal static Decision Decide(RegisterClient command, string by, DateTimeOffset now) =>
        (Ids.Check(command.Id) ?? command.Terms.Check()) is { } refusal
            ? refusal
            : Decision.Accept(new ClientRegistered(command.Terms, by, now));

    internal static async Task<Results<Created<ClientWithSecret>, ProblemHttpResult>> Handle(
        RegisterClient command,
        Actor actor,
        HttpResponse response,
        Commands commands,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        if (ClientTerms.Refuse(actor, command.Terms) is { } beyond)
        {
            return beyond.ToProblem();
        }

        var decision = Decide(command, actor.ToString(), clock.GetUtcNow());
        var secret = command.Terms.Public ? null : ClientSecrets.Create();
        response.Headers.CacheControl = "no-store";
        var rejection = decision.Rejection
            ?? await commands.Commit((session, _) => Append(session, command, decision, secret, cancellationToken), cancellationToken);
        return rejection is not null ? rejection.ToProblem()
            : (await commands.Answer<Client>(command.Id, cancellationToken)).Result is Ok<Client> { Value: { } client }
                ? TypedResults.Created($"/api/clients/{command.Id}", new ClientWithSecret(client, secret))
            : throw new InvalidOperationException("A client that was registered is not there.");
    }

    /// <summary>Starts the stream, unless the id is taken by a client or a user.</summary>
    internal static async Task<Rejection?> Append(
        IDocumentSession session,
        RegisterClient command,
        Decision decision,
        string? secret,
        CancellationToken cancellationToken
    )
    {
        if (await session.Events.FetchStreamStateAsync(command.Id, cancellationToken) is not null)
        {
            return Rejection.Conflict("id-taken", $"{command.Id} is registered already.");
        }

        session.Events.StartStream<Client>(command.Id, decision.Events);
        ClientRow.QueueTerms(session, command.Id, command.Terms);
        if (secret is not null)
        {
            ClientRow.QueueSecret(session, command.Id, ClientSecrets.Hash(secret));
        }

        return null;
    }
}
