using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Dispatch.Engineers;

/// <summary>
/// The part class that a fault code points to; an engineer who goes there needs the skill. An unknown code asks for none.
/// </summary>
internal sealed record FaultSkill(string Id, string PartClass);

/// <summary>D6: takes the fault dictionary (code, partClass; other columns are ignored), whole or not at all.</summary>
internal static class ImportFaultSkills
{
    // The dictionary is Repair's, too, which reads the rest.
    private static readonly TableColumns Columns = new("code", ["partClass", "zh", "en", "listedFault"]);

    public static async Task<Results<Ok<ImportReport>, ProblemHttpResult>> Handle(
        HttpRequest request,
        Commands commands,
        CancellationToken cancellationToken,
        bool dryRun = false
    ) =>
        await TableImport.Import(
            request,
            Columns,
            commands,
            (_, cells) => new FaultSkill(cells.Text("code", 20), cells.Text("partClass", 40)),
            async (session, skills) =>
            {
                var known = (await session.LoadManyAsync<FaultSkill>(cancellationToken, skills.Select(s => s.Id).ToArray())).ToHashSet();
                var changed = skills.Where(s => !known.Contains(s)).ToList();
                session.Store<FaultSkill>(changed);
                return changed.Count;
            },
            dryRun,
            cancellationToken
        );
}
