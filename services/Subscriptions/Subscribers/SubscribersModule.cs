using System.ComponentModel.DataAnnotations;
using CustomerService.ServiceDefaults;
using JasperFx.Events.Projections;
using Marten;
using Marten.Linq.MatchesSql;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Subscriptions.Subscribers;

internal static class SubscribersModule
{
    public const string NumberSequence = "subscriber_number";

    public static StoreOptions AddSubscribers(this StoreOptions options)
    {
        SubscriberEvents.Map(options);
        options.Projections.Add(new SubscriberProjection(), ProjectionLifecycle.Inline);
        options.AddNumberSequence(NumberSequence);
        return options;
    }

    public static void AddSubscribers(this IHostApplicationBuilder builder) => builder.Services.AddSingleton<ReaderScope>();

    public static void MapSubscribers(this IEndpointRouteBuilder routes)
    {
        var subscribers = routes.MapGroup("/api/subscribers").WithTags("Subscribers");
        subscribers
            .MapPost("/", RegisterSubscriber.Handle)
            .Permit(Role.Administrator)
            .WithName("RegisterSubscriber")
            .WithSummary("Lets a system read the ticket event stream.");
        subscribers
            .MapGet("/", List)
            .Permit(Role.Administrator, Role.Auditor)
            .WithName("ListSubscribers")
            .WithSummary("Subscribers by number.");
        subscribers
            .MapGet("/{number}", Get)
            .Permit(Role.Administrator, Role.Auditor)
            .WithName("GetSubscriber")
            .WithSummary("One subscriber.");
        subscribers
            .MapPut("/{number}/scopes", ChangeScopes.Handle)
            .Permit(Role.Administrator)
            .RequireVersion()
            .WithName("ChangeScopes")
            .WithSummary("What it may read from now on.");
        subscribers
            .MapPost("/{number}/retirement", RetireSubscriber.Handle)
            .Permit(Role.Administrator)
            .WithName("RetireSubscriber")
            .WithSummary("It reads no more.");
    }

    private static async Task<Results<Ok<Page<Subscriber>>, ProblemHttpResult>> List(
        IQuerySession query,
        Actor actor,
        HttpRequest request,
        CancellationToken cancellationToken,
        string? after = null,
        [Range(1, Page.MaximumLimit)] int limit = Page.DefaultLimit
    )
    {
        if (Scopes.MaySee(actor) is { } refusal)
        {
            return refusal.ToProblem();
        }

        var found = await query
            .Query<Subscriber>()
            .Where(s => s.MatchesSql("d.id > ?", after ?? ""))
            .OrderBy(s => s.Id)
            .Take(limit + 1)
            .ToListAsync(cancellationToken);
        return TypedResults.Ok(Page.Of(found, limit, s => s.Id, request));
    }

    private static async Task<Results<Ok<Subscriber>, ProblemHttpResult>> Get(
        string number,
        Actor actor,
        Commands commands,
        CancellationToken cancellationToken
    ) => Scopes.MaySee(actor) is { } refusal ? refusal.ToProblem() : await commands.Answer<Subscriber>(number, cancellationToken);
}
