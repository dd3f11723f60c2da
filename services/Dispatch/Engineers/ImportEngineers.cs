using System.Globalization;
using System.Text.RegularExpressions;
using CustomerService.Dispatch.Places;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Dispatch.Engineers;

/// <summary>A row of a table of engineers. What the table has no column for is left as it is known.</summary>
internal sealed record EngineerRow(RegisterEngineer Said, TableRow Row)
{
    /// <summary>What the row means for an engineer who is known already.</summary>
    public RegisterEngineer On(Engineer known) =>
        Said with
        {
            Skills = Row.Says("skills") ? Said.Skills : known.Skills,
            Certificates = Row.Says("certificates") ? Said.Certificates : known.Certificates,
            RegionCodes = Row.Says("regionCodes") ? Said.RegionCodes : known.RegionCodes,
            VanRoom = Row.Says("vanRoom") ? Said.VanRoom : known.VanRoom,
        };
}

/// <summary>
/// D3: takes a table of engineers (id, homeSite, skills as a|b, certificates as model|model:last day, optionally regionCodes and vanRoom), whole or
/// not at all.
/// </summary>
internal static partial class ImportEngineers
{
    private static readonly TableColumns Columns = new("id", ["homeSite", "skills", "certificates", "regionCodes", "vanRoom"]);

    public static async Task<Results<Ok<ImportReport>, ProblemHttpResult>> Handle(
        HttpRequest request,
        Actor actor,
        Commands commands,
        IQuerySession query,
        TimeProvider clock,
        CancellationToken cancellationToken,
        bool dryRun = false
    )
    {
        var open = await query.Query<Place>().Where(p => p.Status != PlaceStatus.Closed).Select(p => p.Id).ToListAsync(cancellationToken);
        var places = open.Select(Place.CodeOf).ToHashSet();
        var elsewhere = !actor.IsRestricted
            ? []
            : (await query.Query<Engineer>().Select(e => new { e.Id, e.HomeSite }).ToListAsync(cancellationToken))
                .Where(e => !actor.Scope.Covers(e.HomeSite))
                .Select(e => e.Id)
                .ToHashSet();
        return await TableImport.Import(
            request,
            Columns,
            commands,
            (row, cells) => new EngineerRow(Read(cells, places, elsewhere, actor), row),
            async (session, engineers) =>
            {
                var known = (
                    await session.LoadManyAsync<Engineer>(cancellationToken, engineers.Select(e => e.Said.Id).ToArray())
                ).ToDictionary(e => e.Id);
                var now = clock.GetUtcNow();
                var changed = 0;
                foreach (var engineer in engineers)
                {
                    if (!known.TryGetValue(engineer.Said.Id, out var before))
                    {
                        session.Events.StartStream<Engineer>(
                            engineer.Said.Id,
                            new EngineerRegistered(engineer.Said.ToProfile(EngineerStatus.Active), now)
                        );
                        changed++;
                    }
                    else if (RegisterEngineer.Decide(before, engineer.On(before), actor, now).Events.Count > 0)
                    {
                        // Under the lock: a booking at the same moment must not be lost from the calendar.
                        await session.Decide<Engineer>(
                            engineer.Said.Id,
                            e => RegisterEngineer.Decide(e, engineer.On(e), actor, now),
                            null,
                            true,
                            cancellationToken
                        );
                        changed++;
                    }
                }

                return changed;
            },
            dryRun,
            cancellationToken
        );
    }

    private static RegisterEngineer Read(RowReader cells, HashSet<string> places, HashSet<string> elsewhere, Actor actor)
    {
        var engineer = new RegisterEngineer(
            cells.Matching("id", "E followed by letters, digits or hyphens", Id()),
            cells.Text("homeSite", 20),
            cells.List("skills", 40),
            Certificates(cells),
            cells.List("regionCodes", 4),
            cells["vanRoom"]
        );
        if (engineer.HomeSite.Length > 0 && !places.Contains(engineer.HomeSite))
        {
            cells.Refuse("homeSite", $"No open place {engineer.HomeSite} is known.");
        }
        else if (elsewhere.Contains(engineer.Id) || actor.RefuseOutside(engineer.HomeSite) is not null)
        {
            cells.Refuse("homeSite", "The engineer is, or would be, of a site that is not yours.");
        }

        return engineer;
    }

    private static List<Certificate> Certificates(RowReader cells)
    {
        var certificates = new List<Certificate>();
        foreach (var text in cells.List("certificates", 60))
        {
            var parts = text.Split(':', 2);
            if (
                parts is [var model, var day]
                && DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, default, out var until)
            )
            {
                certificates.Add(new Certificate(model, until));
            }
            else if (parts is [var forever])
            {
                certificates.Add(new Certificate(forever));
            }
            else
            {
                cells.Refuse("certificates", $"{text} must be a model, or a model and its last day: CS-A1:2027-01-31.");
            }
        }

        return certificates;
    }

    [GeneratedRegex(RegisterEngineer.IdPattern)]
    private static partial Regex Id();
}
