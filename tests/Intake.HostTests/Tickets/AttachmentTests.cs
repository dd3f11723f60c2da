using System.Net;
using CustomerService.Intake.Finding.Timeline;
using CustomerService.Intake.Tickets.Attachments;

namespace CustomerService.Intake.HostTests.Tickets;

/// <summary>I8: files of a ticket, from upload to download; erasing a person takes them away: ErasureTests.</summary>
[Collection(IntakeCollection.Name)]
public sealed class AttachmentTests(IntakeHost host)
{
    // How programs of Windows and of Linux begin.
    private static readonly byte[] WindowsProgram = [.. "MZ"u8, 0x90, 0, 3, 0, 0, 0, 4, 0, 0, 0, 0xFF, 0xFF, 0, 0];
    private static readonly byte[] LinuxProgram = [0x7F, .. "ELF"u8, 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    private static readonly byte[] Picture = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, 1, 2, 3];

    [Fact]
    public async Task AFileIsADownloadAndTheCustomerSeesThePublicOnesOnly()
    {
        var ticket = await host.ATicket();
        using var agent = host.Client("agent:A017");
        using var owner = host.Client(new Actor("customer", ticket.CustomerNumber));
        using var first = await Add(agent, ticket.Id, "page.html", "<script>alert(1)</script>"u8.ToArray());
        Assert.Equal(
            (HttpStatusCode.Created, $"/api/tickets/{ticket.Id}/attachments/{ticket.Id}-A1"),
            (first.StatusCode, first.Headers.Location?.ToString())
        );
        using var second = await Add(owner, ticket.Id, "照片.png", Picture);
        Assert.Equal(HttpStatusCode.Created, second.StatusCode);

        var all = await agent.Get<List<TicketAttachment>>(Path(ticket.Id));
        Assert.Equal([("page.html", "text/html", false), ("照片.png", "image/png", true)], all.Select(a => (a.Name, a.Type, a.Public)));
        Assert.Equal([$"{ticket.Id}-A2"], (await owner.Get<List<TicketAttachment>>(Path(ticket.Id))).Select(a => a.Id));
        await owner
            .GetAsync(new Uri($"{Path(ticket.Id)}/{ticket.Id}-A1", UriKind.Relative))
            .IsRefused(HttpStatusCode.NotFound, "attachment-not-found");
        var story = await owner.Get<TicketStory>($"/api/tickets/{ticket.Id}/timeline");
        Assert.Single(story.Items, item => item.Kind == "attachment-added");

        using var page = await agent.GetAsync(new Uri($"{Path(ticket.Id)}/{ticket.Id}-A1", UriKind.Relative));
        using var photo = await owner.GetAsync(new Uri($"{Path(ticket.Id)}/{ticket.Id}-A2", UriKind.Relative));
        Assert.Equal("application/octet-stream", page.Content.Headers.ContentType?.MediaType);
        Assert.Equal("image/png", photo.Content.Headers.ContentType?.MediaType);
        Assert.Equal(Picture, await photo.Content.ReadAsByteArrayAsync());
        foreach (var download in new[] { page, photo })
        {
            Assert.Equal("attachment", download.Content.Headers.ContentDisposition?.DispositionType);
            Assert.Equal(["nosniff"], download.Headers.GetValues("X-Content-Type-Options"));
            Assert.Contains("sandbox", Assert.Single(download.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task TheSameFileManyTimesAtOnceIsOne()
    {
        var ticket = await host.ATicket();
        using var agent = host.Client("agent:A017");
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Add(agent, ticket.Id, $"{i}.png", Picture)));
        Assert.All(answers, a => Assert.True(a.StatusCode is HttpStatusCode.OK or HttpStatusCode.Created, $"{a.StatusCode}"));
        Assert.Single(answers, a => a.StatusCode == HttpStatusCode.Created);
        Assert.Single(await agent.Get<List<TicketAttachment>>(Path(ticket.Id)));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(i => Add(agent, ticket.Id, $"{i}.png", [.. Picture, (byte)i])));
        Assert.Equal(5, (await agent.Get<List<TicketAttachment>>(Path(ticket.Id))).Select(a => a.Id).Distinct().Count());
    }

    [Fact]
    public async Task WhatIsNotKeptIsRefusedAndLeavesNothing()
    {
        var ticket = await host.ATicket();
        using var agent = host.Client("agent:A017");
        await Add(agent, ticket.Id, "photo.png", WindowsProgram).IsRefused(HttpStatusCode.BadRequest, "attachment-executable");
        await Add(agent, ticket.Id, "photo.png", LinuxProgram).IsRefused(HttpStatusCode.BadRequest, "attachment-executable");
        await Add(agent, ticket.Id, "install.exe", Picture).IsRefused(HttpStatusCode.BadRequest, "attachment-executable");
        await Add(agent, ticket.Id, "photo.png", []).IsRefused(HttpStatusCode.BadRequest, "attachment-empty");
        await Add(agent, ticket.Id, "photo.png", new byte[10 * 1024 * 1024 + 1])
            .IsRefused(HttpStatusCode.BadRequest, "attachment-too-large");
        await Add(agent, "T-nothing", "photo.png", Picture).IsRefused(HttpStatusCode.NotFound, "ticket-not-found");
        using var storekeeper = host.Client("storekeeper:K1");
        await Add(storekeeper, ticket.Id, "photo.png", Picture).IsRefused(HttpStatusCode.Forbidden, "not-permitted");
        Assert.Empty(await agent.Get<List<TicketAttachment>>(Path(ticket.Id)));
        Assert.Single(await host.Stored(ticket.Id));
    }

    [Fact]
    public async Task TextThatBeginsLikeAProgramAndAPictureNamedAfterAShopAreKept()
    {
        var ticket = await host.ATicket();
        using var agent = host.Client("agent:A017");
        using var log = await Add(agent, ticket.Id, "modem.log", "MZ means Mozart\nfirst line of a log\n"u8.ToArray());
        using var picture = await Add(agent, ticket.Id, "www.shop.com.png", Picture);
        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Created), (log.StatusCode, picture.StatusCode));
        Assert.Equal(
            [("modem.log", "text/plain"), ("www.shop.com.png", "image/png")],
            (await agent.Get<List<TicketAttachment>>(Path(ticket.Id))).Select(a => (a.Name, a.Type))
        );
    }

    private static string Path(string ticket) => $"/api/tickets/{ticket}/attachments";

    private static async Task<HttpResponseMessage> Add(HttpClient client, string ticket, string name, byte[] content)
    {
        using var body = new ByteArrayContent(content);
        return await client.PostAsync(new Uri($"{Path(ticket)}?name={Uri.EscapeDataString(name)}", UriKind.Relative), body);
    }
}
