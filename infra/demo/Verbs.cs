using System.Globalization;
using System.Text.Json.Nodes;
using CustomerService.Demo.Fuzzing;
using Spectre.Console;

namespace CustomerService.Demo;

/// <summary>What the program's verbs print.</summary>
internal static class Verbs
{
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(30);

    public static async Task<int> Import(Arguments arguments)
    {
        using var http = Http(arguments);
        var results = await new Importer(new GatewayClient(http), DemoData.Load()).Run(Print);
        return results.All(r => r.IsComplete) ? 0 : 1;

        static void Print(Imported i) =>
            AnsiConsole.MarkupLineInterpolated(
                CultureInfo.InvariantCulture,
                $"{i.What, -50} {i.Accepted, 6} taken {i.Unchanged, 6} unchanged {i.Refused, 4} refused  [red]{i.Problem}[/]"
            );
    }

    public static async Task<int> Story(Arguments arguments)
    {
        using var http = Http(arguments);
        var gateway = new GatewayClient(http);
        var story = new Story(gateway, DemoData.Load());
        var contacts = arguments.Number("--contacts") ?? 300;
        IReadOnlyList<Played> played = [];
        await AnsiConsole
            .Progress()
            .StartAsync(async progress =>
            {
                var bar = progress.AddTask("contacts", maxValue: contacts);
                played = await story.Play(contacts, arguments.Number("--parallel") ?? 8, _ => bar.Increment(1));
            });
        Print(await StoryReport.Read(gateway));
        PrintCounts("refusals", story.Counters.Refusals);
        AnsiConsole.MarkupLineInterpolated(
            CultureInfo.InvariantCulture,
            $"{story.Counters.Commands} commands, {gateway.Repeats} sent again"
        );
        foreach (var stopped in played.Where(p => p.Stopped is not null))
        {
            AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[red]stopped: {stopped.Stopped}[/]");
        }

        if (Environment.GetEnvironmentVariable("CUSTOMERSERVICE_RABBITMQ") is not null)
        {
            foreach (var e in (await new TicketEventReader(Arguments.RabbitMq).ReadAll()).TakeLast(10))
            {
                Console.WriteLine(e);
            }
        }

        return played.All(p => p.Stopped is null) ? 0 : 1;
    }

    public static async Task<int> Tail(Arguments arguments)
    {
        using var interrupted = new CancellationTokenSource();
        Console.CancelKeyPress += (_, e) =>
        {
            e.Cancel = true;
            interrupted.Cancel();
        };
        var left = arguments.Number("--count") ?? int.MaxValue;
        try
        {
            await foreach (
                var e in new TicketEventReader(Arguments.RabbitMq).Read(
                    arguments.Text("--from") ?? "first",
                    arguments.Has("--follow"),
                    interrupted.Token
                )
            )
            {
                if (left-- <= 0)
                {
                    break;
                }

                Console.WriteLine(arguments.Has("--json") ? e.CloudEvent.ToJsonString() : e.ToString());
            }
        }
        catch (OperationCanceledException) when (interrupted.IsCancellationRequested)
        {
            return 0;
        }

        return 0;
    }

    public static async Task<int> Balance(Arguments arguments)
    {
        using var http = Http(arguments);
        var books = new Books(
            new GatewayClient(http),
            new TicketEventReader(Arguments.RabbitMq),
            new ErrorQueues(Arguments.RabbitMq, Arguments.Management)
        );
        var lines = await books.Balance(Settling);
        var table = new Table().AddColumns("book", "checked", "balances");
        foreach (var line in lines)
        {
            table.AddRow(
                Markup.Escape(line.What),
                Invariant(line.Checked),
                line.Balances ? "[green]yes[/]" : $"[red]{Markup.Escape(string.Join('\n', line.Wrong))}[/]"
            );
        }

        AnsiConsole.Write(table);
        return lines.All(l => l.Balances) ? 0 : 1;
    }

    public static async Task<int> Errors(Arguments arguments)
    {
        var queues = new ErrorQueues(Arguments.RabbitMq, Arguments.Management);
        foreach (var (queue, count) in await queues.Count())
        {
            var moved = arguments.Has("--replay") && count > 0 ? $"  {await queues.Replay(queue)} sent back" : "";
            Console.WriteLine($"{queue, -60} {count, 6}{moved}");
        }

        return 0;
    }

    public static async Task<int> Token(Arguments arguments)
    {
        using var people = People(arguments);
        Console.WriteLine(await people.TokenOf(arguments.Text("--as") ?? throw new ArgumentException("--as role:id is missing.")));
        return 0;
    }

    public static async Task<int> Fuzz(Arguments arguments)
    {
        using var people = People(arguments);
        using var http = Http(arguments);
        var seed = arguments.Number("--seed") ?? Random.Shared.Next();
        Console.WriteLine($"seed {Invariant(seed)}");
        using var fuzzer = await Fuzzer.Prepare(
            arguments.Gateway,
            people,
            new GatewayClient(http),
            DemoData.Load(),
            arguments.Number("--requests") ?? 10_000,
            seed
        );
        var results = await fuzzer.Send(fuzzer.Requests, parallel: 6);
        foreach (var line in Fuzzer.Report(results))
        {
            Console.WriteLine(line);
        }

        return results.All(r => r.Wrong is null) ? 0 : 1;
    }

    private static void Print(StoryReport report)
    {
        PrintCounts("tickets", report.Tickets);
        PrintCounts("work orders", report.WorkOrders);
        PrintCounts("repair orders", report.RepairOrders);
        PrintCounts("warranty rows", report.WarrantyRows);
        PrintCounts("parts used", report.PartsUsed.OrderByDescending(p => p.Value).Take(8));
        PrintCounts("complaints", report.Complaints);
        foreach (var index in (string[])["responseRate", "csat", "nps"])
        {
            if (report.SurveyResults?[index] is JsonObject value)
            {
                Console.WriteLine($"{index, -14} {value["percent"]} % of {value["denominator"]} (± {value["marginOfError"]})");
            }
        }
    }

    private static void PrintCounts(string what, IEnumerable<KeyValuePair<string, int>> counts) =>
        Console.WriteLine($"{what, -14} {string.Join("  ", counts.Select(c => $"{c.Key} {Invariant(c.Value)}"))}");

    private static string Invariant(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static ActsForPeople People(Arguments arguments) => new(arguments.Gateway, "demo", Arguments.Secret);

    private static HttpClient Http(Arguments arguments) =>
        new(People(arguments)) { BaseAddress = arguments.Gateway, Timeout = TimeSpan.FromSeconds(150) };
}
