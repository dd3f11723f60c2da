using CustomerService.Intake.Common.PersonalData;
using CustomerService.ServiceDefaults;
using JasperFx.Events.Projections;
using Marten;

namespace CustomerService.Intake.Channels.Board;

internal static class BoardModule
{
    public const string NumberSequence = "board_question_number";

    public static StoreOptions AddBoard(this StoreOptions options)
    {
        BoardEvents.Map(options);
        options.AddNumberSequence(NumberSequence);
        options.Projections.Add(new BoardProjection(), ProjectionLifecycle.Inline);
        options.Schema.For<BoardQuestion>().Index(q => q.Status).Index(q => q.CustomerNumber);
        return options;
    }

    public static void AddBoard(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<BoardOptions>().BindConfiguration("Board").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<IHoldsPersonalData, BoardPersonalData>();
    }

    public static void MapBoard(this IEndpointRouteBuilder routes)
    {
        Role[] moderators = [Role.Supervisor, Role.Quality];
        var board = routes.MapGroup("/api/board").WithTags("Board");
        board
            .MapGet("/", BoardPages.Published)
            .WithName("ReadBoard")
            .WithSummary("Questions of customers with their answers, for everybody.")
            .PermitAnyone();
        var questions = board.MapGroup("/questions");
        questions.MapPost("/", AskQuestion.Handle).WithName("AskQuestion").WithSummary("A customer asks.").Permit(Role.Customer);
        questions
            .MapGet("/", BoardPages.Mine)
            .WithName("ListQuestions")
            .WithSummary("One's own questions; for staff all.")
            .WithMetadata(VisibleResource.Filtered with { ByPlace = false })
            .Permit([Role.Customer, .. Access.StaffAndAuditor]);
        var question = questions.MapGroup("/{question}").OfVisibleQuestions();
        question
            .MapPost("/answer", AnswerQuestion.Handle)
            .WithName("AnswerQuestion")
            .WithSummary("Staff answer.")
            .Permit([.. Access.Desk, Role.Engineer]);
        question
            .MapPost("/publish", PublishQuestion.Handle)
            .WithName("PublishQuestion")
            .WithSummary("Everybody may read question and answer.")
            .Permit(moderators);
        question
            .MapPost("/refuse", RefuseQuestion.Handle)
            .WithName("RefuseQuestion")
            .WithSummary("It is not for everybody.")
            .Permit(moderators);
        question
            .MapPost("/withdraw", WithdrawQuestion.Handle)
            .WithName("WithdrawQuestion")
            .WithSummary("Takes it off the board.")
            .Permit([Role.Customer, .. moderators]);
    }
}
