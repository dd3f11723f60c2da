using System.ComponentModel.DataAnnotations;
using CustomerService.ServiceDefaults;
using JasperFx.Events.Projections;
using Marten;
using Marten.Linq.MatchesSql;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Identity.Users;

internal static class UsersModule
{
    public static StoreOptions AddUsers(this StoreOptions options)
    {
        UserEvents.Map(options);
        options.Projections.Add(new UserProjection(), ProjectionLifecycle.Inline);
        options.Storage.ExtendedSchemaObjects.Add(SecondFactors.Table);
        return options;
    }

    public static void AddUsers(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<PasswordCheck>();
        builder.Services.AddSingleton<SecondFactors>();
    }

    public static void MapUsers(this IEndpointRouteBuilder routes)
    {
        var users = routes.MapGroup("/api/users").WithTags("Users");
        users
            .MapPost("/", RegisterUser.Handle)
            .Permit(Role.Administrator)
            .WithName("RegisterUser")
            .WithSummary("Registers somebody who signs in.");
        users.MapGet("/", List).Permit(Role.Administrator, Role.Auditor).WithName("ListUsers").WithSummary("Users by id.");
        users.MapGet("/{id}", Get).Permit(Role.Administrator, Role.Auditor).WithName("GetUser").WithSummary("One user.");
        users
            .MapPut("/{id}/access", ChangeUserAccess.Handle)
            .Permit(Role.Administrator)
            .RequireVersion()
            .WithName("ChangeUserAccess")
            .WithSummary("What a user may do from now on.");
        users
            .MapPut("/{id}/password", SetPassword.Handle)
            .Permit([.. Enum.GetValues<Role>().Where(r => r is not (Role.System or Role.Integration))])
            .WithMetadata(SetPassword.Own)
            .WithName("SetPassword")
            .WithSummary("A new password.");
        users
            .MapPost("/{id}/unlocking", UnlockUser.Handle)
            .Permit(Role.Administrator)
            .WithName("UnlockUser")
            .WithSummary("Ends a lock-out.");
        users
            .MapPost("/{id}/invitation", InviteUser.Handle)
            .Permit(Role.Administrator)
            .WithName("InviteUser")
            .WithSummary("A link by which somebody chooses their own password.");
        users
            .MapPost("/{id}/second-factor/removal", RemoveSecondFactor.Handle)
            .Permit(Role.Administrator)
            .WithName("RemoveSecondFactor")
            .WithSummary("Takes away the second factor of somebody who lost it.");
        users
            .MapPost("/{id}/disabling", DisableUser.Handle)
            .Permit(Role.Administrator)
            .WithName("DisableUser")
            .WithSummary("Nobody signs in under this id.");
        users
            .MapPost("/{id}/enabling", EnableUser.Handle)
            .Permit(Role.Administrator)
            .WithName("EnableUser")
            .WithSummary("The user signs in again.");
    }

    private static async Task<Ok<Page<User>>> List(
        IQuerySession query,
        HttpRequest request,
        CancellationToken cancellationToken,
        string? after = null,
        [Range(1, Page.MaximumLimit)] int limit = Page.DefaultLimit
    )
    {
        var found = await query
            .Query<User>()
            .Where(u => u.MatchesSql("d.id > ?", after ?? ""))
            .OrderBy(u => u.Id)
            .Take(limit + 1)
            .ToListAsync(cancellationToken);
        return TypedResults.Ok(Page.Of(found, limit, u => u.Id, request));
    }

    private static Task<Results<Ok<User>, ProblemHttpResult>> Get(string id, Commands commands, CancellationToken cancellationToken) =>
        commands.Answer<User>(id, cancellationToken);
}
