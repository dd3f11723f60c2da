using System.ComponentModel.DataAnnotations;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Intake.Channels.Board;

/// <summary>A question and its answer as everybody reads them: who asked is not said.</summary>
/// <param name="Number">The question's number.</param>
/// <param name="Text">The question.</param>
/// <param name="Answer">The answer.</param>
/// <param name="Model">Model that it is about, or null.</param>
/// <param name="Language">zh-Hans or en.</param>
/// <param name="PublishedAt">When it was published.</param>
public sealed record PublishedQuestion(
    string Number,
    string Text,
    string Answer,
    string? Model,
    string Language,
    DateTimeOffset PublishedAt
);

/// <summary>I16: reading the board.</summary>
internal static class BoardPages
{
    /// <summary>What everybody may read, newest first.</summary>
    internal static async Task<Ok<Page<PublishedQuestion>>> Published(
        IQuerySession query,
        HttpRequest request,
        string? model,
        string? language,
        string? after,
        CancellationToken cancellationToken,
        [Range(1, Page.MaximumLimit)] int limit = Page.DefaultLimit
    )
    {
        var questions = query.Query<BoardQuestion>().Where(q => q.Status == QuestionStatus.Published);
        questions = model is null ? questions : questions.Where(q => q.Model == model);
        questions = language is null ? questions : questions.Where(q => q.Language == language);
        questions = after is null ? questions : questions.Where(q => q.Id.CompareTo(after) < 0);
        var found = await questions.OrderByDescending(q => q.Id).Take(limit + 1).ToListAsync(cancellationToken);
        return TypedResults.Ok(
            Page.Of(
                [.. found.Select(q => new PublishedQuestion(q.Id, q.Text, q.Answer!, q.Model, q.Language, q.PublishedAt!.Value))],
                limit,
                q => q.Number,
                request
            )
        );
    }

    /// <summary>One's own questions, or for staff those of customers whom they may see.</summary>
    internal static async Task<Ok<Page<BoardQuestion>>> Mine(
        Actor actor,
        IQuerySession query,
        TimeProvider clock,
        HttpRequest request,
        Code<QuestionStatus>? status,
        string? after,
        CancellationToken cancellationToken,
        [Range(1, Page.MaximumLimit)] int limit = Page.DefaultLimit
    )
    {
        var questions = query.Query<BoardQuestion>().VisibleTo(actor, clock.GetUtcNow());
        questions = status?.Value is { } wanted ? questions.Where(q => q.Status == wanted) : questions;
        questions = after is null ? questions : questions.Where(q => q.Id.CompareTo(after) < 0);
        var found = await questions.OrderByDescending(q => q.Id).Take(limit + 1).ToListAsync(cancellationToken);
        return TypedResults.Ok(Page.Of(found, limit, q => q.Id, request));
    }
}
