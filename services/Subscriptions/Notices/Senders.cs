using System.Text.Json;
using CustomerService.ServiceDefaults;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Options;
using MimeKit;

namespace CustomerService.Subscriptions.Notices;

/// <summary>What came of handing a message over.</summary>
/// <param name="Error">
/// Why it was not taken, as a code without personal data: a server's own words often name the recipient. Null when it was taken.
/// </param>
/// <param name="IsFinal">Trying again will not help.</param>
internal sealed record SendResult(string? Error, bool IsFinal)
{
    public static SendResult Taken { get; } = new(null, false);

    public static SendResult Later(string error) => new(error, false);

    public static SendResult Refused(string error) => new(error, true);
}

/// <summary>E-mail over a real mail server, plain and HTML form of the same text.</summary>
internal sealed class EmailSender(IOptions<NoticeOptions> options, TimeProvider clock)
{
    private SmtpOptions Smtp => options.Value.Smtp;

    public bool IsConfigured => Smtp.Host.Length > 0;

    /// <param name="reference">Makes the Message-ID, which is the same on every attempt: a repeat can be recognised.</param>
    /// <param name="to">Address.</param>
    /// <param name="name">Name of who gets it, or null.</param>
    /// <param name="notice">Text.</param>
    /// <param name="cancellationToken">Ends the conversation.</param>
    public async Task<SendResult> Send(
        string reference,
        string to,
        string? name,
        RenderedNotice notice,
        CancellationToken cancellationToken
    )
    {
        if (!MailboxAddress.TryParse(to, out var address))
        {
            return SendResult.Refused("address-invalid");
        }

        using var message = Compose(reference, new MailboxAddress(name, address.Address), notice);
        using var client = new SmtpClient { Timeout = (int)Smtp.Timeout.TotalMilliseconds };
        try
        {
            await client.ConnectAsync(Smtp.Host, Smtp.Port, Security(Smtp.Security), cancellationToken);
            if (Smtp.User is { Length: > 0 } user)
            {
                await client.AuthenticateAsync(user, Smtp.Password ?? "", cancellationToken);
            }

            await client.SendAsync(message, cancellationToken);
        }
        catch (SmtpCommandException refused)
        {
            var code = $"smtp-{(int)refused.StatusCode}";
            return (int)refused.StatusCode >= 500 ? SendResult.Refused(code) : SendResult.Later(code);
        }
        catch (Exception failed) when (failed is AuthenticationException or SslHandshakeException or NotSupportedException)
        {
            return SendResult.Later("smtp-sign-in");
        }
        catch (Exception failed) when (failed is ProtocolException or IOException or System.Net.Sockets.SocketException or TimeoutException)
        {
            return SendResult.Later("smtp-unreachable");
        }

        await SayGoodbye(client, cancellationToken);
        return SendResult.Taken;
    }

    private MimeMessage Compose(string reference, MailboxAddress to, RenderedNotice notice)
    {
        var from = new MailboxAddress(Smtp.FromName, Smtp.From);
        var message = new MimeMessage
        {
            Subject = notice.Subject,
            Date = clock.GetUtcNow(),
            MessageId = $"{reference}@{(from.Domain.Length > 0 ? from.Domain : "localhost")}",
            Body = new BodyBuilder { TextBody = notice.Text, HtmlBody = notice.Html }.ToMessageBody(),
        };
        message.From.Add(from);
        message.To.Add(to);
        // RFC 3834: nobody's holiday reply comes back.
        message.Headers.Add(HeaderId.AutoSubmitted, "auto-generated");
        message.Headers.Add(HeaderId.ContentLanguage, notice.Language);
        return message;
    }

    // The message was taken; what happens now changes nothing about that.
    private static async Task SayGoodbye(SmtpClient client, CancellationToken cancellationToken)
    {
        try
        {
            await client.DisconnectAsync(quit: true, cancellationToken);
        }
        catch (Exception gone)
            when (gone
                    is ProtocolException
                        or CommandException
                        or IOException
                        or System.Net.Sockets.SocketException
                        or OperationCanceledException
            ) { }
    }

    private static SecureSocketOptions Security(SmtpSecurity security) =>
        security switch
        {
            SmtpSecurity.StartTls => SecureSocketOptions.StartTls,
            SmtpSecurity.Tls => SecureSocketOptions.SslOnConnect,
            _ => SecureSocketOptions.None,
        };
}

/// <summary>Short messages; who carries them on is exchangeable.</summary>
internal interface ISmsSender
{
    /// <summary>Whether short messages can be sent at all.</summary>
    bool IsConfigured { get; }

    /// <summary>Hands a message over. The same <paramref name="reference"/> is the same message.</summary>
    Task<SendResult> Send(string reference, string to, string text, CancellationToken cancellationToken);
}

/// <summary>
/// Writes each short message into a file of its own for a gateway to take. The name is the reference, so a repeat writes the same file.
/// </summary>
internal sealed class FileSmsSender(IOptions<NoticeOptions> options) : ISmsSender
{
    public bool IsConfigured => options.Value.SmsFolder.Length > 0;

    public async Task<SendResult> Send(string reference, string to, string text, CancellationToken cancellationToken)
    {
        var file = Path.Combine(options.Value.SmsFolder, $"{reference}.json");
        try
        {
            Directory.CreateDirectory(options.Value.SmsFolder);
            // Seen whole or not at all.
            await File.WriteAllTextAsync(
                $"{file}.part",
                JsonSerializer.Serialize(
                    new
                    {
                        reference,
                        to,
                        text,
                    },
                    Json.Options
                ),
                cancellationToken
            );
            File.Move($"{file}.part", file, overwrite: true);
            return SendResult.Taken;
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            return SendResult.Later("sms-folder");
        }
    }
}
