using System.Text.Json;
using CustomerService.Intake.Customers.Proofs;
using CustomerService.ServiceDefaults;
using Microsoft.Extensions.Options;

namespace CustomerService.Intake.Channels.Replies;

/// <summary>
/// Short messages: each becomes a file of its own that a gateway takes. The name is the reference, so a repeat writes the same file.
/// </summary>
internal sealed class ShortMessages(IOptions<ReplyOptions> options)
{
    public bool IsConfigured => options.Value.SmsFolder.Length > 0;

    public async Task<HandedOver> Send(string reference, string to, string text, CancellationToken cancellationToken)
    {
        var file = Path.Combine(options.Value.SmsFolder, $"{reference}.json");
        try
        {
            Directory.CreateDirectory(options.Value.SmsFolder);
            var message = new
            {
                reference,
                to,
                text,
            };
            // Seen whole or not at all.
            await File.WriteAllTextAsync($"{file}.part", JsonSerializer.Serialize(message, Json.Options), cancellationToken);
            File.Move($"{file}.part", file, overwrite: true);
            return new HandedOver(null);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            return new HandedOver("sms-folder");
        }
    }
}
