using CustomerService.Intake.Customers.Files;
using CustomerService.ServiceDefaults;
using JasperFx.Events;
using Marten;
using Marten.Events.Aggregation;
using Microsoft.Extensions.Options;

namespace CustomerService.Intake.Customers.Proofs;

internal enum ProofStatus
{
    Pending,
    Given,
    Failed,
}

/// <summary>One attempt to prove an identity, folded from its events.</summary>
internal sealed record Proof
{
    public required string Id { get; init; }
    public required string CustomerNumber { get; init; }
    public required ProofLevel Level { get; init; }
    public required string? ContactPointId { get; init; }
    public required IReadOnlyList<SensitiveAct> Acts { get; init; }
    public required string? CodeHash { get; init; }
    public required string By { get; init; }
    public required DateTimeOffset RequestedAt { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }
    public ProofStatus Status { get; init; }
    public int Tries { get; init; }
    public DateTimeOffset? ValidUntil { get; init; }

    public static string KeyOf(string id) => $"proof/{id}";

    /// <summary>I5: whether the proof is good for this act, of this customer, by this actor, now.</summary>
    public Rejection? RefusalFor(SensitiveAct act, ProofLevel needed, string customer, Actor actor, DateTimeOffset now)
    {
        if (CustomerNumber != customer || By != actor.ToString())
            return Rejection.Forbidden("proof-unknown", "There is no such proof for this customer and you.");
        if (Status != ProofStatus.Given || ValidUntil <= now)
            return Rejection.Forbidden("proof-not-valid", "The proof was not given, or is over.");
        if (!Acts.Contains(act))
            return Rejection.Forbidden(
                "proof-of-another-act",
                $"The proof was asked for {string.Join(", ", Acts.Select(a => a.ToCode()))}."
            );
        if (Level < needed)
            return Rejection.Forbidden("proof-too-weak", $"This needs a proof by {needed.ToCode()}.");
        return null;
    }
}

internal sealed partial class ProofProjection : SingleStreamProjection<Proof, string>
{
    public static Proof Create(IEvent<ProofRequested> e) =>
        new()
        {
            Id = e.StreamKey!,
            CustomerNumber = e.Data.CustomerNumber,
            Level = e.Data.Level,
            ContactPointId = e.Data.ContactPointId,
            Acts = e.Data.Acts,
            CodeHash = e.Data.CodeHash,
            By = e.Data.By,
            RequestedAt = e.Data.At,
            ExpiresAt = e.Data.ExpiresAt,
        };

    public static Proof Apply(ProofTried e, Proof proof) => proof with { Tries = proof.Tries + 1 };

    public static Proof Apply(ProofGiven e, Proof proof) =>
        proof with
        {
            Status = ProofStatus.Given,
            ValidUntil = e.ValidUntil,
            CodeHash = null,
        };

    public static Proof Apply(ProofFailed e, Proof proof) => proof with { Status = ProofStatus.Failed, CodeHash = null };
}

/// <summary>Looks whether a request carries the proof that its act needs: header <c>Proof</c>.</summary>
internal sealed class ProofChecks(IOptions<ProofOptions> options, TimeProvider clock)
{
    private const string Header = "Proof";

    public DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>The refusal, or the proof that the event of the act records; neither where none is needed.</summary>
    public async Task<(Rejection? Refused, ProofUse? Proof)> Check(
        IQuerySession session,
        SensitiveAct? act,
        string customer,
        Actor actor,
        HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        if (act is not { } sensitive || options.Value.LevelOf(sensitive) is var needed && needed == ProofLevel.None)
        {
            return (null, null);
        }

        if (request.Headers[Header].ToString() is not { Length: > 0 and <= 80 } id)
        {
            return (
                Rejection.Forbidden(
                    "proof-required",
                    $"Prove the customer's identity by {needed.ToCode()} first and name the proof in the header Proof."
                ),
                null
            );
        }

        var proof = await session.LoadAsync<Proof>(Proof.KeyOf(id), cancellationToken);
        var refused = proof is null
            ? Rejection.Forbidden("proof-unknown", "There is no such proof for this customer and you.")
            : proof.RefusalFor(sensitive, needed, customer, actor, Now);
        return refused is null ? (null, new ProofUse(id, proof!.Level)) : (refused, null);
    }
}
