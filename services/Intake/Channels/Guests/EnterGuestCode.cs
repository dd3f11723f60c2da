using System.Buffers.Text;
using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using System.Text.Json.Serialization;
using CustomerService.Intake.Customers.Proofs;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace CustomerService.Intake.Channels.Guests;

/// <summary>A pass; it is shown once.</summary>
/// <param name="Pass">Goes into the header <c>Ticket-Pass</c>.</param>
/// <param name="TicketNumber">The ticket that it opens.</param>
/// <param name="ValidUntil">Until when.</param>
public sealed record TicketPass(string Pass, string TicketNumber, DateTimeOffset ValidUntil);

/// <summary>I16: the code that was sent. Whatever is wrong - code, handle, time, number of tries - the refusal is the same.</summary>
/// <param name="Code">Six digits.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record EnterGuestCode([property: Required, StringLength(20, MinimumLength = 1)] string Code)
{
    private const int PassBytes = 32;

    /// <param name="access">The attempt so far.</param>
    /// <param name="isRight">Looks at the code; asked only when a try is left.</param>
    /// <param name="passHash">Hash of the pass that will be given.</param>
    /// <param name="rules">Numbers.</param>
    /// <param name="validFor">How long the pass will be valid.</param>
    /// <param name="now">Now.</param>
    internal static Decision Decide(
        GuestAccess access,
        Func<bool> isRight,
        string passHash,
        ProofOptions rules,
        TimeSpan validFor,
        DateTimeOffset now
    ) =>
        access.IsOver || access.ExpiresAt <= now || access.Tries >= rules.Tries ? Refused
        : isRight() && access is { TicketNumber: { } ticket, CustomerNumber: { } customer }
            ? Decision.Accept(new GuestCodeTried(true, now), new GuestPassGiven(passHash, ticket, customer, now + validFor, now))
        : Decision.Accept(new GuestCodeTried(false, now));

    internal static Rejection Refused => Rejection.Forbidden("guest-access-refused", "That code opens nothing. Ask for a new one.");

    internal static async Task<Results<Ok<TicketPass>, ProblemHttpResult>> Handle(
        string handle,
        EnterGuestCode command,
        Commands commands,
        Codes codes,
        IOptions<ProofOptions> rules,
        IOptions<GuestOptions> guests,
        TimeProvider clock,
        HttpResponse response,
        CancellationToken cancellationToken
    )
    {
        var now = clock.GetUtcNow();
        var pass = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(PassBytes));
        var decided = await commands.Commit(
            (session, _) =>
                session.Decide<GuestAccess>(
                    GuestAccess.KeyOf(handle),
                    access =>
                        Decide(
                            access,
                            () => codes.IsRight(handle, access.CodeHash, command.Code),
                            PassHash(pass),
                            rules.Value,
                            guests.Value.PassValidFor,
                            now
                        ),
                    exclusively: true,
                    cancellationToken: cancellationToken
                ),
            cancellationToken
        );
        if (decided.Events.OfType<GuestPassGiven>().SingleOrDefault() is not { } given)
        {
            return Refused.ToProblem();
        }

        response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(new TicketPass(pass, given.TicketNumber, given.ValidUntil));
    }

    // 256 random bits need no slow hash and no salt.
    internal static string PassHash(string pass) => Convert.ToHexString(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(pass)));
}
