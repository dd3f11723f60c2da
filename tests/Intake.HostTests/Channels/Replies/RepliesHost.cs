using System.Globalization;
using CustomerService.TestSupport;
using MimeKit;
using MailSink = CustomerService.Subscriptions.HostTests.Notices.SmtpServer;
using V1 = CustomerService.Contracts.Intake.V1;

namespace CustomerService.Intake.HostTests.Channels.Replies;

/// <summary>An Intake that takes mail, and sends it to a mail server of the test.</summary>
public sealed class RepliesHost : ServiceHost<Program>
{
    private readonly ReplySettings _settings;

    /// <summary>Reserves the ports.</summary>
    public RepliesHost()
        : this(new ReplySettings()) { }

    private RepliesHost(ReplySettings settings)
        : base("intake", settings.Values, typeof(V1.TicketOpened)) => _settings = settings;

    internal MailSink Mail => _settings.Mail;

    /// <summary>The customer writes, as a mail server delivers it.</summary>
    public async Task Receive(string from, string subject, string body, string id, string more = "") =>
        Assert.StartsWith(
            "250",
            await SmtpTalk.Send(_settings.Port, ContactChannelsHost.Text(from, subject, body, id, more), from),
            StringComparison.Ordinal
        );

    /// <summary>A report of a mail server, which has no sender.</summary>
    public async Task Receive(string report) =>
        Assert.StartsWith("250", await SmtpTalk.Send(_settings.Port, report, ""), StringComparison.Ordinal);

    /// <summary>The mails that came for an address, in the order in which they came; waits for so many.</summary>
    public Task<IReadOnlyList<MimeMessage>> Mails(string address, int count) =>
        Eventually.Gives<IReadOnlyList<MimeMessage>>(
            () =>
            {
                var mails = Mail.For(address).Select(m => m.Message).ToList();
                return Task.FromResult<IReadOnlyList<MimeMessage>?>(mails.Count >= count ? mails : null);
            },
            $"{count} mails for the customer"
        );

    private sealed record ReplySettings
    {
        public MailSink Mail { get; } = new();

        public int Port { get; } = ContactChannelsHost.FreePort();

        public Dictionary<string, string> Values =>
            new()
            {
                ["Mail:Smtp:Port"] = Port.ToString(CultureInfo.InvariantCulture),
                ["Mail:Smtp:Recipients:0"] = ContactChannelsHost.Mailbox,
                ["Mail:MostPerHour"] = "1000",
                ["Mail:Interval"] = "00:00:00.050",
                ["Proofs:Mail:Host"] = "127.0.0.1",
                ["Proofs:Mail:Port"] = Mail.Port.ToString(CultureInfo.InvariantCulture),
                ["Proofs:Mail:Encrypted"] = "false",
                ["Proofs:Mail:From"] = ContactChannelsHost.Mailbox,
                ["Replies:PublicAddress"] = "https://service.example.com",
                ["Replies:RetryAfter"] = "00:00:00.100",
                ["Replies:MaximumAttempts"] = "3",
            };
    }
}
