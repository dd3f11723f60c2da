using CustomerService.Intake.Customers.Files;
using CustomerService.ServiceDefaults;
using Marten;

namespace CustomerService.Intake.Channels.Board;

/// <summary>Who sees which questions before everybody does (I4, I16).</summary>
internal static class BoardVisibility
{
    /// <summary>The questions on the board that <paramref name="actor"/> may see before everybody does.</summary>
    public static IQueryable<BoardQuestion> VisibleTo(this IQueryable<BoardQuestion> questions, Actor actor, DateTimeOffset now) =>
        questions.Where(
            actor.Is(Role.Customer)
                ? q => q.CustomerNumber == actor.Id
                : Visibility.Open<BoardQuestion>("d.data ->> 'customerNumber'", actor, now)
        );

    /// <summary>404 for every route of a question of a customer whom the actor may not see.</summary>
    public static TBuilder OfVisibleQuestions<TBuilder>(this TBuilder routes)
        where TBuilder : IEndpointConventionBuilder =>
        VisibleFiles.Refuse(routes, "question", false, async (number, actor, query, now, cancellationToken) =>
            actor.SeesEverything()
            || await query.Query<BoardQuestion>().Where(q => q.Id == number).VisibleTo(actor, now).AnyAsync(cancellationToken)
                ? null
                : Rejection.NotFound<BoardQuestion>(number).ToProblem()
        );
}
