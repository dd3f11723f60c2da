using CustomerService.Surveys.Invitations;

namespace CustomerService.Surveys.Answers;

internal static class AnswersModule
{
    public static void MapAnswers(this IEndpointRouteBuilder routes) =>
        routes
            .MapInvitationGroup()
            .MapPost("/{number}/responses", RecordResponse.Handle)
            .Permit(Role.Agent, Role.Quality)
            .WithName("RecordSurveyResponse")
            .WithSummary("The answer of a phone interview.");
}
