using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using CustomerService.Intake.Customers.Files;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace CustomerService.Intake.Customers.Proofs;

/// <summary>A proof that was asked for.</summary>
/// <param name="Id">Names it, here and in the header <c>Proof</c>.</param>
/// <param name="ExpiresAt">Until when it can be tried.</param>
public sealed record RequestedProof(string Id, DateTimeOffset ExpiresAt);

/// <summary>
/// I5: begins to prove a customer's identity for the acts that are named. A one-time code goes to a contact point on file; every earlier
/// one of the customer is worth nothing then. At most 3 an hour to one contact point.
/// </summary>
/// <param name="Level">servicePassword or oneTimeCode.</param>
/// <param name="Acts">What it is for.</param>
/// <param name="ContactPointId">Where the code goes; null for a password.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record RequestProof(
    ProofLevel Level,
    [property: Required, MinLength(1), MaxLength(10)] IReadOnlyList<SensitiveAct> Acts,
    [property: StringLength(20)] string? ContactPointId = null
)
{
    /// <summary>For how long requests are counted.</summary>
    internal static readonly TimeSpan Window = TimeSpan.FromHours(1);

    /// <param name="file">The customer's file.</param>
    /// <param name="command">The request.</param>
    /// <param name="requestsBefore">How many there were for the same contact point, or with the password, within the window.</param>
    /// <param name="codeHash">Hash of the code that will be sent; null when codes cannot be.</param>
    /// <param name="rules">Numbers.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="now">Now.</param>
    internal static Decision Decide(
        Customer file,
        RequestProof command,
        int requestsBefore,
        string? codeHash,
        ProofOptions rules,
        Actor actor,
        DateTimeOffset now
    )
    {
        if (file.ErasedAt is not null)
            return SeenFiles.Erased(file.Id);
        if (command.Level == ProofLevel.None)
            return Rejection.Invalid("proof-level", "Ask for servicePassword or oneTimeCode.");
        if (command.Level == ProofLevel.OneTimeCode != command.ContactPointId is not null)
            return Rejection.Invalid("proof-contact-point", "A code names the contact point it goes to; a password names none.");
        if (command.Level == ProofLevel.OneTimeCode && file.ContactPoints.All(p => p.Id != command.ContactPointId))
            return Rejection.Invalid("contact-point-unknown", "The file has no such contact point.");
        if (command.Level == ProofLevel.OneTimeCode && codeHash is null)
            return Rejection.Conflict("codes-not-configured", "No code can be sent.");
        if (command.Level == ProofLevel.ServicePassword && !file.HasServicePassword)
            return Rejection.Conflict("no-service-password", "The customer has set none.");
        if (requestsBefore >= rules.RequestsAnHour)
            return Rejection.Conflict("proofs-exhausted", $"At most {rules.RequestsAnHour} an hour.");
        return Decision.Accept(
            new ProofRequested(
                file.Id,
                command.Level,
                command.ContactPointId,
                [.. command.Acts.Distinct()],
                command.Level == ProofLevel.OneTimeCode ? codeHash : null,
                actor.ToString(),
                now + rules.CodeValidFor,
                now
            )
        );
    }

    internal static async Task<Results<Created<RequestedProof>, ProblemHttpResult>> Handle(
        string number,
        RequestProof command,
        Actor actor,
        Commands commands,
        Codes codes,
        CodeQueue queue,
        IOptions<ProofOptions> rules,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var (id, code, now) = (Guid.CreateVersion7(clock.GetUtcNow()).ToString("N"), Codes.New(), clock.GetUtcNow());
        ContactPoint? to = null;
        var language = "";
        var rejection = await commands.Commit(
            async (session, _) =>
            {
                // The file's stream is locked, though nothing is appended to it: requests for one customer are counted one after the other.
                var stream = await session.Events.FetchForExclusiveWriting<Customer>(number, cancellationToken);
                if (stream.Aggregate is not { } file)
                {
                    return Rejection.NotFound("customer", number);
                }

                var since = now - Window;
                var earlier = await session
                    .Query<Proof>()
                    .Where(p => p.CustomerNumber == number && p.RequestedAt > since)
                    .ToListAsync(cancellationToken);
                var decision = Decide(
                    file,
                    command,
                    earlier.Count(p => p.Level == command.Level && p.ContactPointId == command.ContactPointId),
                    codes.AreReady ? codes.Hash(id, code) : null,
                    rules.Value,
                    actor,
                    now
                );
                if (decision.Rejection is { } refused)
                {
                    return refused;
                }

                foreach (
                    var old in earlier.Where(p =>
                        p.Status == ProofStatus.Pending && p.Level == ProofLevel.OneTimeCode && command.Level == ProofLevel.OneTimeCode
                    )
                )
                {
                    await session.Events.AppendExclusive(old.Id, cancellationToken, new ProofFailed("superseded", now));
                }

                session.Events.StartStream<Proof>(Proof.KeyOf(id), decision.Events);
                (to, language) = (file.ContactPoints.FirstOrDefault(p => p.Id == command.ContactPointId), file.Language);
                return null;
            },
            cancellationToken
        );
        if (rejection is not null)
        {
            return rejection.ToProblem();
        }

        if (to is not null)
        {
            queue.Add(new OutgoingCode(to.Kind, to.Value, code, language));
        }

        return TypedResults.Created($"/api/customers/{number}/proofs/{id}", new RequestedProof(id, now + rules.Value.CodeValidFor));
    }
}
