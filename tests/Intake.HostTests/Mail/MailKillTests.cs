using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using CustomerService.Intake.Mail;
using CustomerService.Intake.Tickets;
using CustomerService.ServiceDefaults;
using CustomerService.TestSupport;

namespace CustomerService.Intake.HostTests.Mail;

/// <summary>I7: a mailbox whose process is killed while mail comes in; its sender sends again what was not acknowledged.</summary>
public sealed class MailKillTests(MailHost host) : IClassFixture<MailHost>
{
    private const int Mails = 60;

    [Fact]
    public async Task WhateverIsKilledEveryMailIsOneTicket()
    {
        var (customer, address) = await host.ACustomerWithMail();
        var port = MailHost.FreePort();
        var acknowledged = new ConcurrentDictionary<int, int>();
        var enough = new TaskCompletionSource();
        var victim = Start(port);
        try
        {
            var sending = Parallel.ForEachAsync(Enumerable.Range(0, Mails), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (i, _) =>
            {
                var text = MailHost.Text(address, $"Matter {i}", "words", $"{i}-{customer}@example.org");
                await Eventually.Holds(() => Take(text), $"mail {i} acknowledged", TimeSpan.FromSeconds(120));
                acknowledged[i] = i;
                if (acknowledged.Count == Mails / 3)
                {
                    enough.TrySetResult();
                }
            });
            await enough.Task.WaitAsync(TimeSpan.FromSeconds(120));
            victim.Kill();
            await victim.WaitForExitAsync();
            Assert.True(acknowledged.Count < Mails, "It was killed too late to show anything.");
            victim.Dispose();
            victim = Start(port);
            await sending;
        }
        finally
        {
            if (!victim.HasExited)
            {
                victim.Kill();
            }

            victim.Dispose();
        }

        var books = await host.AllRead();
        Assert.True(books.Balanced);
        Assert.Equal((Mails, 0), (books.Accepted, books.Parked));
        // What was stored but not acknowledged came again and was known.
        Assert.Equal(books.Fetched - Mails, books.Refused);
        using var agent = host.Client("agent:A017");
        var tickets = (await agent.Get<Page<TicketView>>($"/api/tickets?customer={customer}&limit=200")).Items;
        Assert.Equal(Mails, tickets.Count);

        async Task<bool> Take(string text)
        {
            try
            {
                return (await SmtpTalk.Send(port, text, address)).StartsWith("250", StringComparison.Ordinal);
            }
            catch (Exception gone) when (gone is IOException or SocketException)
            {
                return false;
            }
        }
    }

    private Process Start(int port)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(MailOptions).Assembly.Location, "--urls", "http://127.0.0.1:0"])
        {
            RedirectStandardOutput = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        var settings = new Dictionary<string, string>(MailHost.Settings)
        {
            ["ConnectionStrings:postgres"] = host.Database,
            ["ConnectionStrings:rabbitmq"] = host.VirtualHost.ToString(),
            ["Logging:LogLevel:Default"] = "Warning",
            ["Mail:Smtp:Port"] = port.ToString(CultureInfo.InvariantCulture),
            ["Peers:repair:0"] = "http://127.0.0.1:9",
        };
        foreach (var (key, value) in settings.Concat(TestIssuer.Settings("intake")))
        {
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        var process = Process.Start(start)!;
        process.BeginOutputReadLine();
        return process;
    }
}
