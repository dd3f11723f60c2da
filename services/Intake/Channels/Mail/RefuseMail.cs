using System.ComponentModel.DataAnnotations;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Intake.Channels.Mail;

/// <summary>
/// I7: a person says that a parked mail is no contact. Refusing twice changes nothing; an accepted mail stays what it is.
/// </summary>
/// <param name="Reason">Why: spam, notForUs or automatic.</param>
public sealed record RefuseMail([property: Required, AllowedValues("spam", "notForUs", "automatic")] string Reason)
{
    internal static Decision Decide(InboundMail mail, RefuseMail command, Actor actor, DateTimeOffset now) =>
        mail.Status switch
        {
            MailStatus.Parked => Decision.Accept(new MailRefused(command.Reason, actor.ToString(), now)),
            MailStatus.Refused => Decision.NoChange,
            MailStatus.Received => Rejection.Conflict("mail-not-read-yet", $"{mail.Id} has not been read yet."),
            _ => Rejection.Conflict("mail-decided", $"{mail.Id} is a contact of {mail.TicketNumber}."),
        };

    internal static Task<Results<Ok<InboundMail>, ProblemHttpResult>> Handle(
        string number,
        RefuseMail command,
        Actor actor,
        Commands commands,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) => commands.Execute<InboundMail, InboundMail>(number, mail => Decide(mail, command, actor, clock.GetUtcNow()), cancellationToken);
}
