using System.ComponentModel.DataAnnotations;
using CustomerService.ServiceDefaults;
using JasperFx.Events.Projections;
using Marten;
using Marten.Linq.MatchesSql;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Identity.Clients;

internal static class ClientsModule
{
    public static StoreOptions AddClients(this StoreOptions options)
    {
        ClientEvents.Map(options);
        options.Projections.Add(new ClientProjection(), ProjectionLifecycle.Inline);
        return options;
    }

    public static void MapClients(this IEndpointRouteBuilder routes)
    {
        var clients = routes.MapGroup("/api/clients").WithTags("Clients");
        clients
            .MapPost("/", RegisterClient.Handle)
            .Permit(Role.Administrator)
            .WithName("RegisterClient")
            .WithSummary("Registers a system or an app.");
        clients.MapGet("/", List).Permit(Role.Administrator, Role.Auditor).WithName("ListClients").WithSummary("Clients by id.");
        clients.MapGet("/{id}", Get).Permit(Role.Administrator, Role.Auditor).WithName("GetClient").WithSummary("One client.");
        clients
            .MapPut("/{id}", ChangeClient.Handle)
            .Permit(Role.Administrator)
            .RequireVersion()
            .WithName("ChangeClient")
            .WithSummary("What it is registered for from now on.");
        clients
            .MapPost("/{id}/secret-rotation", RotateClientSecret.Handle)
            .Permit(Role.Administrator)
            .WithName("RotateClientSecret")
            .WithSummary("A new secret in place of the old one.");
        clients
            .MapDelete("/{id}", RemoveClient.Handle)
            .Permit(Role.Administrator)
            .WithName("RemoveClient")
            .WithSummary("It gets nothing any more.");
    }

    private static async Task<Ok<Page<Client>>> List(
        IQuerySession query,
        HttpRequest request,
        CancellationToken cancellationToken,
        string? after = null,
        [Range(1, Page.MaximumLimit)] int limit = Page.DefaultLimit
    )
    {
        var found = await query
            .Query<Client>()
            .Where(c => c.MatchesSql("d.id > ?", after ?? ""))
            .OrderBy(c => c.Id)
            .Take(limit + 1)
            .ToListAsync(cancellationToken);
        return TypedResults.Ok(Page.Of(found, limit, c => c.Id, request));
    }

    private static Task<Results<Ok<Client>, ProblemHttpResult>> Get(string id, Commands commands, CancellationToken cancellationToken) =>
        commands.Answer<Client>(id, cancellationToken);
}
