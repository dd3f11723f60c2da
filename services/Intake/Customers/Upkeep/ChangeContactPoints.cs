using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using CustomerService.Intake.Customers.Files;
using CustomerService.Intake.Customers.Proofs;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace CustomerService.Intake.Customers.Upkeep;

/// <summary>A contact point as a command names it.</summary>
/// <param name="Kind">Phone or e-mail.</param>
/// <param name="Value">The number in any form, or the address.</param>
public sealed record WantedContactPoint(ContactPointKind Kind, [property: Required, StringLength(254, MinimumLength = 1)] string Value);

/// <summary>
/// I1: how a customer is reached, as a whole list; the first of a kind is the one that is used. A sensitive act (I5): needs a proof, and
/// the version that the caller saw (If-Match). What was verified stays so; what is new is not.
/// </summary>
/// <param name="ContactPoints">1 to 20 phone numbers and e-mail addresses.</param>
/// <param name="PreferredChannel">phone, sms or email; there must be a contact point for it.</param>
/// <param name="Language">zh-Hans or en.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ChangeContactPoints(
    [property: Required, MinLength(1), MaxLength(20)] IReadOnlyList<WantedContactPoint> ContactPoints,
    ReachBy PreferredChannel,
    [property: AllowedValues("zh-Hans", "en")] string Language
)
{
    internal static Decision Decide(Customer file, ChangeContactPoints command, ProofUse? proof, CustomerOptions rules, DateTimeOffset now)
    {
        if (command.ContactPoints.Read(rules, out var wanted) is { } refused)
        {
            return refused;
        }

        var points = file.Renumbered(wanted);
        return points.Unreachable(command.PreferredChannel) is { } unreachable ? unreachable
            : points.SequenceEqual(file.ContactPoints)
            && (file.PreferredChannel, file.Language) == (command.PreferredChannel, command.Language)
                ? Decision.NoChange
            : Decision.Accept(new ContactPointsChanged(points, command.PreferredChannel, command.Language, proof, now));
    }

    internal static Task<Results<NoContent, ProblemHttpResult>> Handle(
        string number,
        ChangeContactPoints command,
        HttpContext http,
        Commands commands,
        ProofChecks proofs,
        IOptions<CustomerOptions> rules,
        CancellationToken cancellationToken
    ) =>
        commands.Change(
            number,
            http,
            SensitiveAct.ChangeContactPoints,
            (file, proof) => Decide(file, command, proof, rules.Value, proofs.Now),
            proofs,
            cancellationToken
        );
}

internal static class WantedContactPoints
{
    /// <summary>The points in the form in which they are stored; or what is wrong with them.</summary>
    public static Rejection? Read(
        this IReadOnlyList<WantedContactPoint> points,
        CustomerOptions rules,
        out IReadOnlyList<WrittenContactPoint> wanted
    )
    {
        var read = new List<WrittenContactPoint>();
        wanted = read;
        foreach (var point in points)
        {
            if (ContactPoint.Read(point.Kind, point.Value, rules.PhoneRegion) is not { } written)
            {
                return Rejection.Invalid($"{point.Kind.ToCode()}-invalid", $"Contact point {read.Count + 1} is no {point.Kind.ToCode()}.");
            }

            if (read.Any(w => w.Value == written.Value))
            {
                return Rejection.Invalid("contact-point-twice", $"Contact point {read.Count + 1} stands in the list already.");
            }

            read.Add(written);
        }

        return null;
    }

    /// <summary>The refusal of a channel for which there is no contact point.</summary>
    public static Rejection? Unreachable(this IReadOnlyList<ContactPoint> points, ReachBy channel)
    {
        var needed = channel == ReachBy.Email ? ContactPointKind.Email : ContactPointKind.Phone;
        return points.All(p => p.Kind != needed)
            ? Rejection.Invalid("channel-unreachable", $"There is no {needed.ToCode()} for the preferred channel.")
            : null;
    }
}
