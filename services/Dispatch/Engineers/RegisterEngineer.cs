using System.ComponentModel.DataAnnotations;
using CustomerService.Dispatch.Sites;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Dispatch.Engineers;

/// <summary>
/// D3: an engineer enters service, or its skills changed. Said again with the same content it changes nothing; with other content the later
/// word counts. Only an id: names are personal data.
/// </summary>
/// <param name="Id">Given by the caller; begins with E and is never reused.</param>
/// <param name="HomeSite">Code of a known site.</param>
/// <param name="Skills">Part classes that the engineer can work on.</param>
/// <param name="Models">Models that the engineer is certified for.</param>
/// <param name="RegionCodes">Cities that the engineer serves; none for all within reach.</param>
public sealed record RegisterEngineer(
    [property: Required, RegularExpression(RegisterEngineer.IdPattern)] string Id,
    [property: Required, StringLength(20, MinimumLength = 1)] string HomeSite,
    [property: MaxLength(50)] IReadOnlyList<string>? Skills = null,
    [property: MaxLength(200)] IReadOnlyList<string>? Models = null,
    [property: MaxLength(50)] IReadOnlyList<string>? RegionCodes = null
)
{
    // Streams of engineers and of work orders share one key space: ticket numbers begin with T.
    internal const string IdPattern = "^E[A-Za-z0-9-]{1,39}$";

    internal EngineerRegistered ToRegistered(DateTimeOffset now) => new(HomeSite, Skills ?? [], Models ?? [], RegionCodes ?? [], now);

    internal static Decision Decide(Engineer engineer, RegisterEngineer command, Actor actor, DateTimeOffset now)
    {
        if ((actor.RefuseOutside(engineer.HomeSite) ?? actor.RefuseOutside(command.HomeSite)) is { } outside)
        {
            return outside;
        }

        var said = command.ToRegistered(now);
        return
            engineer.HomeSite == said.HomeSite
            && engineer.Skills.SequenceEqual(said.Skills)
            && engineer.Models.SequenceEqual(said.Models)
            && engineer.RegionCodes.SequenceEqual(said.RegionCodes)
            ? Decision.NoChange
            : Decision.Accept(new EngineerChanged(said.HomeSite, said.Skills, said.Models, said.RegionCodes, now));
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
        if (await query.LoadAsync<Site>(command.HomeSite, cancellationToken) is null)
        {
            return Rejection.Invalid("site-unknown", $"No site {command.HomeSite} is known.").ToProblem();
        }

        if (actor.RefuseOutside(command.HomeSite) is { } outside)
        {
            return outside.ToProblem();
        }

        var now = clock.GetUtcNow();
        return await commands.Start<Engineer, Engineer>(
            command.Id,
            $"/api/engineers/{command.Id}",
            [command.ToRegistered(now)],
            engineer => Decide(engineer, command, actor, now),
            cancellationToken
        );
    }
}
