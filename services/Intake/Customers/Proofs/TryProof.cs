using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using CustomerService.Intake.Customers.Files;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace CustomerService.Intake.Customers.Proofs;

/// <summary>A proof that was given.</summary>
/// <param name="Id">Goes into the header <c>Proof</c> of the act.</param>
/// <param name="Level">Its level.</param>
/// <param name="ValidUntil">Until when it can be used.</param>
public sealed record GivenProof(string Id, ProofLevel Level, DateTimeOffset ValidUntil);

/// <summary>
/// I5: the code that was sent, or the service password. After 5 tries, after 10 minutes, or when a newer one was asked for it is over.
/// </summary>
/// <param name="Secret">Six digits, or the password.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record TryProof([property: Required, StringLength(100, MinimumLength = 1)] string Secret)
{
    /// <param name="proof">The attempt so far.</param>
    /// <param name="isRight">Looks at the secret; asked only when a try is left.</param>
    /// <param name="rules">Numbers.</param>
    /// <param name="now">Now.</param>
    internal static Decision Decide(Proof proof, Func<bool> isRight, ProofOptions rules, DateTimeOffset now)
    {
        if (proof.Status != ProofStatus.Pending || proof.ExpiresAt <= now || proof.Tries >= rules.Tries)
            return Rejection.Conflict("proof-over", "It was used, failed, or took too long: ask for a new one.");
        if (isRight())
            return Decision.Accept(new ProofTried(true, now), new ProofGiven(proof.Level, now + rules.ProofValidFor, now));
        if (proof.Tries + 1 >= rules.Tries)
            return Decision.Accept(new ProofTried(false, now), new ProofFailed("tries", now));
        return Decision.Accept(new ProofTried(false, now));
    }

    internal static async Task<Results<Ok<GivenProof>, ProblemHttpResult>> Handle(
        string number,
        string proof,
        TryProof command,
        Commands commands,
        Codes codes,
        IOptions<ProofOptions> rules,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var now = clock.GetUtcNow();
        var decided = await commands.Commit(
            async (session, _) =>
            {
                var password = (await session.LoadAsync<ServicePassword>(number, cancellationToken))?.Phc;
                // Always under the lock of its stream: of many who try at once each is counted before the next looks.
                var decided = await session.Decide<Proof>(
                    Proof.KeyOf(proof),
                    p =>
                        p.CustomerNumber != number
                            ? Rejection.NotFound("proof", proof)
                            : Decide(
                                p,
                                () =>
                                    p.Level == ProofLevel.OneTimeCode
                                        ? codes.IsRight(proof, p.CodeHash, command.Secret)
                                        : ServicePassword.IsRight(command.Secret, password),
                                rules.Value,
                                now
                            ),
                    exclusively: true,
                    cancellationToken: cancellationToken
                );
                if (
                    decided.Events.OfType<ProofGiven>().Any()
                    && decided.State!.ContactPointId is { } point
                    && (await session.LoadAsync<Customer>(number, cancellationToken))!.ContactPoints.Any(p => p.Id == point && !p.Verified)
                )
                {
                    await session.Events.AppendExclusive(number, cancellationToken, new ContactPointVerified(point, proof, now));
                }

                return decided;
            },
            cancellationToken
        );
        return decided.Rejection is { } rejection ? rejection.ToProblem()
            : decided.Events.OfType<ProofGiven>().SingleOrDefault() is not { } given
                ? Rejection.Forbidden("proof-wrong", "That is not right.").ToProblem()
            : TypedResults.Ok(new GivenProof(proof, given.Level, given.ValidUntil));
    }
}
