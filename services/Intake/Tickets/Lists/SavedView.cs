using System.ComponentModel.DataAnnotations;
using CustomerService.Intake.Tickets.Categories;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Intake.Tickets.Lists;

/// <summary>A filter that somebody saved (I15). Not a fact of the business: it is kept as it is, without a history.</summary>
public sealed record SavedView
{
    /// <summary>Owner and name: what <c>view=</c> of the list takes.</summary>
    public required string Id { get; init; }

    /// <summary>Who saved it, as role:id.</summary>
    public required string Owner { get; init; }

    /// <summary>Name, unique for its owner.</summary>
    public required string Name { get; init; }

    /// <summary>Role whose people see it too, or null.</summary>
    public string? SharedWith { get; init; }

    /// <summary>The filter.</summary>
    public required TicketFilter Filter { get; init; }

    internal static string IdOf(Actor owner, string name) => $"{owner}/{name}";

    internal static async Task<Ok<IReadOnlyList<SavedView>>> List(Actor actor, IQuerySession query, CancellationToken cancellationToken)
    {
        var (owner, role) = (actor.ToString(), actor.Role);
        return TypedResults.Ok(
            await query
                .Query<SavedView>()
                .Where(v => v.Owner == owner || v.SharedWith == role)
                .OrderBy(v => v.Name)
                .ToListAsync(cancellationToken)
        );
    }

    internal static async Task<Results<NoContent, ProblemHttpResult>> Delete(
        string name,
        Actor actor,
        Commands commands,
        CancellationToken cancellationToken
    )
    {
        var rejection = await commands.Commit(
            (session, _) =>
            {
                session.Delete<SavedView>(IdOf(actor, name));
                return Task.FromResult<Rejection?>(null);
            },
            cancellationToken
        );
        return rejection is null ? TypedResults.NoContent() : rejection.ToProblem();
    }

    /// <summary>
    /// The filter with what a saved one adds, and the category with those below it; null when there is no such view for this person. A view
    /// shows nobody more than they may see.
    /// </summary>
    internal static async Task<TicketFilter?> Apply(
        TicketFilter filter,
        string? view,
        Actor actor,
        IQuerySession query,
        CancellationToken cancellationToken
    )
    {
        var wanted =
            view is null ? filter
            : await query.LoadAsync<SavedView>(view, cancellationToken) is { } saved
            && (saved.Owner == actor.ToString() || saved.SharedWith == actor.Role)
                ? filter.Or(saved.Filter)
            : null;
        wanted = wanted?.For(actor);
        return wanted is { Category: { } category }
            ? wanted with
            {
                Categories = (await TicketCategories.Read(query, cancellationToken)).From(category),
            }
            : wanted;
    }
}

/// <summary>I15: saves a filter under a name, for oneself or for a role; saving again replaces it.</summary>
/// <param name="Filter">The filter.</param>
/// <param name="SharedWith">Code of a role whose people see it too, or null.</param>
public sealed record SaveView([property: Required] TicketFilter Filter, [property: StringLength(40)] string? SharedWith = null)
{
    internal static async Task<Results<Ok<SavedView>, ProblemHttpResult>> Handle(
        [StringLength(80, MinimumLength = 1)] string name,
        SaveView command,
        Actor actor,
        Commands commands,
        CancellationToken cancellationToken
    )
    {
        var view = new SavedView
        {
            Id = SavedView.IdOf(actor, name),
            Owner = actor.ToString(),
            Name = name,
            SharedWith = command.SharedWith,
            Filter = command.Filter,
        };
        var rejection = await commands.Commit(
            (session, _) =>
            {
                session.Store(view);
                return Task.FromResult<Rejection?>(null);
            },
            cancellationToken
        );
        return rejection is null ? TypedResults.Ok(view) : rejection.ToProblem();
    }
}
