using CustomerService.Intake.Common.PersonalData;
using JasperFx.Events.Projections;
using Marten;

namespace CustomerService.Intake.Channels.Telephony;

internal static class TelephonyModule
{
    public static StoreOptions AddTelephony(this StoreOptions options)
    {
        TelephonyEvents.Map(options);
        options.Projections.Add(new CallProjection(), ProjectionLifecycle.Inline);
        options.Schema.For<Call>().Duplicate(c => c.StartedAt, "timestamp with time zone");
        options.Schema.For<CallParty>().Index(p => p.Number!);
        return options;
    }

    public static void AddTelephony(this IHostApplicationBuilder builder)
    {
        builder
            .Services.AddOptions<TelephonyOptions>()
            .BindConfiguration("Telephony")
            .ValidateDataAnnotations()
            .Validate(o => o.Secrets.All(s => CallSignature.Key(s) is not null), "Telephony:Secrets: whsec_ and base64 of 24 to 64 bytes.")
            .ValidateOnStart();
        builder.Services.AddSingleton<IHoldsPersonalData, CallPersonalData>();
    }

    public static void MapTelephony(this IEndpointRouteBuilder routes)
    {
        var telephony = routes.MapGroup("/api/telephony").WithTags("Telephony");
        // Its signature says who it is.
        telephony
            .MapPost("/events", ReportCallEvent.Handle)
            .PermitAnyone()
            .Accepts<ReportCallEvent>("application/json")
            .WithName("ReportCallEvent")
            .WithSummary("The phone system reports a step of a call, signed by the Standard Webhooks rules.");
        telephony
            .MapGet("/calls/{callId}/screen", ScreenPop.Get)
            .Permit(Role.Agent, Role.Supervisor)
            .WithName("GetScreenPop")
            .WithSummary("Who may be calling and what is open.");
        telephony
            .MapGet("/figures", CallFigures.Get)
            .Permit(Role.Supervisor, Role.Quality, Role.Auditor)
            .WithName("GetCallFigures")
            .WithSummary("Connect rate, service level, abandon rate, speed of answer and handle time by half hour and queue.");
    }
}
