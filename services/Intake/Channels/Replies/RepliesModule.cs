using CustomerService.Intake.Customers.Proofs;
using CustomerService.Intake.Tickets.Life;
using CustomerService.ServiceDefaults;
using JasperFx.Events.Projections;
using Marten;

namespace CustomerService.Intake.Channels.Replies;

internal static class RepliesModule
{
    public static StoreOptions AddReplies(this StoreOptions options)
    {
        ReplyEvents.Map(options);
        options.Projections.Add(new RepliesToSend(), ProjectionLifecycle.Inline);
        options.Storage.ExtendedSchemaObjects.Add(RepliesToSend.CreateTable());
        return options;
    }

    public static void AddReplies(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<ReplyOptions>().BindConfiguration("Replies").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<MailServer>();
        builder.Services.AddSingleton<ShortMessages>();
        builder.Services.AddSingleton<ReplyWays>();
        builder.Services.AddHostedService<ReplyWorker>();
    }

    public static void MapReplies(this IEndpointRouteBuilder routes)
    {
        routes
            .MapGroup("/api/tickets/{number}/replies")
            .WithTags("Tickets")
            .OfVisibleTickets()
            .MapGet("/", ReplyList.Get)
            .WithName("ListReplies")
            .WithSummary("What was told to the customer, and whether it arrived.")
            .Permit(Access.StaffAndAuditor);
        var page = routes.MapGroup("/reply/{token}").PermitAnyone().ReadsAnyQuery().ExcludeFromDescription();
        page.MapMethods("", [HttpMethods.Get, HttpMethods.Head], ReplyPage.Show);
        page.MapPost("", ReplyPage.Submit);
    }
}
