using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Options;
using MimeKit;

namespace CustomerService.Intake.Customers.Proofs;

/// <summary>What came of handing a message over.</summary>
/// <param name="Error">Why it was not taken, as a code: a server's own words may name the recipient. Null when it was taken.</param>
/// <param name="IsFinal">Trying again will not help.</param>
internal sealed record HandedOver(string? Error, bool IsFinal = false);

/// <summary>The mail server that carries what we write to customers.</summary>
internal sealed class MailServer(IOptions<ProofOptions> options)
{
    private CodeMailOptions Server => options.Value.Mail;

    /// <summary>Whether there is one.</summary>
    public bool IsConfigured => Server.Host.Length > 0;

    /// <summary>Address of the sender.</summary>
    public MailboxAddress From => MailboxAddress.Parse(Server.From);

    public async Task<HandedOver> Send(MimeMessage message, CancellationToken cancellationToken)
    {
        using var client = new SmtpClient { Timeout = (int)Server.Timeout.TotalMilliseconds };
        try
        {
            var security = Server.Encrypted ? SecureSocketOptions.Auto : SecureSocketOptions.None;
            await client.ConnectAsync(Server.Host, Server.Port, security, cancellationToken);
            if (Server.User is { Length: > 0 } user)
            {
                await client.AuthenticateAsync(user, Server.Password ?? "", cancellationToken);
            }

            await client.SendAsync(message, cancellationToken);
        }
        catch (SmtpCommandException refused)
        {
            return new HandedOver($"smtp-{(int)refused.StatusCode}", (int)refused.StatusCode >= 500);
        }
        catch (Exception failed) when (failed is AuthenticationException or SslHandshakeException or NotSupportedException)
        {
            return new HandedOver("smtp-sign-in");
        }
        catch (Exception failed)
            when (failed is ProtocolException or CommandException or IOException or System.Net.Sockets.SocketException or TimeoutException)
        {
            return new HandedOver("smtp-unreachable");
        }

        await SayGoodbye(client, cancellationToken);
        return new HandedOver(null);
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
}
