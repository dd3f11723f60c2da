using CustomerService.Intake.Channels.Board;
using CustomerService.Intake.Channels.Guests;
using CustomerService.Intake.Channels.Mail;
using CustomerService.Intake.Channels.Replies;
using CustomerService.Intake.Channels.Telephony;
using Marten;

namespace CustomerService.Intake;

/// <summary>I7, I16: the ways by which contacts reach us without an agent who enters them.</summary>
internal static class ContactChannels
{
    public static StoreOptions AddContactChannels(this StoreOptions options) =>
        options.AddMail().AddReplies().AddTelephony().AddGuests().AddBoard();

    public static void AddContactChannels(this IHostApplicationBuilder builder)
    {
        builder.AddMail();
        builder.AddReplies();
        builder.AddTelephony();
        builder.AddGuests();
        builder.AddBoard();
    }

    public static void MapContactChannels(this IEndpointRouteBuilder routes)
    {
        routes.MapMail();
        routes.MapReplies();
        routes.MapTelephony();
        routes.MapGuests();
        routes.MapBoard();
    }
}
