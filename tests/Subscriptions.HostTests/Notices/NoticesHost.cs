extern alias intake;
extern alias surveys;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using CustomerService.ServiceDefaults;
using CustomerService.Subscriptions.Notices;
using CustomerService.TestSupport;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Npgsql;
using RabbitMQ.Client;

namespace CustomerService.Subscriptions.HostTests.Notices;

/// <summary>
/// A Subscriptions with a mail server, and with the real Intake and Surveys on the same broker: events come from where they come from,
/// addresses and links from who has them.
/// </summary>
public sealed class NoticesHost : ServiceHost<Program>, IAsyncLifetime
{
    private const string Header = "customerNo,kind,name,phone,email,city,regionCode,address,language,yearlySpend\r\n";
    private static int _phones = 10_000;
    private readonly NoticeSettings _settings;
    private ServiceHost<intake::Program>.Replica? _intake;
    private ServiceHost<surveys::Program>.Replica? _surveys;
    private HttpClient? _intakeClient;

    /// <summary>Reserves the ports that the others will listen on.</summary>
    public NoticesHost()
        : this(new NoticeSettings()) { }

    private NoticesHost(NoticeSettings settings)
        : base("subscriptions", settings.Values) => _settings = settings;

    internal SmtpServer Mail => _settings.Mail;

    /// <summary>Connection string of Intake's database.</summary>
    public string IntakeDatabase { get; private set; } = "";

    /// <summary>Address of Surveys.</summary>
    public Uri SurveysAddress => _settings.Surveys;

    /// <summary>A client of Intake, acting as <paramref name="actor"/>.</summary>
    public HttpClient Intake(string actor) => Http2(_settings.Intake).As(TestIssuer.Somebody(actor));

    /// <summary>A client of a service that speaks HTTP/2 without TLS.</summary>
    public static HttpClient Http2(Uri address) =>
        new()
        {
            BaseAddress = address,
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };

    /// <summary>Registers a customer in Intake and returns number, address and phone.</summary>
    public async Task<(string Number, string Email, string Phone)> ACustomer(string language = "en", bool withEmail = true)
    {
        var number = $"C{Guid.NewGuid():N}";
        var email = $"{number.ToLowerInvariant()}@example.com";
        var phone = $"+86138001{Interlocked.Increment(ref _phones):D5}";
        using var content = new StringContent(
            $"{Header}{number},person,测试<b>,{phone},{(withEmail ? email : "")},上海市,3101,上海市测试路1号,{language},25000\r\n",
            Encoding.UTF8,
            "text/csv"
        );
        using var administrator = Intake("administrator:test");
        await administrator.PostAsync(new Uri("/api/customers/import", UriKind.Relative), content).Read<JsonObject>();
        return (number, email, phone);
    }

    /// <summary>Opens a ticket in Intake and returns its number.</summary>
    public async Task<string> ATicket(string customer)
    {
        var opening = new
        {
            channel = "phone",
            key = Guid.NewGuid().ToString("N"),
            customerNumber = customer,
            type = "fault",
            text = "屏幕无显示",
        };
        return (await _intakeClient!.Post("/api/tickets", opening).Read<JsonObject>())["id"]!.GetValue<string>();
    }

