using System.ComponentModel.DataAnnotations;
using CustomerService.Intake.Common.PersonalData;
using CustomerService.Intake.Tickets.Attachments;
using JasperFx.Events.Projections;
using Marten;
using Microsoft.Extensions.Options;

namespace CustomerService.Intake.Channels.Mail;

internal static class MailModule
{
    private static readonly Role[] Workers = [Role.Agent, Role.Supervisor];
    private static readonly Role[] Bookkeepers = [Role.Agent, Role.Supervisor, Role.Quality, Role.Auditor, Role.Administrator];

    public static StoreOptions AddMail(this StoreOptions options)
    {
        MailEvents.Map(options);
        MailTables.Map(options);
        options.Projections.Add(new InboundMailProjection(), ProjectionLifecycle.Inline);
        options.Schema.For<InboundMail>().Index(m => m.Status).Index(m => m.TicketNumber!).Index(m => m.CustomerNumber!);
        return options;
    }

    public static void AddMail(this IHostApplicationBuilder builder)
    {
        builder
            .Services.AddOptions<MailOptions>()
            .BindConfiguration("Mail")
            .ValidateDataAnnotations()
            .Validate(o => Validator.TryValidateObject(o.Smtp, new ValidationContext(o.Smtp), null, true), "Mail:Smtp is out of range.")
            .Validate(o => o.Smtp.IsComplete, "Mail:Smtp needs recipients, and addresses and networks as numbers.")
            .ValidateOnStart();
        builder.Services.AddSingleton<IHoldsPersonalData, MailPersonalData>();
        builder.Services.AddSingleton(services => services.GetRequiredService<IOptions<MailOptions>>().Value.Attachments);
        builder.Services.AddSingleton<ITicketFiles, MailFiles>();
        builder.Services.AddSingleton<MailReception>();
        builder.Services.AddSingleton<MailQueue>();
        builder.Services.AddHostedService<MailWorker>();
        builder.Services.AddHostedService<MailRetention>();
        builder.Services.AddHostedService<SmtpReception>();
    }

    public static void MapMail(this IEndpointRouteBuilder routes)
    {
        var mail = routes.MapGroup("/api/mail").WithTags("Mail");
        mail.MapGet("/", MailLists.List)
            .Permit(Workers)
            .WithName("ListMail")
            .WithSummary("Inbound mails, newest first; status=parked are those that wait for a person.");
        mail.MapGet("/books", MailBooks.Get)
            .Permit(Bookkeepers)
            .WithName("GetMailBooks")
            .WithSummary("Fetched = accepted + refused + parked + waiting.");
        var one = mail.MapGroup("/{number}").OfVisibleMails();
        one.MapGet("/", MailLists.Get).Permit(Workers).WithName("GetMail").WithSummary("One mail with what it takes to decide about it.");
        one.MapGet("/raw", MailLists.Raw).Permit(Workers).WithName("GetRawMail").WithSummary("The message as it came.");
        one.MapGet("/attachments/{ordinal:int}", MailAttachments.Download)
            .Permit(Workers)
            .WithName("GetMailAttachment")
            .WithSummary("An attachment, as a download.");
        one.MapPost("/assign", AssignMail.Handle)
            .Permit(Workers)
            .WithName("AssignMail")
            .WithSummary("Says whose a parked mail is; it joins or opens a ticket.");
        one.MapPost("/refuse", RefuseMail.Handle)
            .Permit(Workers)
            .WithName("RefuseMail")
            .WithSummary("Says that a parked mail is no contact.");
    }
}
