using System.Buffers;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;
using SmtpServer;
using SmtpServer.Mail;
using SmtpServer.Net;
using SmtpServer.Protocol;
using SmtpServer.Storage;

namespace CustomerService.Intake.Channels.Mail;

/// <summary>
/// The mailbox: next hop of the company's mail server (I-001). Says 250 after the raw message is stored; says "later" when it cannot be,
/// and the mail server keeps it and comes again.
/// </summary>
internal sealed class SmtpReception(MailReception reception, IOptions<MailOptions> options, ILogger<SmtpReception> logger)
    : BackgroundService
{
    private readonly SmtpReceptionOptions _smtp = options.Value.Smtp;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (_smtp.Port == 0)
        {
            return;
        }

        var services = new SmtpServer.ComponentModel.ServiceProvider();
        services.Add(new Store(reception, logger));
        services.Add(new Filter(_smtp, options.Value.MaximumSize));
        var server = new SmtpServer.SmtpServer(
            new SmtpServerOptionsBuilder()
                .ServerName(_smtp.ServerName)
                .MaxMessageSize(options.Value.MaximumSize, MaxMessageSizeHandling.Strict)
                .Endpoint(Listen)
                .Build(),
            services
        );
        await server.StartAsync(stoppingToken);
    }

    private void Listen(EndpointDefinitionBuilder endpoint)
    {
        endpoint.Endpoint(new IPEndPoint(IPAddress.Parse(_smtp.Address), _smtp.Port));
        if (_smtp.Certificate is { } file)
        {
            endpoint.Certificate(X509CertificateLoader.LoadPkcs12FromFile(file, _smtp.CertificatePassword));
        }
    }

    private sealed class Store(MailReception reception, ILogger logger) : MessageStore
    {
        // In the words of RFC 3463: not our fault for ever, come again.
        private static readonly SmtpResponse Later = new((SmtpReplyCode)451, "4.3.0 Not stored, try again");

        public override async Task<SmtpResponse> SaveAsync(
            ISessionContext context,
            IMessageTransaction transaction,
            ReadOnlySequence<byte> buffer,
            CancellationToken cancellationToken
        )
        {
            try
            {
                // Finished even when the service is stopping: broken off, it would come again.
                var number = await reception.Receive(
                    buffer.ToArray(),
                    $"smtp:{transaction.To[0].AsAddress()}",
                    transaction.From?.AsAddress() is { Length: > 1 } from ? from : "",
                    CancellationToken.None
                );
                return new SmtpResponse(SmtpReplyCode.Ok, $"2.0.0 Stored as {number}");
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // Whatever leaves here unanswered would be a final refusal, and the mail would be gone.
                logger.LogWarning(exception, "A mail cannot be stored; its sender was told to come again.");
                return Later;
            }
        }
    }

    private sealed class Filter(SmtpReceptionOptions smtp, int maximumSize) : MailboxFilter
    {
        private readonly IPNetwork[] _networks = smtp.Networks;

        public override Task<bool> CanAcceptFromAsync(
            ISessionContext context,
            IMailbox from,
            int size,
            CancellationToken cancellationToken
        ) =>
            Task.FromResult(
                size <= maximumSize
                    && context.Properties[EndpointListener.RemoteEndPointKey] is IPEndPoint client
                    && _networks.Any(n => n.Contains(client.Address.IsIPv4MappedToIPv6 ? client.Address.MapToIPv4() : client.Address))
            );

        public override Task<bool> CanDeliverToAsync(
            ISessionContext context,
            IMailbox to,
            IMailbox from,
            CancellationToken cancellationToken
        ) => Task.FromResult(smtp.Recipients.Contains(to.AsAddress(), StringComparer.OrdinalIgnoreCase));
    }
}
