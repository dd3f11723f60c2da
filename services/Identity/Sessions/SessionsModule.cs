using CustomerService.Identity.Users;
using Marten;

namespace CustomerService.Identity.Sessions;

internal static class SessionsModule
{
    public static StoreOptions AddSessions(this StoreOptions options)
    {
        options.Schema.For<SignedIn>().Index(s => s.UserId);
        return options;
    }

    public static void MapSessions(this IEndpointRouteBuilder routes)
    {
        var sessions = routes.MapGroup("/api/users/{id}/sessions").WithTags("Users");
        sessions
            .MapGet("", SignedIn.List)
            .Permit([.. Enum.GetValues<Role>().Where(r => r is not (Role.System or Role.Integration))])
            .WithMetadata(SetPassword.Own)
            .WithName("ListSessions")
            .WithSummary("Where one is signed in.");
        sessions
            .MapPost("/{session}/end", SignedIn.EndOne)
            .Permit([.. Enum.GetValues<Role>().Where(r => r is not (Role.System or Role.Integration))])
            .WithMetadata(SetPassword.Own)
            .WithName("EndSession")
            .WithSummary("Signs one out there, with what came of it.");
    }
}
