using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using CustomerService.Intake.Customers.Files;
using CustomerService.Intake.Tickets.Life;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;
using MiniExcelLibs;

namespace CustomerService.Intake.Tickets.Lists;

/// <summary>
/// I15: the list as a table, row by row from the database to the caller, however long it is. The customers' words leave with it, so it is
/// recorded first whose (I4).
/// </summary>
internal static class ExportTickets
{
    private const string Xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    private const int FlushAfter = 64 * 1024;
    private const int RecordedAtOnce = 5_000;

    private static readonly (string Name, Func<TicketView, string?> Cell)[] Columns =
    [
        ("number", t => t.Id),
        ("status", t => t.Status.ToCode()),
        ("subStatus", t => t.SubStatus),
        ("waitingFor", t => t.WaitingFor?.ToCode()),
        ("type", t => t.Type.ToCode()),
        ("priority", t => t.Priority.ToCode()),
        ("impact", t => t.Impact?.ToCode()),
        ("category", t => t.Category),
        ("owner", t => t.Owner),
        ("customer", t => t.CustomerNumber),
        ("unit", t => t.UnitImei),
        ("model", t => t.Model),
        ("fault", t => t.FaultCode),
        ("channel", t => t.Channel.ToCode()),
        ("site", t => t.SiteCode),
        ("region", t => t.RegionCode),
        ("episode", t => t.Episode.ToString(CultureInfo.InvariantCulture)),
        ("resolution", t => t.ResolutionCode),
        ("openedAt", t => Time(t.OpenedAt)),
        ("changedAt", t => Time(t.ChangedAt)),
        ("text", t => t.Text),
    ];

    internal static async Task<Results<PushStreamHttpResult, FileStreamHttpResult, ProblemHttpResult>> Handle(
        [AsParameters] TicketQueryString query,
        Actor actor,
        IQuerySession session,
        Commands commands,
        TicketRows rows,
        TimeProvider clock,
        string? view,
        CancellationToken cancellationToken,
        string format = "csv"
    )
    {
        if (await SavedView.Apply(query.Filter, view, actor, session, cancellationToken) is not { } filter)
        {
            return Rejection.NotFound("view", view!).ToProblem();
        }

        if (format is not ("csv" or "xlsx"))
        {
            return Rejection.Invalid("export-format", "csv or xlsx.").ToProblem();
        }

        var (now, visibility) = (clock.GetUtcNow(), VisibleRows.Of(actor, clock.GetUtcNow()));
        await foreach (
            var customers in rows.Customers(filter, visibility, cancellationToken).Chunk(RecordedAtOnce).WithCancellation(cancellationToken)
        )
        {
            if (await commands.Commit((listing, _) => Record(listing, customers, actor, now), cancellationToken) is { } refused)
            {
                return refused.ToProblem();
            }
        }

        var tickets = rows.Read(filter, visibility, null, null, cancellationToken);
        return format == "csv"
            ? TypedResults.Stream(
                body => WriteCsv(PipeWriter.Create(body), tickets, cancellationToken),
                "text/csv; charset=utf-8",
                "tickets.csv"
            )
            : TypedResults.Stream(await Workbook(tickets, cancellationToken), Xlsx, "tickets.xlsx");
    }

    private static Task<Rejection?> Record(IDocumentSession session, string[] customers, Actor actor, DateTimeOffset now)
    {
        session.RecordListed(customers, actor, "export of tickets", now);
        return Task.FromResult<Rejection?>(null);
    }

    internal static async Task WriteCsv(PipeWriter writer, IAsyncEnumerable<TicketView> tickets, CancellationToken cancellationToken)
    {
        // Spreadsheets take UTF-8 for what it is only when it says so.
        Write(writer, "\uFEFF" + string.Join(',', Columns.Select(c => c.Name)) + "\r\n");
        await foreach (var ticket in tickets)
        {
            Write(writer, string.Join(',', Columns.Select(c => SpreadsheetCell.Csv(c.Cell(ticket)))) + "\r\n");
            if (writer.UnflushedBytes > FlushAfter)
            {
                await writer.FlushAsync(cancellationToken);
            }
        }

        await writer.CompleteAsync();
    }

    // A workbook is a zip file whose writer goes back: it grows on the disk, and goes away when it has been sent.
    private static async Task<FileStream> Workbook(IAsyncEnumerable<TicketView> tickets, CancellationToken cancellationToken)
    {
        var file = new FileStream(
            Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()),
            FileMode.CreateNew,
            FileAccess.ReadWrite,
            FileShare.None,
            FlushAfter,
            FileOptions.Asynchronous | FileOptions.DeleteOnClose
        );
        try
        {
            await file.SaveAsAsync(Rows(tickets), sheetName: "tickets", cancellationToken: cancellationToken);
            file.Position = 0;
            return file;
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    private static async IAsyncEnumerable<IDictionary<string, object>> Rows(IAsyncEnumerable<TicketView> tickets)
    {
        await foreach (var ticket in tickets)
        {
            yield return Columns.ToDictionary(c => c.Name, object (c) => SpreadsheetCell.Harmless(c.Cell(ticket)));
        }
    }

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    private static void Write(PipeWriter writer, string text) => Encoding.UTF8.GetBytes(text, writer);
}
