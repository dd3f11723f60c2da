using System.ComponentModel.DataAnnotations;
using CustomerService.Intake.Customers.Files;
using CustomerService.Intake.Tickets.Life;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Npgsql;

namespace CustomerService.Intake.Channels.Mail;

/// <summary>
/// I7: a person says whose a parked mail is: it joins a ticket of that customer, or opens one that the agent owns. A mail that was refused
/// can be taken back this way too. The same again changes nothing.
/// </summary>
/// <param name="CustomerNumber">The customer who wrote it.</param>
/// <param name="TicketNumber">The ticket it belongs to; null opens one.</param>
public sealed record AssignMail(
    [property: Required, StringLength(40, MinimumLength = 1)] string CustomerNumber,
    [property: StringLength(40, MinimumLength = 1)] string? TicketNumber = null
)
{
    internal static Decision Decide(
        InboundMail mail,
        AssignMail command,
        string? ticketOfCustomer,
        string newTicket,
        Actor actor,
        DateTimeOffset now
    ) =>
        mail switch
        {
            { Status: MailStatus.Received } => Rejection.Conflict("mail-not-read-yet", $"{mail.Id} has not been read yet."),
            { Status: MailStatus.Accepted }
                when mail.CustomerNumber == command.CustomerNumber
                    && (command.TicketNumber is null || command.TicketNumber == mail.TicketNumber) => Decision.NoChange,
            { Status: MailStatus.Accepted } => Rejection.Conflict("mail-decided", $"{mail.Id} is a contact of {mail.TicketNumber}."),
            _ when command.TicketNumber is { } ticket && ticketOfCustomer != command.CustomerNumber => Rejection.Invalid(
                "ticket-of-another",
                $"{ticket} is no ticket of {command.CustomerNumber}."
            ),
            _ => Decision.Accept(
                new MailAccepted(
                    command.TicketNumber ?? newTicket,
                    command.TicketNumber is null,
                    command.CustomerNumber,
                    "assigned",
                    actor.ToString(),
                    now
                )
            ),
        };

    internal static async Task<Results<Ok<InboundMail>, ProblemHttpResult>> Handle(
        string number,
        AssignMail command,
        Actor actor,
        Commands commands,
        IQuerySession query,
        NpgsqlDataSource dataSource,
        Numbers numbers,
        IOptions<MailOptions> rules,
        IOptions<TicketOptions> tickets,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        // I4: the file of a customer whom the agent may not see, and their tickets, do not exist.
        if (
            await query
                .Query<Customer>()
                .Where(c => c.Id == command.CustomerNumber)
                .VisibleTo(actor, clock.GetUtcNow())
                .SingleOrDefaultAsync(cancellationToken)
            is not { } customer
        )
        {
            return Rejection.Invalid("customer-unknown", $"No customer {command.CustomerNumber} is known.").ToProblem();
        }

        if (customer.ErasedAt is not null)
        {
            return Problems.Problem(StatusCodes.Status410Gone, "customer-erased", $"{customer.Id} was erased.");
        }

        if (await RawMail.Load(dataSource, number, cancellationToken) is not { } raw)
        {
            return Rejection.NotFound("inbound-mail", number).ToProblem();
        }

        if (raw.Parse(rules.Value) is not { } parsed)
        {
            return Rejection.Conflict("mail-unreadable", $"{number} cannot be read, or has been erased.").ToProblem();
        }

        // I8: an old number stands for the ticket that goes on.
        command = command.TicketNumber is { } named
            ? command with
            {
                TicketNumber = await MergedTickets.Final(query, named, cancellationToken),
            }
            : command;
        var ticketOfCustomer = command.TicketNumber is null
            ? null
            : await query
                .Query<TicketView>()
                .Where(t => t.Id == command.TicketNumber)
                .VisibleTo(actor, clock.GetUtcNow())
                .Select(t => t.CustomerNumber)
                .SingleOrDefaultAsync(cancellationToken);
        var newTicket = command.TicketNumber is null ? await numbers.Next("T", TicketsModule.NumberSequence, cancellationToken) : "";
        return await commands.Transact<InboundMail>(
            number,
            async (session, _) =>
            {
                var now = clock.GetUtcNow();
                MailAccepted? accepted = null;
                // One after the other: what the first one decides about a mail, the second one sees.
                var rejection = await session
                    .Decide<InboundMail>(
                        number,
                        mail =>
                        {
                            var decision = Decide(mail, command, ticketOfCustomer, newTicket, actor, now);
                            accepted = decision.Events.OfType<MailAccepted>().SingleOrDefault();
                            return decision;
                        },
                        exclusively: true,
                        cancellationToken: cancellationToken
                    )
                    .Rejection();
                if (rejection is not null || accepted is null)
                {
                    return rejection;
                }

                MailEffects.Replace(session, number, parsed.Attachments);
                var key = await MailEffects.KeyOf(session, parsed, raw.Sha256, number, cancellationToken);
                if (!accepted.Opened)
                {
                    return await MailEffects.Join(session, accepted.TicketNumber, parsed, key, actor, now, cancellationToken);
                }

                MailEffects.Open(
                    session,
                    newTicket,
                    customer,
                    parsed,
                    key,
                    actor.Is(Role.Agent) ? actor.Id : tickets.Value.Desk,
                    rules.Value,
                    tickets.Value,
                    now
                );
                return null;
            },
            cancellationToken
        );
    }
}
