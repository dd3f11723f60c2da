using System.ComponentModel.DataAnnotations;
using CustomerService.Dispatch.Places;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Dispatch.Engineers;

/// <summary>
/// D3: an engineer enters service, or what is known of one changes. Said again with the same content it changes nothing; with other content the
/// later word counts. Only an id: names are personal data. The status changes by its own command.
/// </summary>
/// <param name="Id">Given by the caller; begins with E and is never reused.</param>
/// <param name="HomeSite">Code of a known place.</param>
/// <param name="Skills">Part classes that the engineer can work on.</param>
/// <param name="Certificates">Models that the engineer is certified for.</param>
/// <param name="RegionCodes">Cities that the engineer serves; none for all within reach.</param>
/// <param name="VanRoom">Stock room of the engineer's van, or none.</param>
public sealed record RegisterEngineer(
    [property: Required, RegularExpression(RegisterEngineer.IdPattern)] string Id,
    [property: Required, StringLength(20, MinimumLength = 1)] string HomeSite,
    [property: MaxLength(50)] IReadOnlyList<string>? Skills = null,
    [property: MaxLength(200)] IReadOnlyList<Certificate>? Certificates = null,
    [property: MaxLength(50)] IReadOnlyList<string>? RegionCodes = null,
    [property: StringLength(40)] string? VanRoom = null
)
{
    // Streams of engineers and of work orders share one key space: ticket numbers begin with T.
    internal const string IdPattern = "^E[A-Za-z0-9-]{1,39}$";

    internal EngineerProfile ToProfile(EngineerStatus status) =>
        new(HomeSite, Skills ?? [], Certificates ?? [], RegionCodes ?? [], status, VanRoom);

    internal static Decision Decide(Engineer engineer, RegisterEngineer command, Actor actor, DateTimeOffset now)
    {
        if ((actor.RefuseOutside(engineer.HomeSite) ?? actor.RefuseOutside(command.HomeSite)) is { } outside)
        {
            return outside;
        }

        var said = command.ToProfile(engineer.Status);
        return engineer.Profile.SaysTheSameAs(said) ? Decision.NoChange : Decision.Accept(new EngineerChanged(said, "profile", now));
    }

    internal static async Task<Results<Created<Engineer>, Ok<Engineer>, ProblemHttpResult>> Handle(
        RegisterEngineer command,
        Actor actor,
        Commands commands,
        IQuerySession query,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        if (await query.LoadAsync<Place>(Place.KeyOf(command.HomeSite), cancellationToken) is not { Status: not PlaceStatus.Closed })
        {
            return Rejection.Invalid("place-unknown", $"No open place {command.HomeSite} is known.").ToProblem();
        }

        if (actor.RefuseOutside(command.HomeSite) is { } outside)
        {
            return outside.ToProblem();
        }

        var now = clock.GetUtcNow();
        return await commands.Start<Engineer, Engineer>(
            command.Id,
            $"/api/engineers/{command.Id}",
            [new EngineerRegistered(command.ToProfile(EngineerStatus.Active), now)],
            engineer => Decide(engineer, command, actor, now),
            cancellationToken
        );
    }
}
