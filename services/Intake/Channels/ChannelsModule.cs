using CustomerService.Intake.Channels.Board;
using CustomerService.Intake.Channels.Guests;
using CustomerService.Intake.Channels.Mail;
using CustomerService.Intake.Channels.Replies;
using CustomerService.Intake.Channels.Telephony;
using CustomerService.Intake.Channels.Templates;
using Marten;

namespace CustomerService.Intake.Channels;

/// <summary>The ways by which words come in and go out.</summary>
internal static class ChannelsModule
{
    public static StoreOptions AddChannels(this StoreOptions store) =>
        store.AddMail().AddReplies().AddTemplates().AddTelephony().AddGuests().AddBoard();

    public static void AddChannels(this IHostApplicationBuilder builder)
    {
        builder.AddMail();
        builder.AddReplies();
        builder.AddTelephony();
        builder.AddGuests();
        builder.AddBoard();
    }

    public static void MapChannels(this IEndpointRouteBuilder routes)
    {
        routes.MapMail();
        routes.MapReplies();
        routes.MapTemplates();
        routes.MapTelephony();
        routes.MapGuests();
        routes.MapBoard();
    }
}
