using CustomerService.Intake.Customers.Files;
using CustomerService.Intake.Tickets.Life;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Intake.Channels.Templates;

/// <summary>A template with the values of a ticket, before anything is sent.</summary>
/// <param name="Code">The template's code.</param>
/// <param name="Version">Which version was filled; who uses it may name it.</param>
/// <param name="Language">zh-Hans or en: the customer's, unless another one was asked for or there are no words in it.</param>
/// <param name="Public">Whether the customer reads it.</param>
/// <param name="Text">The words; what has no value stands in them as it stands in the template.</param>
/// <param name="Missing">Placeholders without a value: they are written by hand before the words can be sent.</param>
/// <param name="Acts">What a macro does beside its words, or null.</param>
public sealed record FilledTemplate(
    string Code,
    long Version,
    string Language,
    bool Public,
    string Text,
    IReadOnlyList<string> Missing,
    MacroActs? Acts
);

/// <summary>I20: the preview of a template on a ticket. Who reads the customer's name in it stands in the record of lists (I4).</summary>
internal static class FillTemplate
{
    internal static async Task<Results<Ok<FilledTemplate>, ProblemHttpResult>> Handle(
        string number,
        string code,
        string? language,
        Actor actor,
        Commands commands,
        IQuerySession query,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        if (language is not (null or "en" or "zh-Hans"))
            return Rejection.Invalid("language-unknown", $"{language} is none of zh-Hans, en.").ToProblem();
        if (await ReplyTemplate.Find(query, code, actor, cancellationToken) is not { Active: true } template)
            return Rejection.NotFound<ReplyTemplate>(code).ToProblem();
        var filled = await commands.Commit<FilledTemplate>(
            async (session, _) =>
                await Read(session, template, number, (language, null), actor, clock.GetUtcNow(), cancellationToken) is { } found
                    ? new Decided<FilledTemplate>(found, [])
                    : Rejection.NotFound<Ticket>(number),
            cancellationToken
        );
        return filled.Rejection is { } rejection ? rejection.ToProblem() : TypedResults.Ok(filled.State);
    }

    /// <summary>
    /// Fills the template, or what was made of its words by hand; null when there is no such ticket. The record that the name was read is
    /// added to the session.
    /// </summary>
    internal static async Task<FilledTemplate?> Read(
        IDocumentSession session,
        ReplyTemplate template,
        string number,
        (string? Language, string? Text) asked,
        Actor actor,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        if (await session.LoadAsync<TicketView>(number, cancellationToken) is not { } ticket)
            return null;
        var customer = await session
            .Query<Customer>()
            .Where(c => c.Id == ticket.CustomerNumber)
            .VisibleTo(actor, now)
            .SingleOrDefaultAsync(cancellationToken);
        var (language, words) = template.Words.In(asked.Language ?? customer?.Language ?? "zh-Hans");
        words = asked.Text ?? words;
        if (customer is not null && Placeholders.Of(words).Contains(Placeholders.Customer))
            session.RecordListed([customer.Id], actor, $"template {template.Code}", now);
        var (text, missing) = Placeholders.Fill(words, ValuesOf(ticket, customer, actor));
        return new FilledTemplate(template.Code, template.Version, language, template.Public, text, missing, template.Acts);
    }

    /// <summary>Pure: what the placeholders stand for; a person who was erased has no name.</summary>
    internal static IReadOnlyDictionary<string, string?> ValuesOf(TicketView ticket, Customer? customer, Actor actor) =>
        new Dictionary<string, string?>
        {
            [Placeholders.Customer] = customer is { ErasedAt: null } ? customer.Name : null,
            [Placeholders.Ticket] = ticket.Id,
            [Placeholders.Model] = ticket.Model,
            [Placeholders.Unit] = ticket.UnitImei,
            [Placeholders.Visit] = Newest(ticket, "-W"),
            [Placeholders.Repair] = Newest(ticket, "-R"),
            [Placeholders.Site] = ticket.SiteCode,
            [Placeholders.Owner] = ticket.Owner,
            [Placeholders.Agent] = actor.Id,
        };

    // T00000042-W10 comes after T00000042-W9.
    private static string? Newest(TicketView ticket, string kind) =>
        ticket
            .Orders.Keys.Where(o => o.Contains(kind, StringComparison.Ordinal))
            .OrderBy(o => o.Length)
            .ThenBy(o => o, StringComparer.Ordinal)
            .LastOrDefault();
}
