using System.ComponentModel.DataAnnotations;
using CustomerService.Dispatch.Places;
using CustomerService.ServiceDefaults;
using JasperFx.Events.Projections;
using Marten;
using Marten.Linq.MatchesSql;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Dispatch.Engineers;

internal static class EngineersModule
{
    private static readonly Role[] Readers =
    [
        Role.Dispatcher,
        Role.Supervisor,
        Role.Engineer,
        Role.Agent,
        Role.Quality,
        Role.Administrator,
        Role.Auditor,
    ];

    private static readonly Role[] Planners = [Role.Dispatcher, Role.Supervisor];

    public static StoreOptions AddEngineers(this StoreOptions options)
    {
        EngineerEvents.Map(options);
        options.Projections.Add(new EngineerProjection(), ProjectionLifecycle.Inline);
        options.Schema.For<Engineer>().Index(e => e.HomeSite);
        options.Schema.For<FaultSkill>();
        return options;
    }

    public static void MapEngineers(this IEndpointRouteBuilder routes)
    {
        var engineers = routes.MapGroup("/api/engineers").WithTags("Engineers").OnlyVisible<Engineer>(EngineerAccess.VisibleTo, "id");
        engineers
            .MapPost("/", RegisterEngineer.Handle)
            .Permit(Role.Dispatcher, Role.Supervisor, Role.Administrator)
            .WithName("RegisterEngineer")
            .WithSummary("Registers an engineer, or changes skills and home site.");
        engineers
            .MapPost("/import", ImportEngineers.Handle)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
            .AcceptsTable()
            .Permit(Role.Administrator, Role.Integration)
            .WithName("ImportEngineers")
            .WithSummary("Takes a table of engineers, whole or not at all.");
        engineers.MapGet("/", List).Permit(Readers).WithName("ListEngineers").WithSummary("Engineers by id; filter by home site.");
        engineers.MapGet("/{id}", Get).Permit(Readers).WithName("GetEngineer").WithSummary("One engineer with the calendar.");
        engineers
            .MapPost("/republish", RepublishEngineers.Handle)
            .Permit(Role.Administrator)
            .WithName("RepublishEngineers")
            .WithSummary("Says all engineers again to those who keep what they need of them.");
        engineers
            .MapPost("/{id}/status", ChangeEngineerStatus.Handle)
            .Permit(Planners)
            .WithName("ChangeEngineerStatus")
            .WithSummary("Ill, on leave, back again, or left.");
        engineers
            .MapPost("/{id}/bookings", BookTime.Handle)
            .Permit(Planners)
            .WithName("BookTime")
            .WithSummary("A shift, a leave or a course in the calendar.");
        engineers
            .MapPost("/{id}/bookings/{reference}/cancel", ReleaseTime.Handle)
            .Permit(Planners)
            .WithName("ReleaseTime")
            .WithSummary("Gives a shift, a leave or a course up.");
        routes
            .MapPost("/api/fault-skills/import", ImportFaultSkills.Handle)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
            .AcceptsTable()
            .WithTags("Engineers")
            .Permit(Role.Administrator, Role.Integration)
            .WithName("ImportFaultSkills")
            .WithSummary("Takes the part class of each fault code, whole or not at all.");
    }

    private static async Task<Ok<Page<Engineer>>> List(
        Actor actor,
        IQuerySession query,
        HttpRequest request,
        CancellationToken cancellationToken,
        string? site = null,
        string? after = null,
        [Range(1, Page.MaximumLimit)] int limit = Page.DefaultLimit
    )
    {
        var engineers = query.Query<Engineer>().VisibleTo(actor).Where(e => e.MatchesSql("d.id > ?", after ?? ""));
        engineers = site is null ? engineers : engineers.Where(e => e.HomeSite == site);
        var found = await engineers.OrderBy(e => e.Id).Take(limit + 1).ToListAsync(cancellationToken);
        return TypedResults.Ok(Page.Of(found, limit, e => e.Id, request));
    }

    private static Task<Results<Ok<Engineer>, ProblemHttpResult>> Get(string id, Commands commands, CancellationToken cancellationToken) =>
        commands.Answer<Engineer>(id, cancellationToken);
}
