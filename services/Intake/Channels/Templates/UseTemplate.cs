using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using CustomerService.Intake.Channels.Replies;
using CustomerService.Intake.Tickets.Categories;
using CustomerService.Intake.Tickets.HandOvers;
using CustomerService.Intake.Tickets.Life;
using CustomerService.Intake.Tickets.Lists;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace CustomerService.Intake.Channels.Templates;

/// <summary>I20: the words of a template and the acts of its macro in one transaction: all of them, or none.</summary>
/// <param name="Text">The words as they were changed by hand; null for those of the template. Placeholders in them are filled.</param>
/// <param name="Language">zh-Hans or en; null for the customer's.</param>
/// <param name="Version">Version that the caller saw; null when any will do.</param>
/// <param name="Attachments">Ids of public files of the ticket that go along with a reply, at most 10; null for none.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record UseTemplate(
    [property: StringLength(4000, MinimumLength = 1)] string? Text = null,
    [property: AllowedValues("zh-Hans", "en", null)] string? Language = null,
    long? Version = null,
    [property: MaxLength(10)] IReadOnlyList<string>? Attachments = null
)
{
    private const int LongestText = 4000;

    /// <summary>What the acts are checked against.</summary>
    internal sealed record Known(
        TicketOptions Rules,
        TicketCategories Categories,
        IReadOnlyCollection<string>? EndedChildren = null,
        ReplyChannel? Delivery = null,
        IReadOnlyList<string>? Mentions = null
    );

    /// <summary>None of the acts changes what another one is decided on, so each is asked on the ticket as it is.</summary>
    internal static Decision Decide(Ticket ticket, ReplyTemplate template, AddNote words, Known known, Actor actor, DateTimeOffset now)
    {
        IReadOnlyList<Decision> acts = [.. Acts(ticket, template, words, known, actor, now)];
        return acts.Select(a => a.Rejection).FirstOrDefault(refused => refused is not null) is { } rejection
            ? rejection
            : Decision.Accept([.. acts.SelectMany(a => a.Events)]);
    }

    private static IEnumerable<Decision> Acts(
        Ticket ticket,
        ReplyTemplate template,
        AddNote words,
        Known known,
        Actor actor,
        DateTimeOffset now
    )
    {
        var acts = template.Acts ?? new MacroActs();
        if (acts.Reclassifies)
        {
            var changes = new BulkReclassification(acts.Type, acts.Priority, null, acts.Impact, acts.Category);
            yield return ReclassifyTicket.Decide(ticket, BulkTickets.On(ticket, changes), known.Rules, known.Categories, now);
        }

        if (acts.ResolutionCode is { } code)
        {
            if (words.Attachments is { Count: > 0 })
                yield return Rejection.Invalid("files-of-reply", "Files go along with a reply; a solution is told by its words.");
            // Resolving twice changes nothing, but these words would be lost.
            yield return ticket.IsOpen
                ? ResolveTicket.Decide(ticket, new ResolveTicket(code, words.Text), known.Rules, now, ended: known.EndedChildren)
                : Rejection.Conflict("ticket-ended", $"The ticket is {ticket.Status}.");
            yield break;
        }

        yield return AddNote.Decide(ticket, words, actor, now, known.Delivery, known.Mentions);
        if (acts.Status is { } status)
            yield return ChangeStatus.Decide(ticket, new ChangeStatus(status, acts.WaitingFor, acts.SubStatus), known.Rules, now);
        if (acts.HandOverTo is { } to && to != ticket.Owner)
            yield return OfferHandOver.Decide(ticket, new OfferHandOver(to, $"{template.ZhHans} / {template.En}"), known.Rules, actor, now);
    }

    internal static async Task<Results<Ok<TicketView>, ProblemHttpResult>> Handle(
        string number,
        string code,
        UseTemplate command,
        Actor actor,
        Commands commands,
        IQuerySession query,
        ReplyWays ways,
        NpgsqlDataSource dataSource,
        Receivers receivers,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        if (await ReplyTemplate.Find(query, code, actor, cancellationToken) is not { Active: true } template)
            return Rejection.NotFound<ReplyTemplate>(code).ToProblem();
        if (command.Version is { } seen && seen != template.Version)
            return Rejection
                .Conflict("template-changed", $"{code} has version {template.Version} now; look at its words again.")
                .ToProblem();
        if (command.Text is { } text && Placeholders.Check(text) is { } refused)
            return refused.ToProblem();
        if (await ReplyThread.FilesUnknown(dataSource, number, command.Attachments, cancellationToken) is { } files)
            return files.ToProblem();
        if (template.Acts?.HandOverTo is { } to && await receivers.Refuse(to, number, cancellationToken) is { } unable)
            return unable.ToProblem();

        var known = new Known(
            receivers.Rules,
            await TicketCategories.Read(query, cancellationToken),
            await ResolveTicket.EndedChildren(query, [number], cancellationToken),
            template.Public ? await ways.Of(query, number, cancellationToken) : null
        );
        return await commands.Transact<TicketView>(
            number,
            async (session, attempt) =>
            {
                var now = clock.GetUtcNow();
                var asked = (command.Language, command.Text);
                if (await FillTemplate.Read(session, template, number, asked, actor, now, cancellationToken) is not { } filled)
                    return Rejection.NotFound<Ticket>(number);
                if (CannotBeSent(filled) is { } unsent)
                    return unsent;
                var mentioned = template.Public
                    ? new Mentioned(People: null)
                    : await Mentioned.Read(session, number, filled.Text, now, cancellationToken);
                if (mentioned.Refusal is { } nobody)
                    return nobody;
                var words = new AddNote(filled.Text, template.Public, command.Attachments);
                return await session
                    .OnTicket(
                        number,
                        ticket => Decide(ticket, template, words, known with { Mentions = mentioned.People }, actor, now),
                        commands.Expected,
                        attempt > 1,
                        cancellationToken
                    )
                    .Rejection();
            },
            cancellationToken
        );
    }

    private static Rejection? CannotBeSent(FilledTemplate filled) =>
        filled.Missing.Count > 0
            ? Rejection.Conflict("placeholder-missing", $"The ticket has no value for {string.Join(", ", filled.Missing)}.")
        : filled.Text.Length > LongestText
            ? Rejection.Conflict("words-too-long", $"With its values it has more than {LongestText} characters.")
        : null;
}
