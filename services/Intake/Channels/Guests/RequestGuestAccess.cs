using System.Buffers.Text;
using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using System.Text.Json.Serialization;
using CustomerService.Intake.Customers.Files;
using CustomerService.Intake.Customers.Proofs;
using CustomerService.Intake.Tickets.Life;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace CustomerService.Intake.Channels.Guests;

/// <summary>Where the code is entered.</summary>
/// <param name="Handle">Names this attempt.</param>
/// <param name="ExpiresAt">Until when.</param>
public sealed record GuestHandle(string Handle, DateTimeOffset ExpiresAt);

/// <summary>
/// I16: a guest wants to follow a ticket. The answer, and the work behind it, is the same whether or not there is such a ticket and the
/// contact is on file: numbers cannot be found out by asking. Where both fit, a code goes to that contact point.
/// </summary>
/// <param name="TicketNumber">The ticket's number.</param>
/// <param name="Contact">Phone number or e-mail address that the file has.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record RequestGuestAccess(
    [property: Required, StringLength(40, MinimumLength = 1)] string TicketNumber,
    [property: Required, StringLength(254, MinimumLength = 1)] string Contact
)
{
    private const int HandleBytes = 16;

    /// <param name="ticket">The ticket, when there is one.</param>
    /// <param name="fits">Whether the contact is on its customer's file.</param>
    /// <param name="sentBefore">Codes that went out for the same ticket or contact within the last hour, whichever are more.</param>
    /// <param name="hashes">Keyed hashes of ticket, contact and code.</param>
    /// <param name="rules">Numbers.</param>
    /// <param name="now">Now.</param>
    internal static GuestAccessRequested Decide(
        TicketView? ticket,
        bool fits,
        int sentBefore,
        (string Ticket, string Contact, string Code) hashes,
        ProofOptions rules,
        DateTimeOffset now
    )
    {
        var follows = fits && sentBefore < rules.RequestsAnHour ? ticket : null;
        return new GuestAccessRequested(
            follows?.Id,
            follows?.CustomerNumber,
            hashes.Ticket,
            hashes.Contact,
            hashes.Code,
            now + rules.CodeValidFor,
            now
        );
    }

    internal static async Task<Results<Accepted<GuestHandle>, ProblemHttpResult>> Handle(
        RequestGuestAccess command,
        Commands commands,
        Codes codes,
        CodeQueue queue,
        IOptions<ProofOptions> rules,
        IOptions<CustomerOptions> customers,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        if (!codes.AreReady)
        {
            return Rejection.Conflict("codes-not-configured", "No code can be sent.").ToProblem();
        }

        var now = clock.GetUtcNow();
        var handle = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(HandleBytes));
        var code = Codes.New();
        var number = command.TicketNumber.Trim().ToUpperInvariant();
        var contact = ContactPoint.Normalise(command.Contact, customers.Value.PhoneRegion) ?? "";
        var hashes = (codes.Hash("guest-ticket", number), codes.Hash("guest-contact", contact), codes.Hash(handle, code));
        ContactPoint? to = null;
        var language = "";
        var rejection = await commands.Commit(
            async (session, _) =>
            {
                // Requests for one ticket or contact are counted one after the other, existing or not.
                await session.BeginTransactionAsync(cancellationToken);
                await session.QueryAsync<string>(
                    "select pg_advisory_xact_lock(hashtextextended(k, 0))::text from (select k from unnest(array[?, ?]) k order by k) keys",
                    cancellationToken,
                    hashes.Item1,
                    hashes.Item2
                );
                var ticket = await session.LoadAsync<TicketView>(number, cancellationToken);
                var customer = await session.LoadAsync<Customer>(ticket?.CustomerNumber ?? "", cancellationToken);
                var since = now - RequestProof.Window;
                var sent = await session
                    .Query<GuestAccess>()
                    .Where(a => a.TicketHash == hashes.Item1 && a.RequestedAt > since && a.TicketNumber != null)
                    .CountAsync(cancellationToken);
                var sentThere = await session
                    .Query<GuestAccess>()
                    .Where(a => a.ContactHash == hashes.Item2 && a.RequestedAt > since && a.TicketNumber != null)
                    .CountAsync(cancellationToken);
                to = customer?.ContactPoints.FirstOrDefault(p => p.Value == contact);
                var requested = Decide(ticket, to is not null, Math.Max(sent, sentThere), hashes, rules.Value, now);
                (to, language) = (requested.TicketNumber is null ? null : to, customer?.Language ?? "");
                session.Events.StartStream<GuestAccess>(GuestAccess.KeyOf(handle), requested);
                return null;
            },
            cancellationToken
        );
        if (rejection is not null)
        {
            return rejection.ToProblem();
        }

        if (to is not null)
        {
            queue.Add(new OutgoingCode(to.Kind, to.Value, code, language));
        }

        return TypedResults.Accepted($"/api/guest-access/{handle}/code", new GuestHandle(handle, now + rules.Value.CodeValidFor));
    }
}
