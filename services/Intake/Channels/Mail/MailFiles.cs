using System.Globalization;
using CustomerService.Intake.Tickets.Attachments;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace CustomerService.Intake.Channels.Mail;

/// <summary>
/// I8: the files of a ticket that came with its mails. A mail may have come from anybody: what was in it is shown to the customer when an
/// agent adds it.
/// </summary>
internal sealed class MailFiles(NpgsqlDataSource dataSource) : ITicketFiles
{
    public async Task<IReadOnlyList<TicketAttachment>> Of(
        string ticket,
        Actor actor,
        IQuerySession query,
        CancellationToken cancellationToken
    )
    {
        if (actor.Is(Role.Customer))
        {
            return [];
        }

        var mails = await query
            .Query<InboundMail>()
            .Where(m => m.TicketNumber == ticket && m.Status == MailStatus.Accepted)
            .OrderBy(m => m.Id)
            .Select(m => m.Id)
            .ToListAsync(cancellationToken);
        return
        [
            .. (await MailAttachments.Of(dataSource, [.. mails], cancellationToken)).Select(line => new TicketAttachment(
                $"{line.MailNumber}-{line.Ordinal}",
                line.Name,
                line.Type,
                line.Size,
                false,
                MailNumber: line.MailNumber,
                Ordinal: line.Ordinal,
                Refused: line.Refused
            )),
        ];
    }

    public async Task<Results<FileContentHttpResult, ProblemHttpResult>?> Download(
        string ticket,
        string attachment,
        Actor actor,
        IQuerySession query,
        HttpResponse response,
        CancellationToken cancellationToken
    )
    {
        if (
            attachment.Split('-') is not [var mail, var place]
            || !int.TryParse(place, NumberStyles.None, CultureInfo.InvariantCulture, out var ordinal)
        )
        {
            return null;
        }

        var isOfTheTicket =
            !actor.Is(Role.Customer)
            && await query
                .Query<InboundMail>()
                .AnyAsync(m => m.Id == mail && m.TicketNumber == ticket && m.Status == MailStatus.Accepted, cancellationToken);
        return isOfTheTicket
            ? await MailAttachments.Download(mail, ordinal, dataSource, response, cancellationToken)
            : Rejection.NotFound("attachment", attachment).ToProblem();
    }
}
