using System.ComponentModel.DataAnnotations;
using CustomerService.Intake.Customers;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Npgsql;

namespace CustomerService.Intake.Mail;

/// <summary>A mail in a list.</summary>
/// <param name="Mail">The mail.</param>
/// <param name="Sender">Who wrote it; null when it is not known or was erased.</param>
/// <param name="Subject">Its subject.</param>
public sealed record MailLine(InboundMail Mail, string? Sender, string? Subject);

/// <summary>A mail with what an agent needs to decide about it.</summary>
/// <param name="Mail">The mail.</param>
/// <param name="Sender">Who wrote it.</param>
/// <param name="Subject">Its subject.</param>
/// <param name="Text">What the sender wrote just now; null when it cannot be read or was erased.</param>
/// <param name="Customers">Numbers of customers with that address.</param>
/// <param name="Attachments">Its attachments.</param>
/// <param name="Error">Why it could not be read, as kind and place.</param>
public sealed record MailPage(
    InboundMail Mail, string? Sender, string? Subject, string? Text, IReadOnlyList<string> Customers, IReadOnlyList<AttachmentLine> Attachments, string? Error);

/// <summary>I7: the mails, for those who work on the parked ones.</summary>
internal static class MailLists
{
    internal static async Task<Ok<Page<MailLine>>> List(
        IQuerySession query, NpgsqlDataSource dataSource, HttpRequest request, Actor actor, TimeProvider clock, Code<MailStatus>? status, string? after, CancellationToken cancellationToken,
        [Range(1, Page.MaximumLimit)] int limit = Page.DefaultLimit)
    {
        var mails = query.Query<InboundMail>().VisibleTo(actor, clock.GetUtcNow());
        mails = status?.Value is { } wanted ? mails.Where(m => m.Status == wanted) : mails;
        mails = after is null ? mails : mails.Where(m => m.Id.CompareTo(after) < 0);
        var found = await mails.OrderByDescending(m => m.Id).Take(limit + 1).ToListAsync(cancellationToken);
        var lines = await WithSenders(dataSource, found, cancellationToken);
        return TypedResults.Ok(Page.Of(lines, limit, line => line.Mail.Id, request));
    }

    internal static async Task<Results<Ok<MailPage>, ProblemHttpResult>> Get(
        string number, IQuerySession query, NpgsqlDataSource dataSource, IOptions<MailOptions> rules, HttpResponse response, CancellationToken cancellationToken)
    {
        var mail = await query.LoadAsync<InboundMail>(number, cancellationToken);
        var raw = await RawMail.Load(dataSource, number, cancellationToken);
        if (mail is null || raw is null)
        {
            return Rejection.NotFound("inbound-mail", number).ToProblem();
        }

        var parsed = raw.Parse(rules.Value);
        var sender = raw.Sender ?? parsed?.Sender;
        var state = await query.Events.FetchStreamStateAsync(number, cancellationToken);
        response.SetVersion(state!.Version);
        return TypedResults.Ok(new MailPage(
            mail, sender, raw.Subject ?? parsed?.Subject, parsed?.Text, sender is null ? [] : await MailAddresses.CustomersOf(query, sender, cancellationToken),
            await MailAttachments.Of(dataSource, [number], cancellationToken), raw.LastError));
    }

    /// <summary>The message as it came, as bytes to be saved.</summary>
    internal static async Task<Results<FileContentHttpResult, ProblemHttpResult>> Raw(
        string number, NpgsqlDataSource dataSource, HttpResponse response, CancellationToken cancellationToken)
    {
        if (await RawMail.Load(dataSource, number, cancellationToken) is not { Content: { } content })
        {
            return Rejection.NotFound("raw-mail", number).ToProblem();
        }

        MailAttachments.ForbidSniffing(response);
        return TypedResults.File(content, AttachmentPolicy.Unknown, $"{number}.eml");
    }

    private static async Task<List<MailLine>> WithSenders(NpgsqlDataSource dataSource, IReadOnlyList<InboundMail> mails, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("select number, sender, subject from mail_raw where number = any(@numbers)");
        command.Parameters.AddWithValue("numbers", mails.Select(m => m.Id).ToArray());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var known = new Dictionary<string, (string? Sender, string? Subject)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            known[reader.GetString(0)] = (reader.IsDBNull(1) ? null : reader.GetString(1), reader.IsDBNull(2) ? null : reader.GetString(2));
        }

        return [.. mails.Select(m => new MailLine(m, known.GetValueOrDefault(m.Id).Sender, known.GetValueOrDefault(m.Id).Subject))];
    }
}
