using System.ComponentModel.DataAnnotations;
using CustomerService.Identity.Passwords;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Identity.Users;

/// <summary>A1: an administrator registers somebody who signs in.</summary>
/// <param name="Id">The user's id; a customer's is the customer number.</param>
/// <param name="Access">Roles, sites, regions, clearance.</param>
/// <param name="Password">
/// A first password of 12 to 128 characters, which must be changed at the first sign-in. None: nobody signs in until one is set.
/// </param>
public sealed record RegisterUser([property: Required, StringLength(Ids.Longest)] string Id, Access Access, string? Password = null)
{
    internal static Decision Decide(RegisterUser command, bool mustChange, string by, DateTimeOffset now) =>
        (
            Ids.Check(command.Id)
            ?? UserRules.Check(command.Access)
            ?? (command.Password is { } password ? PasswordRules.Check(command.Id, password) : null)
        )
            is { } refusal
            ? refusal
            : Decision.Accept([
                new UserRegistered(command.Access, by, now),
                .. command.Password is null ? Array.Empty<object>() : [new PasswordSet(mustChange, by, now)],
            ]);

    internal static async Task<Results<Created<User>, ProblemHttpResult>> Handle(
        RegisterUser command,
        Actor actor,
        Commands commands,
        PasswordHasher hasher,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        if (Grants.Refuse(actor, command.Access) is { } beyond)
        {
            return beyond.ToProblem();
        }

        var decision = Decide(command, mustChange: true, actor.ToString(), clock.GetUtcNow());
        var hash =
            decision.Rejection is null && command.Password is not null ? await hasher.Hash(command.Password, cancellationToken) : null;
        var rejection = decision.Rejection
            ?? await commands.Commit(
                (session, _) => Append(session, command.Id, decision, hash, mustChange: true, cancellationToken),
                cancellationToken
            );
        return rejection is not null ? rejection.ToProblem()
            : (await commands.Answer<User>(command.Id, cancellationToken)).Result is Ok<User> { Value: { } user }
                ? TypedResults.Created($"/api/users/{command.Id}", user)
            : throw new InvalidOperationException("A user that was registered is not there.");
    }

    /// <summary>Starts the stream, unless the id is taken by a user or a client.</summary>
    internal static async Task<Rejection?> Append(
        IDocumentSession session,
        string id,
        Decision decision,
        string? hash,
        bool mustChange,
        CancellationToken cancellationToken
    )
    {
        if (await session.Events.FetchStreamStateAsync(id, cancellationToken) is not null)
        {
            return Rejection.Conflict("id-taken", $"{id} is registered already.");
        }

        session.Events.StartStream<User>(id, decision.Events);
        if (hash is not null)
        {
            Credentials.QueueHash(session, id, hash, mustChange);
        }

        return null;
    }
}
