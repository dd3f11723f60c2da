using System.Net;
using System.Net.Http.Json;
using CustomerService.ServiceDefaults;
using CustomerService.Subscriptions.Notices;
using CustomerService.TestSupport;

namespace CustomerService.Subscriptions.HostTests.Notices;

/// <summary>E6: people decide how they are told.</summary>
[Collection(NoticesCollection.Name)]
public sealed class PreferenceTests(NoticesHost host)
{
    [Fact]
    public async Task ChannelAndLanguageAreThePersonsChoice()
    {
        var (customer, email, phone) = await host.ACustomer("en");
        using var self = host.Client($"customer:{customer}");
        await Set(self, customer, new { channels = new[] { "sms", "email" }, language = "zh-Hans" }).Read<NoticePreferences>();
        var ticket = await host.ATicket(customer);
        Assert.StartsWith(
            "您的服务工单",
            Assert.Single(await host.ShortMessages(phone))["text"]!.GetValue<string>(),
            StringComparison.Ordinal
        );
        await host.Notices(ticket, NoticeKind.TicketOpened, NoticeStatus.Sent);
        Assert.Empty(host.Mail.For(email));
    }

    [Fact]
    public async Task WhatIsMutedIsNotSentAndNobodyLooksAtTheFile()
    {
        var (customer, email, _) = await host.ACustomer();
        using var self = host.Client($"customer:{customer}");
        await Set(self, customer, new { muted = new[] { "ticketOpened" } }).Read<NoticePreferences>();
        var ticket = await host.ATicket(customer);
        Assert.Equal("muted", Assert.Single(await host.Notices(ticket, NoticeKind.TicketOpened, NoticeStatus.Suppressed)).Reason);
        Assert.Empty(host.Mail.For(email));
        Assert.Equal(
            0,
            await NoticesHost.Scalar<long>(
                host.IntakeDatabase,
                $"select count(*) from mt_events where stream_id = '{customer}' and type = 'customer_seen_v1'"
            )
        );
    }

    [Fact]
    public async Task QuietHoursDelayWhatIsNotUrgent()
    {
        var (customer, email, _) = await host.ACustomer();
        using var self = host.Client($"customer:{customer}");
        var now = TimeOnly.FromDateTime(DateTime.UtcNow);
        var quiet = new
        {
            from = now.AddHours(-2),
            to = now.AddHours(2),
            timeZone = "Etc/UTC",
        };
        var set = await Set(self, customer, new { quietHours = quiet });
        var ticket = await host.ATicket(customer);
        var onTheWay = SubscriptionsHost.CloudEvent(ticket, "customerservice.dispatch.visit-progressed.v1");
        onTheWay["data"]!["step"] = "onTheWay";
        onTheWay["data"]!["at"] = "2026-03-02T01:00:00Z";
        await host.Emit(onTheWay);
        await host.Notices(ticket, NoticeKind.EngineerOnTheWay, NoticeStatus.Sent);

        var waiting = await Eventually.Gives(
            async () =>
                (await host.Notices(ticket, NoticeKind.TicketOpened, NoticeStatus.Waiting)).FirstOrDefault(n => n.Reason == "quietHours"),
            "a notice that waits"
        );
        Assert.Equal(0, waiting.Attempts);
        Assert.InRange(waiting.DueAt!.Value - DateTimeOffset.UtcNow, TimeSpan.FromMinutes(115), TimeSpan.FromMinutes(121));
        Assert.Equal("Our engineer is on the way", Assert.Single(host.Mail.For(email)).Message.Subject);

        // The quiet ends; what waited is sent.
        await Set(
                self,
                customer,
                new
                {
                    quietHours = new
                    {
                        from = now,
                        to = now,
                        timeZone = "Etc/UTC",
                    },
                },
                set.Headers.ETag?.ToString()
            )
            .Read<NoticePreferences>();
        await NoticesHost.Scalar<long>(
            host.Database,
            $"update notice set due_at = now() where ticket = '{ticket}' and status = 'waiting' returning number"
        );
        Assert.Equal(1, Assert.Single(await host.Notices(ticket, NoticeKind.TicketOpened, NoticeStatus.Sent)).Attempts);
        Assert.Equal(2, host.Mail.For(email).Count);
    }

    [Fact]
    public async Task WhatStandsThereIsOverwrittenOnlyByWhoHasSeenIt()
    {
        var customer = $"C{Guid.NewGuid():N}";
        using var self = host.Client($"customer:{customer}");
        using var nothing = await self.GetAsync(Address(customer));
        Assert.Equal((HttpStatusCode.OK, null), (nothing.StatusCode, nothing.Headers.ETag));
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await Set(self, customer, new { language = "en" }, "\"1\"")).StatusCode);
        using var created = await Set(self, customer, new { language = "en" });
        Assert.Equal((HttpStatusCode.Created, "\"1\""), (created.StatusCode, created.Headers.ETag?.ToString()));
        Assert.Equal(HttpStatusCode.PreconditionRequired, (await Set(self, customer, new { language = "zh-Hans" })).StatusCode);
        using var changed = await Set(self, customer, new { language = "zh-Hans" }, "\"1\"");
        Assert.Equal((HttpStatusCode.OK, "\"2\""), (changed.StatusCode, changed.Headers.ETag?.ToString()));
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await Set(self, customer, new { language = "en" }, "\"1\"")).StatusCode);
        Assert.Equal("zh-Hans", (await self.GetAsync(Address(customer)).Read<NoticePreferences>()).Language);
    }

    [Theory]
    [InlineData("""{"language":"fr"}""", "language-unknown")]
    [InlineData("""{"quietHours":{"from":"22:00:00","to":"08:00:00","timeZone":"Moon"}}""", "time-zone-unknown")]
    [InlineData("""{"channels":["pigeon"]}""", "validation")]
    [InlineData("""{"muted":["gossip"]}""", "validation")]
    [InlineData("""{"channels":["sms","email","sms"]}""", "validation")]
    public async Task WhatCannotBeIsRefused(string body, string code)
    {
        var customer = $"C{Guid.NewGuid():N}";
        using var self = host.Client($"customer:{customer}");
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var answer = await self.PutAsync(Address(customer), content);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains($"/problems/{code}", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task OthersDoNotDecide()
    {
        using var other = host.Client("customer:C-other");
        Assert.Equal(HttpStatusCode.NotFound, (await Set(other, "C-somebody", new { language = "en" })).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync(Address("C-somebody"))).StatusCode);
        Assert.Equal(
            HttpStatusCode.NotFound,
            (await other.GetAsync(new Uri("/api/notices/preferences/animals/1", UriKind.Relative))).StatusCode
        );
    }

    private static Uri Address(string customer) => new($"/api/notices/preferences/customers/{customer}", UriKind.Relative);

    private static async Task<HttpResponseMessage> Set(HttpClient client, string customer, object body, string? version = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, Address(customer))
        {
            Content = JsonContent.Create(body, options: Json.Options),
        };
        if (version is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", version);
        }

        return await client.SendAsync(request);
    }
}
