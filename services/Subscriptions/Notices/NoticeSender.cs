using Marten;
using Microsoft.Extensions.Options;

namespace CustomerService.Subscriptions.Notices;

/// <summary>
/// E6: sends what is due, a few at a time on every replica. A notice is marked sent after the mail server has taken it. Dying in between
/// sends it once more when the lease ends, under the same Message-ID: told twice is better than never.
/// </summary>
internal sealed class NoticeSender(
    NoticeQueue queue,
    NoticeAddresses addresses,
    EmailSender email,
    ISmsSender sms,
    IDocumentStore store,
    IOptions<NoticeOptions> options,
    TimeProvider clock,
    ILogger<NoticeSender> logger
) : BackgroundService
{
    private static readonly TimeSpan CleaningInterval = TimeSpan.FromHours(1);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(SendDue(stoppingToken), Clean(stoppingToken));

    private async Task SendDue(CancellationToken stoppingToken)
    {
        using var slots = new SemaphoreSlim(options.Value.Concurrency);
        try
        {
            while (true)
            {
                await slots.WaitAsync(stoppingToken);
                if (await Claim() is { } notice)
                {
                    _ = SendOne(notice, slots);
                }
                else
                {
                    slots.Release();
                    await Task.Delay(options.Value.SendInterval, clock, stoppingToken);
                }
            }
        }
        finally
        {
            // What has been begun is finished: broken off, it would be sent again.
            for (var i = 0; i < options.Value.Concurrency; i++)
            {
                await slots.WaitAsync(CancellationToken.None);
            }
        }
    }

    private async Task<DueNotice?> Claim()
    {
        try
        {
            return await queue.Claim(CancellationToken.None);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            logger.LogWarning(exception, "The notices cannot be read; trying again.");
            return null;
        }
    }

    private async Task SendOne(DueNotice notice, SemaphoreSlim slots)
    {
        try
        {
            if (!await queue.Record(notice, await Conclude(notice), CancellationToken.None))
            {
                logger.LogWarning("Notice {Number} took longer than its lease; it may have been sent twice.", notice.Number);
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // It comes back when its lease ends.
            logger.LogWarning(exception, "What became of notice {Number} cannot be recorded.", notice.Number);
        }
        finally
        {
            slots.Release();
        }
    }

    private async Task<NoticeOutcome> Conclude(DueNotice notice)
    {
        // Given up before somebody else may begin with it.
        using var lease = new CancellationTokenSource(options.Value.Lease * 0.8, clock);
        try
        {
            return await Send(notice, lease.Token);
        }
        catch (AddressUnavailableException missing)
        {
            return Failure(notice, missing.Message, missing.IsFinal);
        }
        catch (OperationCanceledException)
        {
            return Failure(notice, "timeout", isFinal: false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // Not its message: it may name who was written to.
            logger.LogError("Notice {Number} met {Exception} {Where}", notice.Number, exception.GetType().Name, exception.StackTrace);
            return Failure(notice, $"unexpected-{exception.GetType().Name}", isFinal: false);
        }
    }

    private async Task Clean(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await queue.RemoveOld(stoppingToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                logger.LogWarning(exception, "Old notices cannot be removed; trying again.");
            }

            await Task.Delay(CleaningInterval, clock, stoppingToken);
        }
    }

    private async Task<NoticeOutcome> Send(DueNotice notice, CancellationToken cancellationToken)
    {
        var purpose = $"notice {notice.Number} {notice.Kind} {notice.Subject}";
        var customer = notice.Customer;
        Contact? contact = null;
        if (notice.Recipient.IsCustomer)
        {
            if (notice.Ticket is null)
            {
                return new NoticeOutcome(NoticeStatus.Suppressed, Reason: "no-customer");
            }

            customer ??= await addresses.CustomerOf(notice.Ticket, cancellationToken);
            contact = customer is null ? await addresses.OfCustomer(null, notice.Ticket, purpose, cancellationToken) : null;
            customer ??= contact!.Customer;
        }

        var choice = await Choice(notice.Recipient.IsCustomer ? $"customer:{customer}" : notice.Recipient.ToString(), cancellationToken);
        var quiet = choice.QuietHours ?? options.Value.QuietHours;
        var decision = NoticeDecision.Decide(
            notice.Kind,
            options.Value.IsUrgent(notice.Kind),
            notice.Recipient.IsMailbox,
            choice.Muted,
            quiet,
            clock.GetUtcNow()
        );
        if (decision.Reason is not null)
        {
            return new NoticeOutcome(
                decision.Until is null ? NoticeStatus.Suppressed : NoticeStatus.Waiting,
                decision.Until,
                decision.Reason,
                Customer: customer,
                Counts: decision.Until is null
            );
        }

        var channels = (choice.Channels ?? options.Value.PreferredChannels).Where(IsConfigured).ToList();
        if (channels.Count == 0)
        {
            // Nobody looks at a file for what cannot be sent.
            return new NoticeOutcome(NoticeStatus.Suppressed, Reason: "no-channel", Customer: customer);
        }

        contact ??= notice.Recipient.IsCustomer
            ? await addresses.OfCustomer(customer, null, purpose, cancellationToken)
            : addresses.OfStaff(notice.Recipient);
        if (NoticeDecision.ChannelFor(channels, Reachable(contact)) is not { } channel)
        {
            return new NoticeOutcome(NoticeStatus.Suppressed, Reason: "no-address", Customer: customer);
        }

        var language = Languages.Choose(choice.Language, contact.Language);
        var link = notice.Kind == NoticeKind.SurveyInvitation ? await addresses.SurveyLink(notice.Subject, cancellationToken) : null;
        var values = NoticeValues.Of(
            notice.Kind,
            notice.Data,
            notice.Subject,
            notice.Ticket,
            new Reader(language, quiet.TimeZone),
            contact.Name,
            link
        );
        var rendered = NoticeTemplate.Of(notice.Kind, language).Render(values);
        var reference = $"notice-{notice.Number}-{notice.EventId:N}";
        var result =
            channel == NoticeChannel.Email
                ? await email.Send(reference, contact.Email!, contact.Name, rendered, cancellationToken)
                : await sms.Send(reference, contact.Phone!, rendered.Sms, cancellationToken);
        return (result.Error is null ? new NoticeOutcome(NoticeStatus.Sent) : Failure(notice, result.Error, result.IsFinal)) with
        {
            Channel = channel,
            Language = language,
            Customer = customer,
        };
    }

    private NoticeOutcome Failure(DueNotice notice, string reason, bool isFinal) =>
        !isFinal && options.Value.PauseAfter(notice.Attempt) is { } pause
            ? new NoticeOutcome(NoticeStatus.Waiting, clock.GetUtcNow() + pause, reason)
            : new NoticeOutcome(NoticeStatus.Failed, Reason: reason);

    private bool IsConfigured(NoticeChannel channel) => channel == NoticeChannel.Email ? email.IsConfigured : sms.IsConfigured;

    private static List<NoticeChannel> Reachable(Contact contact) =>
        [
            .. contact.Email is not null ? [NoticeChannel.Email] : (NoticeChannel[])[],
            .. contact.Phone is not null ? [NoticeChannel.Sms] : (NoticeChannel[])[],
        ];

    private async Task<NoticePreferences> Choice(string person, CancellationToken cancellationToken)
    {
        await using var query = store.QuerySession();
        return await query.LoadAsync<NoticePreferences>(person, cancellationToken) ?? NoticePreferences.Nothing(person);
    }
}
