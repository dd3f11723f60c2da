using System.ComponentModel.DataAnnotations;
using CustomerService.Intake.Customers.Files;
using CustomerService.Intake.Tickets.Attachments;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Npgsql;

namespace CustomerService.Intake.Channels.Mail;

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
    InboundMail Mail,
    string? Sender,
    string? Subject,
    string? Text,
    IReadOnlyList<string> Customers,
    IReadOnlyList<AttachmentLine> Attachments,
    string? Error
);

/// <summary>I7: the mails, for those who work on the parked ones.</summary>
internal static class MailLists
{
    internal static async Task<Results<Ok<Page<MailLine>>, ProblemHttpResult>> List(
        IQuerySession query,
        Commands commands,
        NpgsqlDataSource dataSource,
        HttpRequest request,
        Actor actor,
        TimeProvider clock,
        Code<MailStatus>? status,
        string? after,
        CancellationToken cancellationToken,
        [Range(1, Page.MaximumLimit)] int limit = Page.DefaultLimit
    )
    {
        var now = clock.GetUtcNow();
        var mails = query.Query<InboundMail>().VisibleTo(actor, now);
        mails = status?.Value is { } wanted ? mails.Where(m => m.Status == wanted) : mails;
        mails = after is null ? mails : mails.Where(m => m.Id.CompareTo(after) < 0);
        var found = await mails.OrderByDescending(m => m.Id).Take(limit + 1).ToListAsync(cancellationToken);
        var (lines, customers) = await WithSenders(dataSource, found, limit, cancellationToken);
        return await RecordRead(commands, customers, actor, "mail", now, cancellationToken) is { } refused
            ? refused.ToProblem()
            : TypedResults.Ok(Page.Of(lines, limit, line => line.Mail.Id, request));
    }

    internal static async Task<Results<Ok<MailPage>, ProblemHttpResult>> Get(
        string number,
        Actor actor,
        IQuerySession query,
        Commands commands,
        NpgsqlDataSource dataSource,
        IOptions<MailOptions> rules,
        TimeProvider clock,
        HttpResponse response,
        CancellationToken cancellationToken
    )
    {
        var mail = await query.LoadAsync<InboundMail>(number, cancellationToken);
        var raw = await RawMail.Load(dataSource, number, cancellationToken);
        if (mail is null || raw is null)
        {
            return Rejection.NotFound("inbound-mail", number).ToProblem();
        }

        var parsed = raw.Parse(rules.Value);
        var sender = raw.Sender ?? parsed?.Sender;
        if (await Writers(query, sender, actor, clock.GetUtcNow(), cancellationToken) is not { } customers)
        {
            return Rejection.NotFound("inbound-mail", number).ToProblem();
        }

        var state = await query.Events.FetchStreamStateAsync(number, cancellationToken);
        if (await RecordRead(commands, customers, actor, $"mail {number}", clock.GetUtcNow(), cancellationToken) is { } refused)
        {
            return refused.ToProblem();
        }

        response.SetVersion(state!.Version);
        return TypedResults.Ok(
            new MailPage(
                mail,
                sender,
                raw.Subject ?? parsed?.Subject,
                parsed?.Text,
                customers,
                await MailAttachments.Of(dataSource, [number], cancellationToken),
                raw.LastError
            )
        );
    }

    /// <summary>The message as it came, as bytes to be saved.</summary>
    internal static async Task<Results<FileContentHttpResult, ProblemHttpResult>> Raw(
        string number,
        Actor actor,
        IQuerySession query,
        Commands commands,
        NpgsqlDataSource dataSource,
        TimeProvider clock,
        HttpResponse response,
        CancellationToken cancellationToken
    )
    {
        if (await RawMail.Load(dataSource, number, cancellationToken) is not { Content: { } content } raw)
        {
            return Rejection.NotFound("raw-mail", number).ToProblem();
        }

        if (await Writers(query, raw.Sender, actor, clock.GetUtcNow(), cancellationToken) is not { } customers)
        {
            return Rejection.NotFound("inbound-mail", number).ToProblem();
        }

        if (await RecordRead(commands, customers, actor, $"raw mail {number}", clock.GetUtcNow(), cancellationToken) is { } refused)
        {
            return refused.ToProblem();
        }

        response.ForbidSniffing();
        return TypedResults.File(content, AttachmentPolicy.Unknown, $"{number}.eml");
    }

    /// <summary>I4: who read what a customer wrote is recorded before it leaves.</summary>
    private static Task<Rejection?> RecordRead(
        Commands commands,
        IReadOnlyList<string> customers,
        Actor actor,
        string purpose,
        DateTimeOffset now,
        CancellationToken cancellationToken
    ) =>
        commands.Commit(
            (session, _) =>
            {
                session.RecordListed(customers, actor, purpose, now);
                return Task.FromResult<Rejection?>(null);
            },
            cancellationToken
        );

    // Customers with the address; null when one of them may not be seen, for then the mail may be theirs.
    private static async Task<IReadOnlyList<string>?> Writers(
        IQuerySession query,
        string? sender,
        Actor actor,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var numbers = sender is null ? [] : await MailAddresses.CustomersOf(query, sender, cancellationToken);
        var keys = numbers.ToArray();
        return
            actor.SeesEverything()
            || keys.Length
                == await query.Query<Customer>().Where(c => c.Id.IsOneOf(keys)).VisibleTo(actor, now).CountAsync(cancellationToken)
            ? numbers
            : null;
    }

    private static async Task<(List<MailLine> Lines, IReadOnlyList<string> Customers)> WithSenders(
        NpgsqlDataSource dataSource,
        IReadOnlyList<InboundMail> mails,
        int limit,
        CancellationToken cancellationToken
    )
    {
        await using var command = dataSource.CreateCommand(
            "select number, sender, subject, array(select c.id from mt_doc_customer c where r.sender is not null and "
                + $"{MailAddresses.IsOf("c", "r.sender")} limit 10) "
                + "from mail_raw r where number = any(@numbers)"
        );
        command.Parameters.AddWithValue("numbers", mails.Select(m => m.Id).ToArray());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var known = new Dictionary<string, (string? Sender, string? Subject, string[] Customers)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            known[reader.GetString(0)] = (
                reader.IsDBNull(1) ? null : reader.GetString(1),
                reader.IsDBNull(2) ? null : reader.GetString(2),
                reader.GetFieldValue<string[]>(3)
            );
        }

        var customers = mails
            .Take(limit)
            .SelectMany(m => (known.GetValueOrDefault(m.Id).Customers ?? []).Append(m.CustomerNumber))
            .OfType<string>()
            .Distinct()
            .Order();
        return (
            [.. mails.Select(m => new MailLine(m, known.GetValueOrDefault(m.Id).Sender, known.GetValueOrDefault(m.Id).Subject))],
            [.. customers]
        );
    }
}
