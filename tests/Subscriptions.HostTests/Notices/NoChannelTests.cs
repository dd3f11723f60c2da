using CustomerService.ServiceDefaults;
using CustomerService.Subscriptions.Notices;
using CustomerService.TestSupport;

namespace CustomerService.Subscriptions.HostTests.Notices;

/// <summary>E6 where neither a mail server nor a gateway for short messages is configured.</summary>
[Collection(SubscriptionsCollection.Name)]
public sealed class NoChannelTests(SubscriptionsHost host)
{
    [Fact]
    public async Task WhatCannotBeSentAtAllIsInTheLogAndTriedByNobody()
    {
        var ticket = SubscriptionsHost.NewTicket();
        await host.Emit(SubscriptionsHost.CloudEvent(ticket, "customerservice.repair.repair-quoted.v1"));
        using var staff = host.Client("quality:Q1");
        var notice = (
            await Eventually.Gives(
                async () =>
                {
                    var page = await staff.GetAsync(new Uri($"/api/notices?ticket={ticket}", UriKind.Relative)).Read<Page<NoticeView>>();
                    return page.Items.Count > 0 ? page : null;
                },
                "the notice in the log"
            )
        ).Items.Single();
        Assert.Equal((NoticeStatus.Suppressed, "no-channel", 0), (notice.Status, notice.Reason, notice.Attempts));
    }
}
