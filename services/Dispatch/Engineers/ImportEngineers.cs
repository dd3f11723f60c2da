using System.Text.RegularExpressions;
using CustomerService.Dispatch.Sites;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Dispatch.Engineers;

/// <summary>D3: takes a table of engineers (id, homeSite, skills and models as a|b, optionally regionCodes), whole or not at all.</summary>
internal static partial class ImportEngineers
{
    public static async Task<Results<Ok<ImportReport>, ProblemHttpResult>> Handle(
        HttpRequest request,
        Actor actor,
        Commands commands,
        IQuerySession query,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var rows = await request.ReadRows(cancellationToken);
        var sites = (await query.Query<Site>().Select(s => s.Code).ToListAsync(cancellationToken)).ToHashSet();
        var elsewhere = !actor.IsRestricted
            ? []
            : (await query.Query<Engineer>().Select(e => new { e.Id, e.HomeSite }).ToListAsync(cancellationToken))
                .Where(e => !actor.Scope.Covers(e.HomeSite))
                .Select(e => e.Id)
                .ToHashSet();
        return await TableImport.Run(
            rows,
            "id",
            (row, problems) => Read(problems, sites, elsewhere, actor),
            commands,
            async (session, engineers) =>
            {
                var known = (await session.LoadManyAsync<Engineer>(cancellationToken, engineers.Select(e => e.Id).ToArray())).ToDictionary(
                    e => e.Id
                );
                var now = clock.GetUtcNow();
                var changed = 0;
                foreach (var engineer in engineers)
                {
                    if (!known.TryGetValue(engineer.Id, out var before))
                    {
                        session.Events.StartStream<Engineer>(engineer.Id, engineer.ToRegistered(now));
                        changed++;
                    }
                    else if (RegisterEngineer.Decide(before, engineer, actor, now).Events.Count > 0)
                    {
                        // Under the lock: a booking at the same moment must not be lost from the calendar.
                        await session.Decide<Engineer>(
                            engineer.Id,
                            e => RegisterEngineer.Decide(e, engineer, actor, now),
                            null,
                            true,
                            cancellationToken
                        );
                        changed++;
                    }
                }

                return changed;
            },
            cancellationToken
        );
    }

    private static RegisterEngineer Read(RowProblems problems, HashSet<string> sites, HashSet<string> elsewhere, Actor actor)
    {
        var engineer = new RegisterEngineer(
            problems.Matching("id", "E followed by letters, digits or hyphens", Id()),
            problems.Text("homeSite", 20),
            problems.List("skills", 40),
            problems.List("models", 40),
            problems.List("regionCodes", 4)
        );
        if (engineer.HomeSite.Length > 0 && !sites.Contains(engineer.HomeSite))
        {
            problems.Add("homeSite", $"No site {engineer.HomeSite} is known.");
        }
        else if (elsewhere.Contains(engineer.Id) || actor.RefuseOutside(engineer.HomeSite) is not null)
        {
            problems.Add("homeSite", "The engineer is, or would be, of a site that is not yours.");
        }

        return engineer;
    }

    [GeneratedRegex(RegisterEngineer.IdPattern)]
    private static partial Regex Id();
}
