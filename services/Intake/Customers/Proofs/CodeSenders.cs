using System.Text.Json;
using System.Threading.Channels;
using CustomerService.Intake.Channels.Replies;
using CustomerService.Intake.Customers.Files;
using CustomerService.ServiceDefaults;
using Microsoft.Extensions.Options;
using MimeKit;

namespace CustomerService.Intake.Customers.Proofs;

/// <summary>A code on its way. Held in memory only: what is stored is its hash.</summary>
/// <param name="Kind">Phone or e-mail.</param>
/// <param name="To">Number or address.</param>
/// <param name="Code">Six digits.</param>
/// <param name="Language">zh-Hans or en.</param>
internal sealed record OutgoingCode(ContactPointKind Kind, string To, string Code, string Language)
{
    public string Subject => Language == "en" ? "Your code" : "您的验证码";

    public string Text =>
        Language == "en"
            ? $"Your code is {Code}. It is valid for ten minutes. Nobody of ours will ask you for it unless you called."
            : $"您的验证码是 {Code}，十分钟内有效。除非您主动来电，我们不会向您索取验证码。";
}

/// <summary>
/// Carries codes to one kind of contact point. A gateway for short messages is one more implementation, registered before these.
/// </summary>
internal interface ICodeSender
{
    /// <summary>Whether it can carry to this kind at all.</summary>
    bool Carries(ContactPointKind kind);

    /// <summary>Hands the code over; false when it was not taken.</summary>
    Task<bool> Send(OutgoingCode code, CancellationToken cancellationToken);
}

/// <summary>E-mail over a mail server.</summary>
internal sealed class CodeMail(MailServer server, TimeProvider clock) : ICodeSender
{
    public bool Carries(ContactPointKind kind) => kind == ContactPointKind.Email && server.IsConfigured;

    public async Task<bool> Send(OutgoingCode code, CancellationToken cancellationToken)
    {
        using var message = new MimeMessage
        {
            Subject = code.Subject,
            Date = clock.GetUtcNow(),
            Body = new TextPart("plain") { Text = code.Text },
        };
        message.From.Add(server.From);
        message.To.Add(MailboxAddress.Parse(code.To));
        // RFC 3834: nobody's holiday reply comes back.
        message.Headers.Add(HeaderId.AutoSubmitted, "auto-generated");
        return (await server.Send(message, cancellationToken)).Error is null;
    }
}

/// <summary>Short messages to phones.</summary>
internal sealed class CodeShortMessages(ShortMessages messages) : ICodeSender
{
    public bool Carries(ContactPointKind kind) => kind == ContactPointKind.Phone && messages.IsConfigured;

    public async Task<bool> Send(OutgoingCode code, CancellationToken cancellationToken) =>
        (await messages.Send($"code-{Guid.CreateVersion7():N}", code.To, code.Text, cancellationToken)).Error is null;
}

/// <summary>Writes each code into a file of its own, for development.</summary>
internal sealed class CodeFiles(IOptions<ProofOptions> options) : ICodeSender
{
    public bool Carries(ContactPointKind kind) => options.Value.Folder.Length > 0;

    public async Task<bool> Send(OutgoingCode code, CancellationToken cancellationToken)
    {
        try
        {
            Directory.CreateDirectory(options.Value.Folder);
            var file = Path.Combine(options.Value.Folder, $"{Guid.CreateVersion7():N}.json");
            // Seen whole or not at all.
            await File.WriteAllTextAsync($"{file}.part", JsonSerializer.Serialize(code, Json.Options), cancellationToken);
            File.Move($"{file}.part", file);
            return true;
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}

/// <summary>
/// Sends codes behind the answer, so that an answer takes as long whether or not a code goes out. What is not sent is asked for again by
/// the customer: a code that came late would be worth nothing.
/// </summary>
internal sealed class CodeQueue(IEnumerable<ICodeSender> senders, ILogger<CodeQueue> logger) : BackgroundService
{
    private const int Most = 1000;
    private readonly Channel<OutgoingCode> _waiting = Channel.CreateBounded<OutgoingCode>(Most);

    public void Add(OutgoingCode code)
    {
        if (!_waiting.Writer.TryWrite(code))
        {
            logger.LogWarning("More than {Most} codes wait: one was dropped.", Most);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var code in _waiting.Reader.ReadAllAsync(stoppingToken))
        {
            // Never the address: logs hold no personal data.
            if (senders.FirstOrDefault(s => s.Carries(code.Kind)) is not { } sender)
            {
                logger.LogWarning("No sender carries codes to a contact point of kind {Kind}.", code.Kind);
            }
            else if (!await sender.Send(code, stoppingToken))
            {
                logger.LogWarning("A code to a contact point of kind {Kind} was not taken.", code.Kind);
            }
        }
    }
}