    /// <summary>Writes events to the broker's stream.</summary>
    public async Task Emit(params IEnumerable<JsonObject> events)
    {
        await using var connection = await new ConnectionFactory { Uri = VirtualHost }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true));
        // Who writes first declares it, as the services here do: a queue that is not there swallows what is sent to it.
        await channel.QueueDeclareAsync(
            "customerservice.ticket-events",
            durable: true,
            exclusive: false,
            autoDelete: false,
            new Dictionary<string, object?>
            {
                ["x-queue-type"] = "stream",
                ["x-max-age"] = "180D",
                ["x-max-length-bytes"] = 50_000_000_000L,
            }
        );
        foreach (var e in events)
        {
            await channel.BasicPublishAsync(
                "",
                "customerservice.ticket-events",
                mandatory: false,
                Encoding.UTF8.GetBytes(e.ToJsonString())
            );
        }
    }

    /// <summary>Notices of a ticket, oldest first, once there are so many in this state.</summary>
    public Task<List<NoticeView>> Notices(string ticket, NoticeKind kind, NoticeStatus status, int count = 1) =>
        Eventually.Gives(
            async () =>
            {
                using var staff = Client("agent:A017");
                var page = await staff
                    .GetAsync(
                        new Uri($"/api/notices?ticket={ticket}&kind={kind.ToCode()}&status={status.ToCode()}&limit=200", UriKind.Relative)
                    )
                    .Read<Page<NoticeView>>();
                return page.Items.Count >= count ? page.Items.Reverse().ToList() : null;
            },
            $"{count} {kind} of {ticket} {status}"
        );

    /// <summary>The mails of an address, once there are so many.</summary>
    internal Task<IReadOnlyList<ReceivedMail>> Mails(string address, int count = 1) =>
        Eventually.Gives(
            () => Task.FromResult(Mail.For(address) is { } mails && mails.Count >= count ? mails : null),
            $"{count} mails for a customer"
        );

    /// <summary>The short messages to a phone, once there are so many.</summary>
    public Task<List<JsonObject>> ShortMessages(string phone, int count = 1) =>
        Eventually.Gives(
            () =>
            {
                var files = Directory.Exists(_settings.SmsFolder) ? Directory.GetFiles(_settings.SmsFolder, "*.json") : [];
                var messages = files
                    .Select(f => JsonNode.Parse(File.ReadAllText(f))!.AsObject())
                    .Where(m => m["to"]!.GetValue<string>() == phone)
                    .ToList();
                return Task.FromResult(messages.Count >= count ? messages : null);
            },
            $"{count} short messages"
        );

    /// <summary>One value of a database.</summary>
    public static async Task<T> Scalar<T>(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    /// <inheritdoc />
    protected override async Task Prepare()
    {
        IntakeDatabase = await Backing.CreateDatabase("test_intake");
        _intake = new ServiceHost<intake::Program>.Replica("intake", IntakeDatabase, VirtualHost, [], _ => { });
        _intake.UseKestrel(k => Listen(k, _settings.Intake));
        _intake.StartServer();
        _surveys = new ServiceHost<surveys::Program>.Replica(
            "surveys",
            await Backing.CreateDatabase("test_surveys"),
            VirtualHost,
            new() { ["Surveys:PublicAddress"] = "https://service.example.com" },
            _ => { }
        );
        _surveys.UseKestrel(k => Listen(k, _settings.Surveys));
        _surveys.StartServer();
        _intakeClient = Intake("agent:A017");
        foreach (var address in (Uri[])[_settings.Intake, _settings.Surveys])
        {
            using var client = Http2(address);
            await Eventually.Holds(
                async () => (await client.GetAsync(new Uri("/health/ready", UriKind.Relative))).IsSuccessStatusCode,
                $"{address} ready",
                Patience.Start
            );
        }
    }

    /// <inheritdoc />
    async Task IAsyncLifetime.DisposeAsync()
    {
        await DisposeAsync();
        _intakeClient?.Dispose();
        await (_intake?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_surveys?.DisposeAsync() ?? ValueTask.CompletedTask);
        await _settings.Mail.DisposeAsync();
        if (Directory.Exists(_settings.SmsFolder))
        {
            Directory.Delete(_settings.SmsFolder, recursive: true);
        }
    }

    private static void Listen(KestrelServerOptions kestrel, Uri address) =>
        kestrel.Listen(IPAddress.Loopback, address.Port, listen => listen.Protocols = HttpProtocols.Http2);

    private sealed class NoticeSettings
    {
        public SmtpServer Mail { get; } = new();

        public Uri Intake { get; } = Reserve();

        public Uri Surveys { get; } = Reserve();

        public string SmsFolder { get; } = Path.Combine(Path.GetTempPath(), $"customerservice-sms-{Guid.NewGuid():N}");

        public Dictionary<string, string> Values =>
            new()
            {
                ["Peers:intake:0"] = Intake.GetLeftPart(UriPartial.Authority),
                ["Peers:surveys:0"] = Surveys.GetLeftPart(UriPartial.Authority),
                ["Peers:Deadline"] = "00:00:10",
                ["Events:ElectionInterval"] = "00:00:00.1",
                ["Events:RetryAfter"] = "00:00:00.2",
                ["Notices:Smtp:Host"] = "127.0.0.1",
                ["Notices:Smtp:Port"] = Mail.Port.ToString(System.Globalization.CultureInfo.InvariantCulture),
                ["Notices:Smtp:Security"] = "None",
                ["Notices:Smtp:From"] = "service@example.com",
                ["Notices:SmsFolder"] = SmsFolder,
                // At any hour: tests of quiet hours choose their own.
                ["Notices:QuietFrom"] = "00:00:00",
                ["Notices:QuietTo"] = "00:00:00",
                ["Notices:ReadInterval"] = "00:00:00.05",
                ["Notices:SendInterval"] = "00:00:00.05",
                ["Notices:RetryAfter"] = "00:00:00.05",
                ["Notices:MaximumAttempts"] = "4",
                ["Notices:Mailboxes:dutyLead:Email"] = "supervisors@example.com",
                ["Notices:Mailboxes:dutyLead:Language"] = "en",
                ["Notices:Mailboxes:supervisor:Email"] = "supervisors@example.com",
                ["Notices:Mailboxes:supervisor:Language"] = "en",
                ["Notices:Staff:A017:Email"] = "a017@example.com",
                ["Webhooks:SecretKeys"] = "test:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
                ["Webhooks:AllowHttp"] = "true",
                ["Webhooks:AllowedPorts"] = "1024-65535",
                ["Webhooks:AllowedNetworks"] = "127.0.0.0/8",
                ["Webhooks:Schedule"] = "00:00:00 00:00:00.1",
                ["Webhooks:DisableAfter"] = "00:00:01",
                ["Webhooks:PollInterval"] = "00:00:00.1",
                ["Deadlines:PollInterval"] = "00:00:00.05",
            };

        private static Uri Reserve()
        {
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            return new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
        }
    }
}

/// <summary>Tests that share the host.</summary>
[CollectionDefinition(Name)]
public sealed class NoticesCollection : ICollectionFixture<NoticesHost>
{
    /// <summary>The collection's name.</summary>
    public const string Name = "notices";
}
