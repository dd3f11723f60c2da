using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using CustomerService.Intake.Customers.Duplicates;
using CustomerService.Intake.Customers.Files;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace CustomerService.Intake.Customers.Upkeep;

/// <summary>A file that was just registered.</summary>
/// <param name="File">The file.</param>
/// <param name="Duplicates">Files that may be the same customer's, the surer first; nothing is merged.</param>
public sealed record RegisteredCustomer(Customer File, IReadOnlyList<DuplicateCandidate> Duplicates);

/// <summary>
/// I1: a file for somebody who has none, such as a new caller. Who may be the same customer is proposed in the answer and never merged.
/// Class and credit begin as those of a customer without any spend.
/// </summary>
/// <param name="Kind">Person or organisation.</param>
/// <param name="Name">Name.</param>
/// <param name="ContactPoints">1 to 20 phone numbers and e-mail addresses; the first of a kind is the one that is used.</param>
/// <param name="Language">zh-Hans or en.</param>
/// <param name="City">City.</param>
/// <param name="RegionCode">GB/T 2260 code of the city: 2 to 6 digits.</param>
/// <param name="Address">Street address.</param>
/// <param name="PreferredChannel">phone, sms or email; not said: phone when there is one, otherwise email.</param>
/// <param name="FurtherAddresses">Other places of the customer, at most 20.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record RegisterCustomer(
    CustomerKind Kind,
    [property: Required, StringLength(200, MinimumLength = 1), Visible] string Name,
    [property: Required, MinLength(1), MaxLength(20)] IReadOnlyList<WantedContactPoint> ContactPoints,
    [property: Required, AllowedValues("zh-Hans", "en")] string Language,
    [property: Required, StringLength(100, MinimumLength = 1)] string City,
    [property: Required, RegularExpression("[0-9]{2,6}")] string RegionCode,
    [property: Required, StringLength(400, MinimumLength = 1)] string Address,
    ReachBy? PreferredChannel = null,
    [property: MaxLength(20)] IReadOnlyList<PostalAddress>? FurtherAddresses = null
)
{
    internal const string NumberSequence = "customer_number";

    // So many imported numbers in a row are passed one by one; then all of them at once.
    private const int Patience = 16;

    internal static Decision Decide(RegisterCustomer command, CustomerOptions rules, DateTimeOffset now)
    {
        if (command.ContactPoints.Read(rules, out var wanted) is { } refused)
        {
            return refused;
        }

        string? First(ContactPointKind kind) => wanted.FirstOrDefault(w => w.Kind == kind)?.Value;
        var registered = new CustomerRegistered(
            command.Kind,
            command.Name,
            First(ContactPointKind.Phone) ?? "",
            First(ContactPointKind.Email),
            command.City,
            command.RegionCode,
            command.Address,
            command.Language,
            0,
            Score.Of(0, new Standing(), rules).Class,
            now
        );
        // The registration names one of each kind; what it cannot say is said behind it.
        var file = CustomerProjection.From("", registered);
        var (points, channel) = (
            file.Renumbered(wanted),
            command.PreferredChannel ?? (registered.Phone.Length > 0 ? ReachBy.Phone : ReachBy.Email)
        );
        if (points.Unreachable(channel) is { } unreachable)
        {
            return unreachable;
        }

        var events = new List<object> { registered };
        if (!points.SequenceEqual(file.ContactPoints) || channel != file.PreferredChannel)
        {
            events.Add(new ContactPointsChanged(points, channel, command.Language, null, now));
        }

        if (command.FurtherAddresses is { Count: > 0 } further)
        {
            events.Add(new FurtherAddressesChanged(further, now));
        }

        return Decision.Accept(events);
    }

    internal static async Task<Results<Created<RegisteredCustomer>, ProblemHttpResult>> Handle(
        RegisterCustomer command,
        Actor actor,
        Commands commands,
        IQuerySession query,
        Numbers numbers,
        IOptions<CustomerOptions> rules,
        TimeProvider clock,
        HttpResponse response,
        CancellationToken cancellationToken
    )
    {
        var (now, number) = (clock.GetUtcNow(), "");
        var decision = Decide(command, rules.Value, now);
        var rejection = decision.Rejection
            ?? await commands.Commit(
                async (session, _) =>
                {
                    // Started, not appended: who imports the same number at this moment makes this one look for the next.
                    number = await FreeNumber(session, numbers, cancellationToken);
                    session.Events.StartStream<Customer>(number, decision.Events);
                    return null;
                },
                cancellationToken
            );
        if (rejection is not null)
        {
            return rejection.ToProblem();
        }

        var file = (await query.LoadAsync<Customer>(number, cancellationToken))!;
        IReadOnlyList<DuplicateCandidate> duplicates = [];
        // Names of others leave, so who got which is recorded first (I4); of the file itself they know what they wrote.
        await commands.Commit(
            async (session, _) =>
            {
                duplicates = await session.CandidatesFor(file, actor, now, cancellationToken);
                // Who may not read files learns that there may be others, and which; not who that is.
                duplicates = Access.Files.Any(actor.Is)
                    ? duplicates
                    : [.. duplicates.Select(d => d with { Customer = d.Customer.NumberOnly() })];
                session.RecordListed([.. duplicates.Select(d => d.Customer.Number)], actor, "duplicates of a new file", now);
                return null;
            },
            cancellationToken
        );
        response.SetVersion(file.Revision);
        return TypedResults.Created($"/api/customers/{number}", new RegisteredCustomer(file, duplicates));
    }

    // Imported files bring their own numbers, and they may look like ours.
    private static async Task<string> FreeNumber(IDocumentSession session, Numbers numbers, CancellationToken cancellationToken)
    {
        for (var taken = 0; ; taken++)
        {
            var number = await numbers.Next("C", NumberSequence, cancellationToken);
            if (await session.Events.FetchStreamStateAsync(number, cancellationToken) is null)
            {
                return number;
            }

            if (taken == Patience)
            {
                await session.QueryAsync<long>(
                    $"select setval('{NumberSequence}', greatest((select last_value from {NumberSequence}), "
                        + "(select max(substr(id, 2)::bigint) from mt_doc_customer where id ~ '^C[0-9]{8,12}$')))",
                    cancellationToken
                );
            }
        }
    }
}
