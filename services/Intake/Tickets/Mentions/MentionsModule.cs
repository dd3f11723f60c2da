using JasperFx.Events.Projections;
using Marten;

namespace CustomerService.Intake.Tickets.Mentions;

/// <summary>I21: who was named in a note is told.</summary>
internal static class MentionsModule
{
    public static StoreOptions AddMentions(this StoreOptions options)
    {
        options.Projections.Add(new MentionsToRead(), ProjectionLifecycle.Inline);
        options.Storage.ExtendedSchemaObjects.Add(MentionRows.CreateTable());
        return options;
    }

    public static void AddMentions(this IHostApplicationBuilder builder) => builder.Services.AddSingleton<MentionRows>();

    public static void MapMentions(this IEndpointRouteBuilder routes)
    {
        var mentions = routes.MapGroup("/api/mentions").WithTags("Mentions");
        mentions
            .MapGet("/", Mention.Mine)
            .WithName("ListMyMentions")
            .WithSummary("Notes that name one, newest first.")
            .Permit(Access.StaffAndAuditor);
        mentions
            .MapPost("/{id}/read", Mention.MarkRead)
            .WithName("ReadMention")
            .WithSummary("Marks a mention as read.")
            .Permit(Access.StaffAndAuditor);
    }
}
