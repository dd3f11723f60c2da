using System.ComponentModel.DataAnnotations;
using CustomerService.Intake.Catalogue.Units;
using CustomerService.Intake.Customers.Files;
using CustomerService.Intake.Tickets.Categories;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace CustomerService.Intake.Tickets.Life;

/// <summary>
/// I7, I8: a contact opens a ticket, or joins the one that the same contact opened before: one <see cref="Key"/> per channel. The agent who
/// received it is the first owner (I9).
/// </summary>
/// <param name="Channel">How it reached us.</param>
/// <param name="Key">What makes the contact unique in its channel: call id, message id, form key.</param>
/// <param name="CustomerNumber">The customer's number.</param>
/// <param name="UnitImei">IMEI of the unit, when one is meant.</param>
/// <param name="Type">What it is about.</param>
/// <param name="FaultCode">Fault code, when something does not work.</param>
/// <param name="Text">The customer's words.</param>
/// <param name="Priority">
/// How urgent it is. Not said: it follows from the customer's class and the impact; a customer may not say more than that.
/// </param>
/// <param name="Impact">How much hangs on it for the customer, or null.</param>
/// <param name="Category">Code of an active category, or null.</param>
public sealed record OpenTicket(
    Channel Channel,
    [property: Required, StringLength(200, MinimumLength = 1)] string Key,
    [property: Required, StringLength(40, MinimumLength = 1)] string CustomerNumber,
    TicketType Type,
    [property: Required, StringLength(4000, MinimumLength = 1)] string Text,
    [property: CheckedDigits(15)] string? UnitImei = null,
    [property: StringLength(20), RegularExpression(FactCode.Pattern)] string? FaultCode = null,
    TicketPriority? Priority = null,
    TicketImpact? Impact = null,
    [property: StringLength(40, MinimumLength = 1)] string? Category = null
)
{
    internal static TicketOpened Decide(
        OpenTicket command,
        Customer customer,
        Unit? unit,
        string firstOwner,
        TicketOptions rules,
        DateTimeOffset now
    ) =>
        new(
            customer.Id,
            customer.Class.ToCode(),
            customer.Language,
            customer.RegionCode,
            command.UnitImei,
            unit?.Model,
            command.Type,
            command.Priority ?? rules.PriorityOf(customer.Class.ToCode(), command.Impact),
            command.FaultCode,
            command.Channel,
            command.Key,
            command.Text,
            firstOwner,
            now,
            command.Impact,
            command.Priority is null,
            command.Category
        );

    internal static Rejection? Check(
        OpenTicket command,
        Customer customer,
        TicketCategories categories,
        Actor actor,
        TicketOptions rules
    ) =>
        command.Category is { } category && !categories.IsActive(category) ? TicketCategories.Unknown(category)
        : actor.Is(Role.Customer) && command.Priority > rules.PriorityOf(customer.Class.ToCode(), command.Impact)
            ? Rejection.Forbidden("priority-too-high", "Say how much hangs on it (impact); the priority follows from that.")
        : null;

    internal static async Task<Results<Created<TicketView>, Ok<TicketView>, ProblemHttpResult>> Handle(
        OpenTicket command,
        Actor actor,
        Commands commands,
        IQuerySession query,
        Numbers numbers,
        IOptions<TicketOptions> rules,
        TimeProvider clock,
        HttpResponse response,
        CancellationToken cancellationToken
    )
    {
        var (now, unitImei) = (clock.GetUtcNow(), command.UnitImei ?? "");
        var reading = query.CreateBatchQuery();
        var customer = reading
            .Query<Customer>()
            .Where(c => c.Id == command.CustomerNumber)
            .Where(Visibility.Customers(actor, now))
            .FirstOrDefault();
        var unit = reading.Query<Unit>().Where(u => u.Id == unitImei).Where(UnitVisibility.UnitsOf(actor, now)).FirstOrDefault();
        var contact = ContactKey.IdOf(command.Channel, command.Key, actor);
        var contactBefore = reading.Load<ContactKey>(contact);
        await reading.Execute(cancellationToken);
        if (await customer is not { } known)
        {
            return Rejection.Invalid("customer-unknown", $"No customer {command.CustomerNumber} is known.").ToProblem();
        }

        if (known.ErasedAt is not null)
        {
            return Problems.Problem(StatusCodes.Status410Gone, "customer-erased", $"{known.Id} was erased.");
        }

        var categories = command.Category is null ? TicketCategories.BuiltIn : await TicketCategories.Read(query, cancellationToken);
        var earlier = await contactBefore;
        if (earlier is null && Check(command, known, categories, actor, rules.Value) is { } refused)
        {
            return refused.ToProblem();
        }

        var number = await numbers.Next("T", TicketsModule.NumberSequence, cancellationToken);
        var opened = Decide(command, known, await unit, FirstOwner(actor, rules.Value), rules.Value, now);
        var decided = await commands.Commit<ContactKey>(
            async (session, attempt) =>
            {
                // Inserted, not stored: of two deliveries at the same moment the second fails on the key, looks again and joins.
                var taken = attempt > 1 ? await session.LoadAsync<ContactKey>(contact, cancellationToken) : earlier;
                if (taken is not null)
                {
                    return new Decided<ContactKey>(taken, []);
                }

                session.Insert(new ContactKey(contact, number));
                session.Events.StartStream<Ticket>(number, opened);
                return new Decided<ContactKey>(null, [opened]);
            },
            cancellationToken
        );
        if (decided.Rejection is { } rejection)
        {
            return rejection.ToProblem();
        }

        if (decided.State is { } joinedBy)
        {
            // A key of somebody else's contact says nothing about their ticket.
            var before = await MergedTickets.Final(query, joinedBy.TicketNumber, cancellationToken);
            var joined = await query.Query<TicketView>().Where(t => t.Id == before).VisibleTo(actor, now).AnyAsync(cancellationToken)
                ? await commands.Answer<TicketView>(before, cancellationToken)
                : Rejection.Conflict("contact-of-another-ticket", "That contact belongs to another ticket.").ToProblem();
            return joined.Result is Ok<TicketView> { Value: { } other } && other.CustomerNumber != known.Id
                    ? Rejection.Conflict("contact-of-another-ticket", "That contact belongs to another customer's ticket.").ToProblem()
                : joined.Result is Ok<TicketView> { Value: { } view } ? TypedResults.Ok(view.WarnedOf(known, actor, now))
                : (ProblemHttpResult)joined.Result;
        }

        response.SetVersion(1);
        return TypedResults.Created($"/api/tickets/{number}", TicketViewProjection.From(number, opened).WarnedOf(known, actor, now));
    }

    private static string FirstOwner(Actor actor, TicketOptions rules) => actor.Is(Role.Agent) ? actor.Id : rules.Desk;
}

/// <summary>Remembers which ticket a contact belongs to.</summary>
internal sealed record ContactKey(string Id, string TicketNumber)
{
    public static string IdOf(Channel channel, string key) => $"{channel}:{key}";

    /// <summary>
    /// A customer has keys of their own: nobody takes the key of a switchboard's call by being first, nor learns which there are.
    /// </summary>
    public static string IdOf(Channel channel, string key, Actor actor) =>
        IdOf(channel, actor.Is(Role.Customer) ? $"{actor.Id}/{key}" : key);
}
