using CustomerService.ServiceDefaults;
using CustomerService.Surveys.Questionnaires;
using JasperFx.Events.Projections;
using Marten;

namespace CustomerService.Surveys.Invitations;

internal static class InvitationsModule
{
    public static StoreOptions AddInvitations(this StoreOptions options)
    {
        InvitationEvents.Map(options);
        options.Projections.Add(new InvitationViewProjection(), ProjectionLifecycle.Inline);
        options.Projections.Add(new InvitationDeadlines(), ProjectionLifecycle.Inline);
        options.Schema.For<CustomerGuard>().UseOptimisticConcurrency(true);
        // The table keeps the name it was made with.
        options.Schema.For<SurveyInvitationView>().DocumentAlias("invitationview").Index(i => i.TicketNumber).Index(i => i.SiteCode!);
        options.Storage.ExtendedSchemaObjects.Add(SurveyTokens.SecretTable);
        return options;
    }

    public static void AddInvitations(this IHostApplicationBuilder builder)
    {
        builder
            .Services.AddOptions<SurveyOptions>()
            .BindConfiguration("Surveys")
            .ValidateDataAnnotations()
            .Validate(o => Questionnaire.Published.ContainsKey(o.Questionnaire), "Surveys:Questionnaire names no published version.")
            .Validate(o => o.RemindAfter < o.ExpiresAfter, "A reminder comes before the expiry.")
            .ValidateOnStart();
        builder.Services.AddSingleton<SurveyTokens>();
        builder.Services.AddDeadline(InvitationDeadlines.Reminder, InvitationDeadlines.FireReminder);
        builder.Services.AddDeadline(InvitationDeadlines.Expiry, InvitationDeadlines.FireExpiry);
    }

    /// <summary>The addresses of invitations; only those that the asker may see answer.</summary>
    public static RouteGroupBuilder MapInvitationGroup(this IEndpointRouteBuilder routes) =>
        routes
            .MapGroup("/api/survey-invitations")
            .WithTags("Survey invitations")
            .OnlyVisible<SurveyInvitationView>(InvitationAccess.VisibleTo, "number");

    public static void MapInvitations(this IEndpointRouteBuilder routes)
    {
        var invitations = routes.MapInvitationGroup();
        invitations
            .MapGet("/", SurveyInvitationView.List)
            .Permit(Role.Agent, Role.Supervisor, Role.Quality)
            .WithName("ListSurveyInvitations")
            .WithSummary("Invitations by number.");
        invitations
            .MapGet("/{number}", SurveyInvitationView.Get)
            .Permit(Role.Customer, Role.Agent, Role.Supervisor, Role.Quality, Role.System)
            .WithName("GetSurveyInvitation")
            .WithSummary("One invitation; with its link for the customer alone.");
        routes
            .MapGet("/api/questionnaires/{key}/{version}", Questionnaire.Get)
            .WithTags("Questionnaires")
            .Permit(Role.Agent, Role.Supervisor, Role.Quality, Role.Administrator, Role.Auditor)
            .WithName("GetQuestionnaire")
            .WithSummary("One version of a questionnaire.");
    }
}
