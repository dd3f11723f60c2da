using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace CustomerService.Dispatch.WorkOrders;

/// <summary>A number of pieces of one part.</summary>
/// <param name="PartNumber">Part number, for example CS-A1-SCREEN.</param>
/// <param name="Quantity">Pieces.</param>
public sealed record PartLine(
    [property: Required, StringLength(40, MinimumLength = 1)] string PartNumber,
    [property: Range(1, 99)] int Quantity
);

/// <summary>
/// Who signed. Of the image only its SHA-256 is kept, so that a paper can be held against it; a name that is sent along is not read, since
/// personal data stays in Intake.
/// </summary>
/// <param name="ImageBase64">The drawn signature.</param>
/// <param name="SignedBy">customer unless said.</param>
public sealed record Signature(
    [property: Required, MinLength(1), MaxLength(512 * 1024)] byte[] ImageBase64,
    Signer SignedBy = Signer.Customer
);

/// <summary>D5: the work is done and the customer has signed. What was used and found is the service report; done is not settled.</summary>
/// <param name="Outcome">What it brought.</param>
/// <param name="Findings">What was found.</param>
/// <param name="Acts">What was done.</param>
/// <param name="Hours">Hours of work.</param>
/// <param name="TravelKilometres">Kilometres travelled.</param>
/// <param name="Signature">The customer's signature.</param>
/// <param name="FaultCode">Fault that was found; the reported one unless said.</param>
/// <param name="PartsUsed">At most one line a part.</param>
/// <param name="At">When the engineer left; now unless said.</param>
public sealed record CompleteVisit(
    VisitOutcome Outcome,
    [property: Required, StringLength(4000, MinimumLength = 1)] string Findings,
    [property: Required, MaxLength(50)] IReadOnlyList<string> Acts,
    [property: Range(0, 24)] decimal Hours,
    [property: Range(0, 5000)] decimal TravelKilometres,
    [property: Required] Signature Signature,
    [property: StringLength(20)] string? FaultCode = null,
    [property: MaxLength(50)] IReadOnlyList<PartLine>? PartsUsed = null,
    DateTimeOffset? At = null
)
{
    internal static Decision Decide(
        WorkOrder order,
        int number,
        CompleteVisit command,
        Actor actor,
        WorkOrderOptions rules,
        DateTimeOffset now
    )
    {
        var at = (command.At ?? now).ToUniversalTime();
        var parts = command.PartsUsed ?? [];
        return order.On(number, actor, visit =>
        {
            if (visit.State == VisitState.Done)
                return SaysTheSame(visit.Report!, command.ToReport(order, visit, at))
                    ? Decision.NoChange
                    : Rejection.Conflict("report-differs", "The visit is reported already, and otherwise: correct the report.");
            if (visit.HasEnded)
                return VisitRules.Ended(visit);
            if (visit.State != VisitState.OnSite)
                return Rejection.Conflict("not-on-site", "Report the arrival first.");
            if (parts.Select(p => p.PartNumber).Distinct().Count() != parts.Count)
                return Rejection.Invalid("part-twice", "Name each part once, with its whole quantity.");
            if (VisitRules.Time(visit, at, rules, now) is { } wrong)
                return wrong;
            return order.Accept(visit with { State = VisitState.Done }, at, command.ToReport(order, visit, at));
        });
    }

    private VisitCompleted ToReport(WorkOrder order, Visit visit, DateTimeOffset at) =>
        new(
            visit.Number,
            visit.EngineerId!,
            visit.SiteCode!,
            order.UnitImei,
            FaultCode ?? order.FaultCode,
            Outcome,
            Findings,
            Acts,
            [.. (PartsUsed ?? []).Select(p => new PartUsed(p.PartNumber, p.Quantity))],
            Hours,
            TravelKilometres,
            Convert.ToHexStringLower(SHA256.HashData(Signature.ImageBase64)),
            Signature.SignedBy,
            at,
            order.CustomerNumber
        );

    // A repeat may come later and without a time of its own.
    private static bool SaysTheSame(VisitCompleted stored, VisitCompleted said) =>
        said with { Acts = stored.Acts, PartsUsed = stored.PartsUsed, At = stored.At } == stored
        && said.Acts.SequenceEqual(stored.Acts)
        && said.PartsUsed.SequenceEqual(stored.PartsUsed);

    internal static Task<Results<Ok<WorkOrderView>, ProblemHttpResult>> Handle(
        string number,
        int visit,
        CompleteVisit command,
        Actor actor,
        Commands commands,
        IOptions<WorkOrderOptions> rules,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) => commands.Execute(number, order => Decide(order, visit, command, actor, rules.Value, clock.GetUtcNow()), cancellationToken);
}
