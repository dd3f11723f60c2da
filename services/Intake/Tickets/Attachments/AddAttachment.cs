using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using CustomerService.Intake.Tickets.Life;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace CustomerService.Intake.Tickets.Attachments;

/// <summary>
/// I8: a file on a ticket. What it is is found by looking at it, by the rules that mails have; the same file again changes nothing. What
/// customers send is public, what staff send is for colleagues unless they say so.
/// </summary>
/// <param name="Name">File name, or null.</param>
/// <param name="Content">The bytes.</param>
/// <param name="Public">Whether the customer sees it.</param>
internal sealed record AddAttachment(string? Name, byte[] Content, bool Public)
{
    internal static Decision Decide(
        Ticket ticket,
        AddAttachment command,
        Actor actor,
        TicketOptions rules,
        AttachmentRules policy,
        DateTimeOffset now
    )
    {
        var file = AttachmentPolicy.Check(command.Name, command.Content, 0, inside: null, isMessage: false, policy);
        var (hash, isPublic) = (Convert.ToHexStringLower(SHA256.HashData(command.Content)), command.Public || actor.Is(Role.Customer));
        if (ticket.Attachments.Contains(hash))
            return Decision.NoChange;
        if (ticket.Status == TicketStatus.Closed && isPublic)
            return Rejection.Conflict("ticket-ended", "The ticket is closed; reopen it to go on.");
        if (command.Content.Length == 0)
            return Rejection.Invalid("attachment-empty", "There is nothing in the file.");
        if (command.Content.Length > rules.MaximumAttachmentSize)
            return Rejection.Invalid("attachment-too-large", $"A file has at most {rules.MaximumAttachmentSize} bytes.");
        if (file.Refused is { } why)
            return Rejection.Invalid($"attachment-{why}", "A file like this is not kept.");
        if (ticket.Attachments.Count >= rules.MaximumAttachments)
            return Rejection.Conflict(
                "attachment-too-many",
                $"A ticket has at most {rules.MaximumAttachments} files, beside those of its mails."
            );
        return Decision.Accept([
            new AttachmentAdded(
                $"{ticket.Id}-A{ticket.Attachments.Count + 1}",
                file.Name,
                file.Type,
                file.Size,
                hash,
                isPublic,
                actor.ToString(),
                now
            ),
            .. actor.Is(Role.Customer) ? ticket.HearsTheCustomer(now) : [],
        ]);
    }

    /// <summary>The file is the body of the request, whatever its content type says.</summary>
    internal static async Task<Results<Created<TicketView>, Ok<TicketView>, ProblemHttpResult>> Handle(
        string number,
        HttpRequest request,
        Actor actor,
        Commands commands,
        IOptions<TicketOptions> rules,
        AttachmentRules policy,
        TimeProvider clock,
        CancellationToken cancellationToken,
        [StringLength(400)] string? name = null,
        bool @public = false
    )
    {
        var command = new AddAttachment(name, await Read(request, rules.Value.MaximumAttachmentSize, cancellationToken), @public);
        var decided = await commands.Commit(
            async (session, attempt) =>
            {
                var decided = await session.OnTicket(
                    number,
                    ticket => Decide(ticket, command, actor, rules.Value, policy, clock.GetUtcNow()),
                    commands.Expected,
                    exclusively: attempt > 1,
                    cancellationToken: cancellationToken
                );
                foreach (var added in decided.Events.OfType<AttachmentAdded>())
                {
                    session.QueueKeep(number, added, command.Content);
                }

                return decided;
            },
            cancellationToken
        );
        if (decided.Rejection is { } rejection)
        {
            return rejection.ToProblem();
        }

        var answer = await commands.Answer<TicketView>(number, cancellationToken);
        if (answer.Result is not Ok<TicketView> { Value: { } view })
        {
            return (ProblemHttpResult)answer.Result;
        }

        return decided.Events is [AttachmentAdded kept, ..]
            ? TypedResults.Created($"/api/tickets/{number}/attachments/{kept.AttachmentId}", view)
            : TypedResults.Ok(view);
    }

    // One byte more than may be says that it is too many.
    private static async Task<byte[]> Read(HttpRequest request, int most, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream();
        var buffer = new byte[64 * 1024];
        int read;
        while (content.Length <= most && (read = await request.Body.ReadAsync(buffer, cancellationToken)) > 0)
        {
            content.Write(buffer, 0, read);
        }

        return content.ToArray();
    }
}
