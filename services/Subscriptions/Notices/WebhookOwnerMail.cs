using System.Text.Json;
using CustomerService.ServiceDefaults;
using CustomerService.Subscriptions.Webhooks;
using Marten;

namespace CustomerService.Subscriptions.Notices;

/// <summary>
/// E4: the owner of a webhook endpoint is told by e-mail before it is disabled, and when it is. Written in the transaction that decides it;
/// a mail server that is away is asked again. Nothing is queued where no mail server is configured.
/// </summary>
internal sealed class WebhookOwnerMail(EmailSender email, TimeProvider clock) : IWebhookOwnerNotices
{
    public const string Purpose = "webhook-owner-mail";

    private static readonly NoticeTemplate Text = new(
        Languages.English,
        "Webhook endpoint {endpoint} · 推送地址 {endpoint}",
        "",
        ["Endpoint {endpoint}: {url}", "{detail}", "{when}"]
    );

    public void Queue(IDocumentSession session, WebhookOwnerNotice notice)
    {
        if (email.IsConfigured)
        {
            var about = $"{notice.Endpoint}/{(notice.DisableAt is null ? "disabled" : "warned")}";
            session.QueueDue(Purpose, about, clock.GetUtcNow(), JsonSerializer.Serialize(notice, JsonSerializerOptions.Web));
        }
    }

    public async Task Fire(IDocumentSession session, Due due, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var notice = JsonSerializer.Deserialize<WebhookOwnerNotice>(due.Payload!, JsonSerializerOptions.Web)!;
        var rendered = Text.Render(
            new Dictionary<string, string>
            {
                ["endpoint"] = notice.Endpoint,
                ["url"] = notice.Url,
                ["detail"] = notice.Detail,
                ["when"] = notice.DisableAt is { } at
                    ? $"It will be disabled at {at:u} unless a delivery succeeds. 若届时仍无一次成功,将停止推送。"
                    : "It is disabled now. Enable it again to go on where it stopped. 已停止推送,重新启用后从中断处继续。",
            }
        );
        var result = await email.Send(
            $"webhook-{due.Key.Replace('/', '-')}-{due.At.UtcTicks}",
            notice.OwnerEmail,
            null,
            rendered,
            cancellationToken
        );
        if (result is { Error: { } error, IsFinal: false })
        {
            throw new IOException($"The mail server did not take it: {error}.");
        }
    }
}
