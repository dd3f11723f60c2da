using CustomerService.ServiceDefaults;
using JasperFx.Events.Projections;
using Marten;

namespace CustomerService.Intake.Catalogue.Cases;

internal static class CasesModule
{
    public const string NumberSequence = "case_number";

    private static readonly Role[] Writers = [Role.Agent, Role.Supervisor, Role.Engineer, Role.ComplaintHandler, Role.Quality];
    private static readonly Role[] Publishers = [Role.Supervisor, Role.Quality];
    internal static readonly Role[] Readers = [.. Writers, Role.Dispatcher, Role.Storekeeper, Role.Administrator, Role.Auditor];

    public static StoreOptions AddCases(this StoreOptions options)
    {
        CaseEvents.Map(options);
        options.AddNumberSequence(NumberSequence);
        options.Projections.Add(new CaseProjection(), ProjectionLifecycle.Inline);
        options.Schema.For<Case>().Index(c => c.Status);
        return options;
    }

    public static void MapCases(this IEndpointRouteBuilder routes)
    {
        var cases = routes.MapGroup("/api/cases").WithTags("Cases");
        cases.MapPost("/", DraftCase.Handle).Permit(Writers).WithName("DraftCase").WithSummary("Drafts a case of the library.");
        cases.MapGet("/", CaseList.Get).Permit(Readers).WithName("ListCases").WithSummary("Cases, newest first.");
        cases.MapGet("/{number}", Case.Get).Permit(Readers).WithName("GetCase").WithSummary("One case.");
        cases
            .MapGet("/{number}/versions", CaseList.Versions)
            .Permit(Readers)
            .WithName("ListCaseVersions")
            .WithSummary("What was published, oldest first.");
        cases
            .MapPut("/{number}/draft", ReviseCase.Handle)
            .RequireVersion()
            .Permit(Writers)
            .WithName("ReviseCase")
            .WithSummary("Changes the draft, or begins one of a published case.");
        cases
            .MapPost("/{number}/submit", SubmitCase.Handle)
            .Permit(Writers)
            .WithName("SubmitCase")
            .WithSummary("Asks somebody else to read the draft.");
        cases
            .MapPost("/{number}/return", ReturnCase.Handle)
            .Permit(Publishers)
            .WithName("ReturnCase")
            .WithSummary("Sends the draft back to its authors.");
        cases
            .MapPost("/{number}/publish", PublishCase.Handle)
            .Permit(Publishers)
            .WithName("PublishCase")
            .WithSummary("Puts the draft in use as the next version.");
        cases
            .MapPost("/{number}/retire", RetireCase.Handle)
            .Permit(Publishers)
            .WithName("RetireCase")
            .WithSummary("Takes the case out of use.");
    }
}
