using CustomerService.Intake.Common.PersonalData;
using CustomerService.Intake.Tickets.Life;
using Marten;

namespace CustomerService.Intake.Tickets.Drafts;

/// <summary>I20: words that wait to be sent.</summary>
internal static class DraftsModule
{
    public static StoreOptions AddDrafts(this StoreOptions options)
    {
        options.Storage.ExtendedSchemaObjects.Add(DraftRows.CreateTable());
        return options;
    }

    public static void AddDrafts(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<DraftOptions>().BindConfiguration("Drafts").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<DraftRows>();
        builder.Services.AddSingleton<IHoldsPersonalData, DraftPersonalData>();
        builder.Services.AddHostedService<DraftSweeper>();
    }

    public static void MapDrafts(this IEndpointRouteBuilder routes)
    {
        routes
            .MapGet("/api/drafts", Draft.Mine)
            .WithTags("Drafts")
            .WithName("ListMyDrafts")
            .WithSummary("What one has begun to write, the last changed first.")
            .Permit(Access.Staff);
        var drafts = routes.OfTicket().MapGroup("/drafts").WithTags("Drafts");
        drafts.MapGet("/", Draft.OfTicket).WithName("ListDrafts").WithSummary("One's own drafts on a ticket.").Permit(Access.Staff);
        drafts
            .MapPut("/{kind}", KeepDraft.Handle)
            .WithName("KeepDraft")
            .WithSummary("Keeps what one is writing, on the server.")
            .Permit(Access.Staff);
        drafts.MapDelete("/{kind}", DropDraft.Handle).WithName("DropDraft").WithSummary("Takes a draft away.").Permit(Access.Staff);
    }
}

/// <summary>I4: who is erased is in nobody's draft.</summary>
internal sealed class DraftPersonalData : IHoldsPersonalData
{
    public string Part => "drafts";

    public async Task Forget(IDocumentSession session, ErasedPerson person, CancellationToken cancellationToken)
    {
        string[] tickets = [.. await session.TicketsOf(person.Number, cancellationToken)];
        session.QueueSqlCommand("delete from draft where ticket = any(?)", new object[] { tickets });
    }
}
