using System.ComponentModel.DataAnnotations;
using CustomerService.Intake.Customers.Duplicates;
using CustomerService.Intake.Customers.Files;
using CustomerService.Intake.Customers.Proofs;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Intake.Customers.Upkeep;

/// <summary>
/// Opening and changing a file: every opening is recorded before the answer leaves (I4), every change needs the version that was seen.
/// </summary>
internal static class CustomerFile
{
    internal static async Task<Results<Ok<Customer>, ProblemHttpResult>> Get(
        string number,
        Actor actor,
        Commands commands,
        ProofChecks proofs,
        HttpContext http,
        CancellationToken cancellationToken,
        [StringLength(200, MinimumLength = 1)] string purpose = "file"
    )
    {
        var seen = await commands.Commit<Customer>(
            async (session, _) =>
            {
                var file = await session.LoadAsync<Customer>(number, cancellationToken);
                var (refused, proof) = file is null
                    ? (Rejection.NotFound("customer", number), null)
                    : await proofs.Check(
                        session,
                        actor.Is(Role.Customer) ? SensitiveAct.ReadDetails : null,
                        number,
                        actor,
                        http.Request,
                        cancellationToken
                    );
                refused ??= await session.RecordSeen(number, actor, purpose, proofs.Now, proof, cancellationToken);
                if (refused is not null)
                {
                    return refused;
                }

                // What we think of a customer, and who else they may be, is for staff.
                return new Decided<Customer>(
                    actor.Is(Role.Customer)
                        ? file! with
                        {
                            Standing = null,
                        }
                        : file! with
                        {
                            Links = await session.LinksOf(number, actor, proofs.Now, cancellationToken),
                        },
                    []
                );
            },
            cancellationToken
        );
        if (seen.Rejection is { } rejection)
        {
            return rejection.ToProblem();
        }

        http.Response.SetVersion(seen.State!.Revision);
        return TypedResults.Ok(seen.State);
    }

    /// <summary>
    /// Overwrites fields of a file. The version is the file's revision, not the stream's: somebody who only looks turns nobody away.
    /// </summary>
    /// <param name="commands">Commits.</param>
    /// <param name="number">The customer's number.</param>
    /// <param name="http">The request with If-Match and, for a sensitive act, Proof.</param>
    /// <param name="act">The sensitive act that it is (I5), or null.</param>
    /// <param name="decide">Sees the file and the proof that was given.</param>
    /// <param name="proofs">Checks the proof.</param>
    /// <param name="cancellationToken">Cancels the loading.</param>
    public static async Task<Results<NoContent, ProblemHttpResult>> Change(
        this Commands commands,
        string number,
        HttpContext http,
        SensitiveAct? act,
        Func<Customer, ProofUse?, Decision> decide,
        ProofChecks proofs,
        CancellationToken cancellationToken
    )
    {
        var actor = await Actor.BindAsync(http);
        var decided = await commands.Commit<Customer>(
            async (session, _) =>
            {
                var (refused, proof) = await proofs.Check(session, act, number, actor, http.Request, cancellationToken);
                if (refused is not null)
                {
                    return refused;
                }

                return await session.Decide<Customer>(
                    number,
                    file => Guard(file, commands.Expected) ?? decide(file, proof),
                    exclusively: true,
                    cancellationToken: cancellationToken
                );
            },
            cancellationToken
        );
        if (decided.Rejection is { } rejection)
        {
            return rejection.ToProblem();
        }

        http.Response.SetVersion(decided.State!.Revision + decided.Events.Count);
        return TypedResults.NoContent();
    }

    /// <summary>An act on a file that looks at its state alone: nobody needs to have seen the present version.</summary>
    public static async Task<Results<NoContent, ProblemHttpResult>> Act(
        this Commands commands,
        string number,
        Func<Customer, Decision> decide,
        CancellationToken cancellationToken
    )
    {
        var rejection = await commands.Commit(
            (session, _) =>
                session
                    .Decide<Customer>(
                        number,
                        file => file.ErasedAt is not null ? SeenFiles.Erased(file.Id) : decide(file),
                        exclusively: true,
                        cancellationToken: cancellationToken
                    )
                    .Rejection(),
            cancellationToken
        );
        return rejection is null ? TypedResults.NoContent() : rejection.ToProblem();
    }

    internal static Decision? Guard(Customer file, long? expected) =>
        file.ErasedAt is not null ? Decision.FromRejection(SeenFiles.Erased(file.Id))
        : file.Revision != expected
            ? Decision.FromRejection(
                new Rejection(RejectionKind.Stale, "stale-version", $"The current version is {file.Revision}, not {expected}.")
            )
        : null;
}
