using CustomerService.Intake.Tickets.Life;
using JasperFx.Events.Projections;
using Marten;

namespace CustomerService.Intake.Channels.Templates;

/// <summary>I20: templates of replies, and macros.</summary>
internal static class TemplatesModule
{
    public static StoreOptions AddTemplates(this StoreOptions options)
    {
        TemplateEvents.Map(options);
        options.Projections.Add(new ReplyTemplateProjection(), ProjectionLifecycle.Inline);
        return options;
    }

    public static void MapTemplates(this IEndpointRouteBuilder routes)
    {
        var templates = routes.MapGroup("/api/reply-templates").WithTags("Replies");
        templates
            .MapGet("/", ReplyTemplate.List)
            .WithName("ListReplyTemplates")
            .WithSummary("Templates that one may use: those for all, and those of one's teams.")
            .Permit(Access.DeskAndAdministrator);
        templates
            .MapGet("/{code}", ReplyTemplate.Get)
            .WithName("GetReplyTemplate")
            .WithSummary("One template, now or as an earlier version.")
            .Permit(Access.DeskAndAdministrator);
        templates
            .MapPut("/{code}", SaveTemplate.Handle)
            .WithName("SaveReplyTemplate")
            .WithSummary("Makes a template or macro, or its next version.")
            .Permit(Access.DeskAndAdministrator);
        var ofTicket = routes.OfTicket().MapGroup("/templates");
        ofTicket
            .MapGet("/{code}", FillTemplate.Handle)
            .WithName("FillReplyTemplate")
            .WithSummary("The words of a template with the values of the ticket, and what is missing.")
            .Permit(Access.Desk);
        ofTicket
            .MapPost("/{code}", UseTemplate.Handle)
            .WithName("UseReplyTemplate")
            .WithSummary("Sends the words of a template and does what its macro says, all or nothing.")
            .Permit(Access.Desk);
    }
}
