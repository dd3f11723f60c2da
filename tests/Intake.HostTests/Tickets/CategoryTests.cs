using System.Net;
using CustomerService.Intake.Tickets.Categories;
using CustomerService.Intake.Tickets.Life;
using CustomerService.Intake.Tickets.Lists;
using CustomerService.ServiceDefaults;
using CustomerService.TestSupport;

namespace CustomerService.Intake.HostTests.Tickets;

/// <summary>I8: category, impact and what priority follows from it; lists, views and bulk acts know them.</summary>
[Collection(IntakeCollection.Name)]
public sealed class CategoryTests(IntakeHost host)
{
    [Fact]
    public async Task ATicketHasACategoryAndIsFoundByTheOneAboveIt()
    {
        var (customer, _) = await host.ACustomerOfTheirOwn();
        using var agent = host.Client("agent:A017");
        var ticket = await agent.Post("/api/tickets", Opening(customer, "display", "high", null)).Read<TicketView>();
        Assert.Equal(
            ("display", TicketImpact.High, TicketPriority.Urgent, true),
            (ticket.Category, ticket.Impact, ticket.Priority, ticket.PriorityDerived)
        );
        foreach (
            var (filter, found) in new[]
            {
                ("category=hardware", 1),
                ("category=display", 1),
                ("category=software", 0),
                ("impact=high", 1),
                ("impact=low", 0),
            }
        )
        {
            Assert.Equal(found, (await agent.Get<Page<TicketView>>($"/api/tickets?customer={customer}&{filter}")).Items.Count);
        }

        await agent
            .Send(
                HttpMethod.Put,
                $"/api/tickets/views/{customer}",
                new
                {
                    filter = new
                    {
                        customer,
                        category = "hardware",
                        impact = "high",
                    },
                }
            )
            .Read<SavedView>();
        Assert.Single((await agent.Get<Page<TicketView>>($"/api/tickets?view={Uri.EscapeDataString($"agent:A017/{customer}")}")).Items);
        using var supervisor = host.Client("supervisor:S001");
        var csv = await supervisor.GetStringAsync(new Uri($"/api/tickets/export?customer={customer}&category=hardware", UriKind.Relative));
        Assert.Contains(",urgent,high,display,", csv, StringComparison.Ordinal);

        var report = await agent
            .Send(
                HttpMethod.Post,
                "/api/tickets/bulk",
                new { tickets = new[] { ticket.Id }, reclassify = new { category = "battery", impact = "low" } },
                ("Idempotency-Key", $"bulk-{ticket.Id}")
            )
            .Read<BulkReport>();
        Assert.Equal(1, report.Done);
        var after = await agent.Get<TicketView>($"/api/tickets/{ticket.Id}");
        Assert.Equal(
            ("battery", TicketImpact.Low, TicketPriority.Normal, true),
            (after.Category, after.Impact, after.Priority, after.PriorityDerived)
        );
        using var changed = await agent.Send(
            HttpMethod.Put,
            $"/api/tickets/{ticket.Id}/classification",
            new
            {
                type = "request",
                priority = "low",
                category = "warranty",
            },
            ("If-Match", "\"2\"")
        );
        var reclassified = await Task.FromResult(changed).Read<TicketView>();
        Assert.Equal(
            ("warranty", null, TicketPriority.Low, false),
            (reclassified.Category, reclassified.Impact, reclassified.Priority, reclassified.PriorityDerived)
        );
    }

    [Fact]
    public async Task WhatIsNoCategoryAndWhatIsNotTheCustomersToSayIsRefused()
    {
        var (customer, _) = await host.ACustomerOfTheirOwn();
        using var agent = host.Client("agent:A017");
        await agent.Post("/api/tickets", Opening(customer, "nothing", null, null)).IsRefused(HttpStatusCode.BadRequest, "category-unknown");
        await agent.Post("/api/tickets", Opening(customer, null, "much", null)).IsRefused(HttpStatusCode.BadRequest, "validation");
        using var owner = host.Client(new Actor("customer", customer));
        await owner.Post("/api/tickets", Opening(customer, null, null, "urgent")).IsRefused(HttpStatusCode.Forbidden, "priority-too-high");
        Assert.Equal(
            TicketPriority.Low,
            (await owner.Post("/api/tickets", Opening(customer, null, "medium", "low")).Read<TicketView>()).Priority
        );
    }

    [Fact]
    public async Task TheTreeIsReplacedAsAWholeByOneAtATime()
    {
        using var administrator = host.Client("administrator:test");
        using var owner = host.Client(new Actor("customer", "C000001"));
        using var seen = await owner.GetAsync(new Uri("/api/ticket-categories", UriKind.Relative));
        var etag = seen.Headers.ETag!.ToString();
        var tree = await Task.FromResult(seen).Read<TicketCategories>();
        var code = $"c{Guid.NewGuid():N}";
        object Tree(string name, bool active) =>
            new { categories = tree.Categories.Append(new TicketCategory(code, name, "新", "hardware", active)) };

        await administrator
            .Send(HttpMethod.Put, "/api/ticket-categories", Tree("x", true))
            .IsRefused((HttpStatusCode)428, "version-required");
        await administrator
            .Send(HttpMethod.Put, "/api/ticket-categories", new { categories = tree.Categories.Take(1) }, ("If-Match", etag))
            .IsRefused(HttpStatusCode.BadRequest, "category-missing");
        using var agent = host.Client("agent:A017");
        await agent
            .Send(HttpMethod.Put, "/api/ticket-categories", Tree("x", true), ("If-Match", etag))
            .IsRefused(HttpStatusCode.Forbidden, "not-permitted");

        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(i => administrator.Send(HttpMethod.Put, "/api/ticket-categories", Tree($"Name {i}", true), ("If-Match", etag)))
        );
        Assert.Equal(3, answers.Count(a => a.StatusCode == HttpStatusCode.PreconditionFailed));
        var next = await Task.FromResult(Assert.Single(answers, a => a.IsSuccessStatusCode)).Read<TicketCategories>();
        Assert.Equal((tree.Version + 1, "administrator:test"), (next.Version, next.By));

        var customer = await host.ACustomer();
        var ticket = await agent.Post("/api/tickets", Opening(customer, code, null, null)).Read<TicketView>();
        await administrator
            .Send(HttpMethod.Put, "/api/ticket-categories", Tree("x", false), ("If-Match", $"\"{next.Version}\""))
            .Read<TicketCategories>();
        await agent
            .Post("/api/tickets", Opening(await host.ACustomer(), code, null, null))
            .IsRefused(HttpStatusCode.BadRequest, "category-unknown");
        Assert.Equal(code, (await agent.Get<TicketView>($"/api/tickets/{ticket.Id}")).Category);
        Assert.Single((await agent.Get<Page<TicketView>>($"/api/tickets?customer={customer}&category=hardware")).Items);
    }

    private static object Opening(string customer, string? category, string? impact, string? priority) =>
        new
        {
            channel = "web",
            key = Guid.NewGuid().ToString("N"),
            customerNumber = customer,
            type = "fault",
            text = "屏幕无显示",
            category,
            impact,
            priority,
        };
}
