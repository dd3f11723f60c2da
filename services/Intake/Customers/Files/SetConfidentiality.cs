using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using CustomerService.Intake.Customers.Proofs;
using CustomerService.ServiceDefaults;
using Marten;
using Marten.Events.Projections;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Intake.Customers.Files;

/// <summary>
/// I4: how confidential a file is, with the reason. Nobody sets a level that they could not see afterwards. Needs the version that the
/// caller saw (If-Match).
/// </summary>
/// <param name="Level">normal, secret, confidential or topSecret.</param>
/// <param name="Reason">Why.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record SetConfidentiality(Confidentiality Level, [property: Required, StringLength(400, MinimumLength = 1)] string Reason)
{
    internal static Decision Decide(Customer file, SetConfidentiality command, Actor actor, DateTimeOffset now) =>
        file.Confidentiality == command.Level ? Decision.NoChange
        : actor.Clearance < command.Level || actor.Clearance < file.Confidentiality
            ? Rejection.Forbidden("clearance-too-low", "That level is above your clearance.")
        : Decision.Accept(new ConfidentialitySet(command.Level, command.Reason, actor.ToString(), now));

    internal static Task<Results<NoContent, ProblemHttpResult>> Handle(
        string number,
        SetConfidentiality command,
        Actor actor,
        HttpContext http,
        Commands commands,
        ProofChecks proofs,
        CancellationToken cancellationToken
    ) => commands.Change(number, http, null, (file, _) => Decide(file, command, actor, proofs.Now), proofs, cancellationToken);
}

/// <summary>
/// The files above normal, and nothing else: few rows, which every filter joins. The level stands here alone, so whatever shows customers
/// or their tickets is right at the moment it changes.
/// </summary>
/// <param name="Id">The customer's number.</param>
/// <param name="Level">The level as a number, so that it can be compared.</param>
internal sealed record ConfidentialFile(string Id, int Level);

internal sealed partial class ConfidentialFiles : EventProjection
{
    public ConfidentialFiles()
    {
        Name = nameof(ConfidentialFiles);
        Options.DeleteViewTypeOnTeardown<ConfidentialFile>();
    }

    public static void Project(JasperFx.Events.IEvent<ConfidentialitySet> e, IDocumentOperations operations)
    {
        if (e.Data.Level == Confidentiality.Normal)
        {
            operations.Delete<ConfidentialFile>(e.StreamKey!);
        }
        else
        {
            operations.Store(new ConfidentialFile(e.StreamKey!, (int)e.Data.Level));
        }
    }
}
