using System.Net;
using System.Security.Cryptography;
using System.Text;
using CustomerService.Intake.Channels.Guests;
using CustomerService.Intake.Customers.Files;
using CustomerService.Intake.Tickets.Life;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Npgsql;

namespace CustomerService.Intake.Channels.Replies;

/// <summary>
/// I20: the page behind the link of a reply: our words, an answer, and for a solution yes or no. Showing it changes nothing, whoever
/// fetches
/// the link: acts are forms that a person sends.
/// </summary>
internal static class ReplyPage
{
    private const int LongestWords = 4000;

    private static readonly FormOptions Limits = new()
    {
        ValueCountLimit = 4,
        KeyLengthLimit = 16,
        ValueLengthLimit = 32 * 1024,
        BufferBodyLengthLimit = 64 * 1024,
    };

    public static string HashOf(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    public static async Task<IResult> Show(
        string token,
        NpgsqlDataSource dataSource,
        IQuerySession query,
        IOptions<ReplyOptions> options,
        CancellationToken cancellationToken
    ) => await Find(token, dataSource, query, options.Value, cancellationToken) is { } page ? Page(page, null) : Gone();

    public static async Task<IResult> Submit(
        string token,
        HttpRequest request,
        NpgsqlDataSource dataSource,
        IQuerySession query,
        Commands commands,
        IOptions<ReplyOptions> options,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        if (await Find(token, dataSource, query, options.Value, cancellationToken) is not { } page)
            return Gone();
        var form = await Read(request, cancellationToken);
        var (act, words) = (form?["act"].ToString(), form?["words"].ToString().Trim() ?? "");
        if (
            words.Length > LongestWords
            || act is "reject" or "answer" && words.Length == 0
            || act is not ("accept" or "reject" or "answer")
        )
            return Page(page, page.IsEnglish ? "Please write a few words, at most 4,000 characters." : "请填写内容，最多 4000 字。", 400);

        var guest = new Guest(page.Ticket.Id);
        request.HttpContext.Features.Set(guest.Actor);
        var rejection = await commands.Commit(
            (session, attempt) =>
                session
                    .OnTicket(
                        page.Ticket.Id,
                        ticket => Decide(ticket, act, words, guest.Actor, clock.GetUtcNow()),
                        exclusively: attempt > 1,
                        cancellationToken: cancellationToken
                    )
                    .Rejection(),
            cancellationToken
        );
        if (rejection is not null)
            return Page(page, page.IsEnglish ? "That is not possible any more." : "当前状态下无法进行此操作。", 409);
        return Message(page.IsEnglish, page.IsEnglish ? "Thank you. We have got it." : "谢谢，我们已收到。");
    }

    /// <summary>The rules are the ticket's own.</summary>
    internal static Decision Decide(Ticket ticket, string act, string words, Actor guest, DateTimeOffset now) =>
        act switch
        {
            "accept" => AcceptSolution.Decide(ticket, guest.ToString(), null, now),
            "reject" => RejectSolution.Decide(ticket, new RejectSolution(words), guest, now),
            _ => AddNote.Decide(ticket, new AddNote(words, Public: true), guest, now),
        };

    private static async Task<LinkedReply?> Find(
        string token,
        NpgsqlDataSource dataSource,
        IQuerySession query,
        ReplyOptions options,
        CancellationToken cancellationToken
    )
    {
        await using var command = dataSource.CreateCommand(
            "select id, ticket, kind from reply where link_hash = @hash and coalesce(sent_at, created_at) > now() - @valid"
        );
        command.Parameters.AddWithValue("hash", HashOf(token));
        command.Parameters.AddWithValue("valid", options.LinkValidFor);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
            return null;
        var (id, number, kind) = (reader.GetGuid(0), reader.GetString(1), Json.FromCode<ReplyKind>(reader.GetString(2))!.Value);
        var final = await MergedTickets.Final(query, number, cancellationToken);
        var ticket = await query.LoadAsync<TicketView>(final, cancellationToken);
        var customer = ticket is null ? null : await query.LoadAsync<Customer>(ticket.CustomerNumber, cancellationToken);
        if (ticket is null || customer?.ErasedAt is not null)
            return null;
        var words = (await query.EventOf(number, id, cancellationToken))?.Data switch
        {
            NoteAdded note => note.Text,
            ContactRecorded contact => contact.Text,
            TicketResolved resolved => resolved.Note,
            _ => "",
        };
        return new LinkedReply(ticket, kind, words, customer?.Language == "en");
    }

    private static async Task<IFormCollection?> Read(HttpRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return request.HasFormContentType ? await request.ReadFormAsync(Limits, cancellationToken) : null;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private static HtmlPage Page(LinkedReply page, string? problem, int status = 200)
    {
        var english = page.IsEnglish;
        var canDecide = page.Kind == ReplyKind.Solution && page.Ticket.Status == TicketStatus.Resolved;
        var accept = canDecide
            ? $"<form method=\"post\"><button name=\"act\" value=\"accept\">{(english ? "It is solved" : "问题已解决")}</button></form>"
            : "";
        var act = canDecide ? "reject" : "answer";
        var send = canDecide ? (english ? "It is not solved" : "问题未解决") : (english ? "Send" : "发送");
        return new HtmlPage(
            status,
            english,
            $"""
            <h1>{(english ? "Ticket" : "工单")} {Encoded(page.Ticket.Id)}</h1>
            {(problem is null ? "" : $"<p role=\"alert\">{Encoded(problem)}</p>")}
            <blockquote>{Encoded(page.Words).ReplaceLineEndings("<br>")}</blockquote>
            {accept}
            <form method="post">
              <label for="words">{(english ? "Your words" : "您的留言")}</label>
              <textarea id="words" name="words" maxlength="{LongestWords}" rows="6"></textarea>
              <button name="act" value="{act}">{send}</button>
            </form>
            """
        );
    }

    private static HtmlPage Message(bool english, string text) => new(200, english, $"<h1>{Encoded(text)}</h1>");

    private static HtmlPage Gone() => new(404, false, "<h1>链接已失效。This link is not valid any more.</h1>");

    private static string Encoded(string text) => WebUtility.HtmlEncode(text);

    private sealed record LinkedReply(TicketView Ticket, ReplyKind Kind, string Words, bool IsEnglish);

    private sealed class HtmlPage(int status, bool english, string body) : IResult
    {
        private const string Style =
            "body{font:16px/1.6 system-ui,sans-serif;max-width:40rem;margin:2rem auto;padding:0 1rem;color:#222}"
            + "textarea{width:100%;box-sizing:border-box;font:inherit}label{display:block;margin-top:1rem}"
            + "button{font:inherit;padding:.5rem 1.2rem;margin:.6rem 0}blockquote{margin:1rem 0;padding:.6rem 1rem;background:#f4f4f4}";

        public Task ExecuteAsync(HttpContext httpContext)
        {
            var response = httpContext.Response;
            (response.StatusCode, response.ContentType) = (status, "text/html; charset=utf-8");
            response.Headers.CacheControl = "no-store";
            response.Headers["Referrer-Policy"] = "no-referrer";
            response.Headers.XContentTypeOptions = "nosniff";
            response.Headers.ContentSecurityPolicy =
                $"default-src 'none'; style-src 'sha256-{StyleHash}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
            return response.WriteAsync(
                $"<!doctype html><html lang=\"{(english ? "en" : "zh-Hans")}\"><head><meta charset=\"utf-8\">"
                    + "<meta name=\"viewport\" content=\"width=device-width\"><meta name=\"robots\" content=\"noindex\">"
                    + $"<title>{(english ? "Customer Service" : "客户服务")}</title><style>{Style}</style></head><body>{body}</body></html>",
                httpContext.RequestAborted
            );
        }

        private static readonly string StyleHash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)));
    }
}
