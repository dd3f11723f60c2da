using CustomerService.Intake.Common.PersonalData;
using CustomerService.Intake.Tickets.Life;
using CustomerService.ServiceDefaults;
using Marten;

namespace CustomerService.Intake.Tickets.Attachments;

/// <summary>I8: files of tickets.</summary>
internal static class AttachmentsModule
{
    private static readonly Role[] Writers = [.. Access.Parties, Role.Dispatcher, Role.Engineer, Role.ComplaintHandler];

    public static StoreOptions AddAttachments(this StoreOptions options)
    {
        options.Storage.ExtendedSchemaObjects.Add(TicketAttachments.CreateTable());
        return options;
    }

    public static void AddAttachments(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IHoldsPersonalData, AttachmentPersonalData>();
    }

    public static void MapAttachments(this IEndpointRouteBuilder routes)
    {
        var ticket = routes.OfTicket();
        ticket
            .MapPost("/attachments", AddAttachment.Handle)
            .TakesFile()
            .WithName("AddAttachment")
            .WithSummary("Adds the file that is the body of the request.")
            .Permit(Writers);
        ticket
            .MapGet("/attachments", TicketAttachments.List)
            .WithName("ListTicketAttachments")
            .WithSummary("Files of a ticket: added ones and those of its mails.")
            .Permit([.. Writers, Role.Quality]);
        ticket
            .MapGet("/attachments/{attachment}", TicketAttachments.Download)
            .WithName("GetTicketAttachment")
            .WithSummary("A file, as a download.")
            .Permit([.. Writers, Role.Quality]);
    }
}
