using System.ComponentModel.DataAnnotations;
using CustomerService.Contracts.Intake.Grpc;
using CustomerService.ServiceDefaults;
using CustomerService.Subscriptions.Integration;
using CustomerService.Subscriptions.Webhooks;
using JasperFx.Events.Projections;
using Marten;

namespace CustomerService.Subscriptions.Notices;

internal static class NoticesModule
{
    private static readonly Role[] Readers =
    [
        Role.Agent,
        Role.Supervisor,
        Role.ComplaintHandler,
        Role.Quality,
        Role.Administrator,
        Role.Auditor,
    ];
    private static readonly Role[] Receivers =
    [
        Role.Customer,
        Role.Agent,
        Role.Supervisor,
        Role.Dispatcher,
        Role.Engineer,
        Role.Storekeeper,
        Role.ComplaintHandler,
        Role.Quality,
        Role.Administrator,
    ];

    public static StoreOptions AddNotices(this StoreOptions options)
    {
        NoticeEvents.Map(options);
        NoticeTables.Map(options);
        options.Projections.Add(new NoticePreferencesProjection(), ProjectionLifecycle.Inline);
        return options;
    }

    public static void AddNotices(this IHostApplicationBuilder builder)
    {
        builder
            .Services.AddOptions<NoticeOptions>()
            .BindConfiguration("Notices")
            .ValidateDataAnnotations()
            .Validate(o => Validator.TryValidateObject(o.Smtp, new ValidationContext(o.Smtp), null, true), "Notices:Smtp is incomplete.")
            .Validate(o => QuietHours.Knows(o.TimeZone), "Notices:TimeZone is no time zone.")
            .Validate(
                o => o.Staff.Values.Concat(o.Mailboxes.Values).All(a => Languages.IsKnown(a.Language)),
                "Notices: staff read zh-Hans or en."
            )
            .ValidateOnStart();
        builder.AddPeer<CustomerDirectory.CustomerDirectoryClient>("intake");
        builder.AddPeerHttp("surveys");
        builder.Services.AddSingleton<NoticeQueue>();
        builder.Services.AddSingleton<NoticeAddresses>();
        builder.Services.AddSingleton<EmailSender>();
        builder.Services.AddSingleton<ISmsSender, FileSmsSender>();
        builder.Services.AddSingleton<WebhookOwnerMail>();
        builder.Services.AddSingleton<IWebhookOwnerNotices>(services => services.GetRequiredService<WebhookOwnerMail>());
        builder.Services.AddSingleton(services => new DueRegistration(
            WebhookOwnerMail.Purpose,
            services.GetRequiredService<WebhookOwnerMail>().Fire
        ));
        builder.Services.AddHostedService<NoticeReader>();
        builder.Services.AddHostedService<NoticeSender>();
    }

    public static void MapNotices(this IEndpointRouteBuilder routes)
    {
        var notices = routes.MapGroup("/api/notices").WithTags("Notices");
        notices.MapGet("/", NoticeLog.List).Permit(Readers).WithName("ListNotices").WithSummary("The log of notices, newest first.");
        notices.MapGet("/{number}", NoticeLog.Get).Permit(Readers).WithName("GetNotice").WithSummary("One notice with its attempts.");
        var preferences = notices.MapGroup("/preferences/{people}/{id}").WithMetadata(NoticePreferences.Own);
        preferences
            .MapGet("", NoticePreferences.Get)
            .Permit(Receivers)
            .WithName("GetNoticePreferences")
            .WithSummary("How a customer (customers) or a member of staff (staff) wants to be told.");
        preferences
            .MapPut("", SetNoticePreferences.Handle)
            .Permit(Receivers)
            .WithName("SetNoticePreferences")
            .WithSummary("Channels, language, muted kinds and quiet hours of one person.");
    }
}
