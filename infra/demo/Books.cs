using System.Globalization;
using System.Text.Json.Nodes;

namespace CustomerService.Demo;

/// <summary>One line of the books.</summary>
/// <param name="What">What must balance.</param>
/// <param name="Checked">How many were looked at.</param>
/// <param name="Wrong">What does not balance, at most ten.</param>
public sealed record BookLine(string What, int Checked, IReadOnlyList<string> Wrong)
{
    /// <summary>Whether it balances.</summary>
    public bool Balances => Wrong.Count == 0;
}

/// <summary>
/// Balances the books from outside: the ticket event stream against itself and against what the services answer. Nothing may be lost,
/// doubled or invented, whatever was killed meanwhile.
/// </summary>
public sealed class Books(GatewayClient gateway, TicketEventReader reader, ErrorQueues errorQueues)
{
    private const int Shown = 10;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Balances until everything does, or the time is up: what was just committed is still on its way.</summary>
    public async Task<IReadOnlyList<BookLine>> Balance(TimeSpan within, CancellationToken cancellationToken = default)
    {
        var began = System.Diagnostics.Stopwatch.StartNew();
        while (true)
        {
            var lines = await BalanceNow(cancellationToken);
            if (lines.All(l => l.Balances) || began.Elapsed > within)
            {
                return lines;
            }

            await Task.Delay(Pause, cancellationToken);
        }
    }

    private async Task<IReadOnlyList<BookLine>> BalanceNow(CancellationToken cancellationToken)
    {
        var events = await reader.ReadAll(cancellationToken);
        var stock = await gateway.All("/api/stock?limit=200", cancellationToken);
        var tickets = await gateway.All("/api/tickets?limit=200", cancellationToken);
        var workOrders = await gateway.All("/api/work-orders?limit=200", cancellationToken);
        var errors = await errorQueues.Count(cancellationToken);
        return
        [
            Sequences(events),
            Line("tickets: every one was published as opened, once", tickets.Select(Id), Numbers(events, "ticket-opened", "ticketNumber")),
            Line(
                "visits: one work order for each request",
                Numbers(events, "visit-requested", "workOrderNumber"),
                Numbers(events, "work-order-opened", "workOrderNumber")
            ),
            Line(
                "work orders: every one was published, once",
                workOrders.Select(Id),
                Numbers(events, "work-order-opened", "workOrderNumber")
            ),
            Line(
                "complaints: one for each that was voiced or asked for",
                [.. Numbers(events, "complaint-voiced", "complaintNumber"), .. Numbers(events, "complaint-asked-for", "complaintNumber")],
                events
                    .Where(e => e.Name == "complaint-registered" && (string?)e.Data["origin"] != "manual")
                    .Select(e => (string)e.Data["complaintNumber"]!)
            ),
            Line(
                "surveys: one invitation or recorded skip for each closed episode",
                Of(events, "ticket-closed")
                    .Select(e => string.Create(CultureInfo.InvariantCulture, $"{e.Data["ticketNumber"]}-E{e.Data["episode"]}")),
                [.. Numbers(events, "survey-invited", "invitationNumber"), .. Numbers(events, "survey-skipped", "invitationNumber")]
            ),
            Line(
                "call-backs: one for each low score",
                Of(events, "call-back-opened").Select(e => ((string)e.Data["callBackNumber"]!)[..^"-B".Length]),
                Of(events, "survey-answered").Where(e => (int)e.Data["satisfaction"]! <= 2).Select(e => (string)e.Data["invitationNumber"]!)
            ),
            Stock(events, stock),
            new BookLine(
                "error queues are empty",
                errors.Count,
                [.. errors.Where(e => e.Value > 0).Select(e => $"{e.Key}: {e.Value}").Take(Shown)]
            ),
        ];
    }

    /// <summary>Per source and producing service the sequence numbers are 1, 2, 3 … without a gap.</summary>
    private static BookLine Sequences(IReadOnlyList<TicketEvent> events)
    {
        var wrong = events
            .GroupBy(e => (e.Source, e.Service))
            .Select(group =>
            {
                var sequences = group.Select(e => e.Sequence).ToList();
                return sequences.SequenceEqual(Enumerable.Range(1, sequences.Count).Select(n => (long)n))
                    ? null
                    : $"{group.Key.Service} {group.Key.Source}: {string.Join(' ', sequences.Take(20))}";
            })
            .OfType<string>();
        return new BookLine("stream: sequences are contiguous and in order", events.Count, [.. wrong.Take(Shown)]);
    }

    /// <summary>Stock is the sum of its movements, and the newest movement says the same as the books.</summary>
    private static BookLine Stock(IReadOnlyList<TicketEvent> events, IReadOnlyList<JsonNode> stock)
    {
        var items = Of(events, "stock-moved")
            .GroupBy(e => $"{e.Data["stockRoom"]}/{e.Data["partNumber"]}")
            .ToDictionary(g => g.Key, g => g.OrderBy(e => e.Offset).ToList());
        var wrong = stock
            .Select(item =>
            {
                var key = $"{item["stockRoom"]}/{item["partNumber"]}";
                var movements = items.GetValueOrDefault(key) ?? [];
                var onHand = movements.Sum(m =>
                    (string)m.Data["movement"]! switch
                    {
                        "received" or "adjusted" => (int)m.Data["quantity"]!,
                        "used" => -(int)m.Data["quantity"]!,
                        _ => 0,
                    }
                );
                (int OnHand, int Reserved) last =
                    movements.Count == 0 ? (0, 0) : ((int)movements[^1].Data["onHand"]!, (int)movements[^1].Data["reserved"]!);
                var (books, reserved) = ((int)item["onHand"]!, (int)item["reserved"]!);
                return books == onHand && books == last.OnHand && reserved == last.Reserved && reserved >= 0 && reserved <= books
                    ? null
                    : $"{key}: books {books}/{reserved}, movements {onHand}, last {last.OnHand}/{last.Reserved}";
            })
            .OfType<string>();
        return new BookLine("stock: on hand is the sum of its movements, never over-reserved", stock.Count, [.. wrong.Take(Shown)]);
    }

    /// <summary>Two lists hold the same, each exactly once.</summary>
    private static BookLine Line(string what, IEnumerable<string> wanted, IEnumerable<string> got)
    {
        var (expected, actual) = (wanted.ToList(), got.ToList());
        var wrong = expected
            .Except(actual)
            .Select(n => $"{n} is missing")
            .Concat(actual.Except(expected).Select(n => $"{n} was invented"))
            .Concat(expected.GroupBy(n => n).Where(g => g.Count() > 1).Select(g => $"{g.Key} is wanted {g.Count()} times"))
            .Concat(actual.GroupBy(n => n).Where(g => g.Count() > 1).Select(g => $"{g.Key} is there {g.Count()} times"));
        return new BookLine(what, expected.Count, [.. wrong.Take(Shown)]);
    }

    private static IEnumerable<TicketEvent> Of(IReadOnlyList<TicketEvent> events, string name) => events.Where(e => e.Name == name);

    private static IEnumerable<string> Numbers(IReadOnlyList<TicketEvent> events, string name, string field) =>
        Of(events, name).Select(e => (string)e.Data[field]!);

    private static string Id(JsonNode item) => (string)item["id"]!;
}
