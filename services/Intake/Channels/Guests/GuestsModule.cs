using CustomerService.Intake.Common.PersonalData;
using CustomerService.Intake.Tickets.Life;
using CustomerService.ServiceDefaults;
using JasperFx.Events.Projections;
using Marten;

namespace CustomerService.Intake.Channels.Guests;

/// <summary>Numbers of guests' access; configuration section <c>Guests</c>. Those of codes are in <c>Proofs</c>.</summary>
public sealed class GuestOptions
{
    /// <summary>How long a pass opens its ticket.</summary>
    public TimeSpan PassValidFor { get; set; } = TimeSpan.FromHours(24);
}

/// <summary>Who follows one ticket with a pass.</summary>
internal sealed record Guest(string TicketNumber)
{
    private const string Role = "guest";

    /// <summary>Who asks for a code or enters one.</summary>
    public static Actor Unknown { get; } = new(Role, "unknown");

    /// <summary>Who stands in the facts that a guest causes.</summary>
    public Actor Actor => new(Role, TicketNumber);

    /// <summary>The guest of a request with a pass.</summary>
    public static Guest Of(HttpContext http) =>
        http.Features.Get<Guest>() ?? throw new InvalidOperationException("Only behind the check of the pass.");
}

internal static class GuestsModule
{
    private const string Header = "Ticket-Pass";

    public static StoreOptions AddGuests(this StoreOptions options)
    {
        GuestEvents.Map(options);
        options.Projections.Add(new GuestAccessProjection(), ProjectionLifecycle.Inline);
        options.Projections.Add(new GuestPasses(), ProjectionLifecycle.Inline);
        options.Schema.For<GuestAccess>().Index(a => a.TicketHash).Index(a => a.ContactHash);
        options.Schema.For<GuestPass>().Index(p => p.CustomerNumber);
        return options;
    }

    public static void AddGuests(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<GuestOptions>().BindConfiguration("Guests").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<IHoldsPersonalData, GuestPersonalData>();
    }

    public static void MapGuests(this IEndpointRouteBuilder routes)
    {
        var access = routes
            .MapGroup("/api/guest-access")
            .WithTags("Guests")
            .PermitAnyone()
            .AddEndpointFilter(
                (context, next) =>
                {
                    context.HttpContext.Features.Set(Guest.Unknown);
                    return next(context);
                }
            );
        access
            .MapPost("/", RequestGuestAccess.Handle)
            .WithName("RequestGuestAccess")
            .WithSummary("Asks to follow a ticket; a code goes to the contact on file.");
        access.MapPost("/{handle}/code", EnterGuestCode.Handle).WithName("EnterGuestCode").WithSummary("Gives a pass for the code.");
        var followed = routes.MapGroup("/api/followed-ticket").WithTags("Guests").PermitAnyone().AddEndpointFilter(WithPass);
        followed.MapGet("/", FollowedTicket.Follow).WithName("GetFollowedTicket").WithSummary("The ticket that the pass opens.");
        followed.MapPost("/replies", GuestReply.Handle).WithName("ReplyToFollowedTicket").WithSummary("A public reply.");
        followed.MapPost("/accept", GuestCommands.Accept).WithName("AcceptFollowedTicket").WithSummary("Accepts the solution.");
        followed.MapPost("/reject", GuestCommands.Reject).WithName("RejectFollowedTicket").WithSummary("Rejects the solution.");
        followed
            .MapPost("/reopen", GuestCommands.Reopen)
            .WithName("ReopenFollowedTicket")
            .WithSummary("Starts the next episode of the closed ticket.");
    }

    private static async ValueTask<object?> WithPass(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var hash = EnterGuestCode.PassHash(http.Request.Headers[Header].ToString());
        var query = http.RequestServices.GetRequiredService<IQuerySession>();
        var pass = await query.LoadAsync<GuestPass>(hash, http.RequestAborted);
        if (pass is null || pass.ValidUntil <= http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow())
        {
            return Problems.Problem(StatusCodes.Status401Unauthorized, "ticket-pass-invalid", $"Send a valid pass in the header {Header}.");
        }

        // I8: the pass of a merged ticket opens the one that goes on, for as long as it is merged.
        var guest = new Guest(await MergedTickets.Final(query, pass.TicketNumber, http.RequestAborted));
        http.Features.Set(guest);
        http.Features.Set(guest.Actor);
        http.Response.Headers.CacheControl = "no-store";
        return await next(context);
    }
}
