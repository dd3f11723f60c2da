using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Sockets;
using CustomerService.Intake.Channels.Mail;
using CustomerService.Intake.Tickets.Life;
using CustomerService.ServiceDefaults;
using CustomerService.TestSupport;

namespace CustomerService.Intake.HostTests.Channels.Mail;

/// <summary>I7: a mailbox whose process is killed while mail comes in; its sender sends again what was not acknowledged.</summary>
[Collection(ContactChannelsCollection.Name)]
public sealed class MailKillTests(ContactChannelsHost host)
{
    private const int Mails = 60;

    [Fact]
    public async Task WhateverIsKilledEveryMailIsOneTicket()
    {
        var (customer, address) = await host.ACustomerWithMail();
        var before = await host.AllRead();
        var port = ContactChannelsHost.FreePort();
        var acknowledged = new ConcurrentDictionary<int, int>();
        var enough = new TaskCompletionSource();
        using var victim = Start(port);
        await victim.WhenReady(Listens, "the replica that will be killed");
        var sending = Parallel.ForEachAsync(Enumerable.Range(0, Mails), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (i, _) =>
        {
            var text = ContactChannelsHost.Text(address, $"Matter {i}", "words", $"{i}-{customer}@example.org");
            await Eventually.Holds(() => Take(text), $"mail {i} acknowledged");
            acknowledged[i] = i;
            if (acknowledged.Count == Mails / 3)
            {
                enough.TrySetResult();
            }
        });
        await enough.Task.WaitAsync(Patience.Condition);
        await victim.Kill();
        Assert.True(acknowledged.Count < Mails, "It was killed too late to show anything.");
        await sending;

        var after = await host.AllRead();
        Assert.True(after.Balanced);
        Assert.Equal((Mails, 0), (after.Accepted - before.Accepted, after.Parked - before.Parked));
        // What was stored but not acknowledged came again and was known.
        Assert.Equal(after.Fetched - before.Fetched - Mails, after.Refused - before.Refused);
        using var agent = host.Client("agent:A017");
        var tickets = (await agent.Get<Page<TicketView>>($"/api/tickets?customer={customer}&limit=200")).Items;
        Assert.Equal(Mails, tickets.Count);

        // As mail servers do: the replica that answers; the mail goes to the next one when the first hangs up without a word.
        async Task<bool> Take(string text)
        {
            try
            {
                return (await SmtpTalk.Send(victim.HasExited ? ContactChannelsHost.Port : port, text, address)).StartsWith(
                    "250",
                    StringComparison.Ordinal
                );
            }
            catch (Exception gone) when (gone is IOException or SocketException)
            {
                return false;
            }
        }

        async Task<bool> Listens()
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(System.Net.IPAddress.Loopback, port);
                return true;
            }
            catch (SocketException)
            {
                return false;
            }
        }
    }

    private ServiceProcess Start(int port) =>
        ServiceProcess.Start(
            typeof(MailOptions).Assembly.Location,
            [
                .. TestIssuer.Settings("intake"),
                .. ContactChannelsHost.Settings,
                new("ConnectionStrings:postgres", host.Database),
                new("ConnectionStrings:rabbitmq", host.VirtualHost.ToString()),
                new("Mail:Smtp:Port", port.ToString(CultureInfo.InvariantCulture)),
                new("Peers:repair:0", "http://127.0.0.1:9"),
            ]
        );
}
