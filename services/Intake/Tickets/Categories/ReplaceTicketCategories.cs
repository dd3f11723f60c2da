using System.ComponentModel.DataAnnotations;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Intake.Tickets.Categories;

/// <summary>I8: the next version of the category tree, as a whole. Needs the version that the caller saw (If-Match).</summary>
/// <param name="Categories">All of them. What was there stays there: it is made inactive, never taken away.</param>
public sealed record ReplaceTicketCategories([property: Required, MinLength(1), MaxLength(2000)] IReadOnlyList<TicketCategory> Categories)
{
    internal static Rejection? Check(ReplaceTicketCategories command, TicketCategories known)
    {
        var parents = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var category in command.Categories)
        {
            if (!parents.TryAdd(category.Code, category.Parent))
            {
                return Rejection.Invalid("category-twice", $"{category.Code} stands twice in the tree.");
            }
        }

        if (command.Categories.FirstOrDefault(c => c.Parent is { } parent && !parents.ContainsKey(parent)) is { } orphan)
            return Rejection.Invalid("category-parent-unknown", $"{orphan.Code}: there is no category {orphan.Parent}.");
        if (parents.Keys.FirstOrDefault(code => IsBelowItself(code, parents)) is { } circle)
            return Rejection.Invalid("category-circle", $"{circle} is below itself.");
        if (known.Categories.FirstOrDefault(c => !parents.ContainsKey(c.Code)) is { } missing)
            return Rejection.Invalid("category-missing", $"{missing.Code} is missing; make it inactive instead.");
        return null;
    }

    internal static async Task<Results<Ok<TicketCategories>, ProblemHttpResult>> Handle(
        ReplaceTicketCategories command,
        Actor actor,
        HttpResponse response,
        Commands commands,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var replaced = await commands.Commit<TicketCategories>(
            async (session, _) =>
            {
                var tree = await TicketCategories.Read(session, cancellationToken);
                if (tree.Version != commands.Expected)
                {
                    return new Rejection(
                        RejectionKind.Stale,
                        "stale-version",
                        $"The current version is {tree.Version}, not {commands.Expected}."
                    );
                }

                if (Check(command, tree) is { } refused)
                {
                    return refused;
                }

                if (!tree.Categories.SequenceEqual(command.Categories))
                {
                    // Inserted, not stored: of two at the same moment the second fails on the key.
                    tree = new TicketCategories(tree.Version + 1, command.Categories, actor.ToString(), clock.GetUtcNow());
                    session.Insert(tree);
                }

                return new Decided<TicketCategories>(tree, []);
            },
            cancellationToken
        );
        if (replaced.Rejection is { } rejection)
        {
            return rejection.ToProblem();
        }

        response.SetVersion(replaced.State!.Version);
        return TypedResults.Ok(replaced.State);
    }

    // Whoever comes back to where they began has gone round; whoever goes round elsewhere is stopped by the number of steps.
    private static bool IsBelowItself(string code, Dictionary<string, string?> parents)
    {
        var above = parents[code];
        for (var steps = 0; above is not null && above != code && steps < parents.Count; steps++)
        {
            above = parents[above];
        }

        return above == code;
    }
}
