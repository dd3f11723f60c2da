using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using CustomerService.Intake.Channels.Mail;
using CustomerService.TestSupport;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using V1 = CustomerService.Contracts.Intake.V1;

namespace CustomerService.Intake.HostTests;

/// <summary>
/// Three replicas that read mail, the first of which listens; a phone system reports to them with an old and a new secret.
/// </summary>
public sealed class ContactChannelsHost() : ServiceHost<Program>("intake", Settings, typeof(V1.TicketOpened), typeof(V1.ContactAdded))
{
    public const string Mailbox = "service@example.com";
    public const string OldSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    public static int Port { get; } = FreePort();

    public static Dictionary<string, string> Settings { get; } =
        new()
        {
            ["Mail:Smtp:Port"] = Port.ToString(CultureInfo.InvariantCulture),
            ["Mail:Smtp:Recipients:0"] = Mailbox,
            ["Mail:MaximumSize"] = "2000000",
            ["Mail:MostPerHour"] = "1000",
            ["Mail:MaximumAttempts"] = "3",
            ["Mail:RetryAfter"] = "00:00:00.100",
            ["Mail:Lease"] = "00:00:05",
            ["Mail:Interval"] = "00:00:00.050",
            ["Telephony:Secrets:0"] = OldSecret,
            ["Telephony:Secrets:1"] = CallSimulation.Secret,
        };

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>A customer with an address of their own.</summary>
    public async Task<(string Number, string Address)> ACustomerWithMail()
    {
        var number = $"C{Guid.NewGuid():N}";
        var address = $"{number[..12].ToLowerInvariant()}@example.org";
        using var client = Client("administrator:test");
        using var answer = await client.Import(
            "customers",
            $"customerNo,kind,name,phone,email,city,regionCode,address,language,yearlySpend\r\n"
                + $"{number},person,测试,+8613800138000,{address.ToUpperInvariant()},上海市,3101,测试路1号,zh-Hans,1\r\n"
        );
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return (number, address);
    }

    /// <summary>Waits until everything that came has been read.</summary>
    public async Task<MailBooks> AllRead()
    {
        using var client = Client("auditor:test");
        return await Eventually.Gives(
            async () => await client.Get<MailBooks>("/api/mail/books") is { Waiting: 0 } books ? books : null,
            "no mail waits"
        );
    }

    public async Task Sql(string sql)
    {
        await using var source = NpgsqlDataSource.Create(Database);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>A plain mail with a Message-ID of its own unless given.</summary>
    public static string Text(string from, string subject, string body, string? id = null, string more = "") =>
        $"From: {from}\r\nTo: {Mailbox}\r\nSubject: {subject}\r\nMessage-ID: "
        + $"<{id ?? $"{Guid.NewGuid():N}@example.org"}>\r\n{more}\r\n{body}\r\n";

    /// <inheritdoc />
    protected override async Task Prepare()
    {
        await StartReplica(NotListening);
        await StartReplica(NotListening);

        static void NotListening(IServiceCollection services) => services.Configure<MailOptions>(mail => mail.Smtp.Port = 0);
    }
}

/// <summary>Tests that share the mailbox, its books and the phone system.</summary>
[CollectionDefinition(Name)]
public sealed class ContactChannelsCollection : ICollectionFixture<ContactChannelsHost>
{
    /// <summary>The collection's name.</summary>
    public const string Name = "contact channels";
}

/// <summary>Talks to a mail server the way a mail server does.</summary>
internal static class SmtpTalk
{
    /// <summary>Delivers one mail; returns the answer to its content, or the refusal before it.</summary>
    public static async Task<string> Send(int port, string text, string from, string to = ContactChannelsHost.Mailbox)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port);
        await using var stream = client.GetStream();
        using var reader = new StreamReader(stream, Encoding.Latin1);
        await using var writer = new StreamWriter(stream, Encoding.Latin1) { NewLine = "\r\n", AutoFlush = true };
        await Answer();
        foreach (var line in new[] { "EHLO test", $"MAIL FROM:<{from}>", $"RCPT TO:<{to}>", "DATA" })
        {
            await writer.WriteLineAsync(line);
            if (await Answer() is { } answer && answer[0] is '4' or '5')
            {
                return answer;
            }
        }

        await writer.WriteAsync(text.Replace("\r\n.", "\r\n..", StringComparison.Ordinal));
        await writer.WriteLineAsync("\r\n.");
        return await Answer();

        async Task<string> Answer()
        {
            while (true)
            {
                var line = await reader.ReadLineAsync() ?? throw new IOException("The server hung up.");
                if (line.Length < 4 || line[3] != '-')
                {
                    return line;
                }
            }
        }
    }
}
