using CustomerService.ServiceDefaults;
using CustomerService.Surveys.Invitations;
using JasperFx.Events;
using JasperFx.Events.Projections;
using Marten;

namespace CustomerService.Surveys.CallBacks;

/// <summary>What came of a call-back.</summary>
public enum CallBackResult
{
    /// <summary>The customer was spoken to.</summary>
    Reached,

    /// <summary>Nobody answered.</summary>
    NotReached,

    /// <summary>The customer did not want to talk.</summary>
    Refused,
}

/// <summary>Where a call-back stands.</summary>
public enum CallBackStatus
{
    /// <summary>The customer waits.</summary>
    Open,

    /// <summary>Done, with a result.</summary>
    Completed,
}

internal sealed record CallBackOpened(
    string InvitationNumber,
    string TicketNumber,
    string CustomerNumber,
    int Satisfaction,
    DateTimeOffset DueAt,
    DateTimeOffset At,
    string? SiteCode = null
);

internal sealed record CallBackCompleted(string TicketNumber, CallBackResult Result, string Note, string By, DateTimeOffset At);

internal static class CallBackEvents
{
    /// <summary>Stored names are never reused or renamed.</summary>
    public static void Map(StoreOptions options)
    {
        options.Events.MapEventType<CallBackOpened>("call_back_opened_v1");
        options.Events.MapEventType<CallBackCompleted>("call_back_completed_v1");
    }

    /// <summary>S6: a low score opens a call-back; any other does not.</summary>
    public static CallBackOpened? OpenFor(SurveyInvitation invitation, int satisfaction, SurveyOptions rules, DateTimeOffset now) =>
        satisfaction <= rules.CallBackUpTo
            ? new CallBackOpened(
                invitation.Id,
                invitation.TicketNumber,
                invitation.CustomerNumber,
                satisfaction,
                now + rules.CallBackWithin,
                now,
                invitation.SiteCode
            )
            : null;
}

/// <summary>What decisions on a call-back read.</summary>
internal sealed record CallBack
{
    public required string Id { get; init; }
    public required string TicketNumber { get; init; }
    public CallBackResult? Result { get; init; }

    public static CallBack Create(IEvent<CallBackOpened> opened) =>
        new() { Id = opened.StreamKey!, TicketNumber = opened.Data.TicketNumber };

    public CallBack Apply(CallBackCompleted e) => this with { Result = e.Result };
}

internal static class CallBacksModule
{
    public static StoreOptions AddCallBacks(this StoreOptions options)
    {
        CallBackEvents.Map(options);
        options.Projections.Add(new CallBackViewProjection(), ProjectionLifecycle.Inline);
        options
            .Schema.For<CallBackView>()
            .Duplicate(c => c.DueAt, "timestamp with time zone", notNull: true)
            .Duplicate(c => c.Status, notNull: true)
            .Index(c => new
            {
                c.Status,
                c.DueAt,
                c.Id,
            });
        return options;
    }

    public static void MapCallBacks(this IEndpointRouteBuilder routes)
    {
        var callBacks = routes
            .MapGroup("/api/call-backs")
            .WithTags("Call-backs")
            .OnlyVisible<CallBackView>(CallBackAccess.VisibleTo, "number");
        callBacks
            .MapGet("/", CallBackView.List)
            .Permit(Role.Agent, Role.Supervisor, Role.Quality, Role.Auditor)
            .WithName("ListCallBacks")
            .WithSummary("Call-backs by the time they are due.");
        callBacks
            .MapGet("/{number}", CallBackView.Get)
            .Permit(Role.Agent, Role.Supervisor, Role.Quality, Role.Auditor)
            .WithName("GetCallBack")
            .WithSummary("One call-back.");
        callBacks
            .MapPost("/{number}/complete", CompleteCallBack.Handle)
            .Permit(Role.Agent, Role.Supervisor)
            .WithName("CompleteCallBack")
            .WithSummary("The call was made.");
    }
}
