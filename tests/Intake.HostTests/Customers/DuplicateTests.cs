using System.Net;
using CustomerService.Intake.Customers.Duplicates;
using CustomerService.Intake.Customers.Files;
using CustomerService.ServiceDefaults;
using CustomerService.TestSupport;

namespace CustomerService.Intake.HostTests.Customers;

/// <summary>I1: a second customer with the same phone is proposed as a duplicate, never merged; a link can be undone.</summary>
[Collection(IntakeCollection.Name)]
public sealed class DuplicateTests(IntakeHost host)
{
    [Fact]
    public async Task TwoFilesWithOnePhoneAreProposedLinkedAndUnlinked()
    {
        var (one, two) = await Twins();
        using var client = host.Client("agent:A017");
        var proposed = (await Candidates(client, one)).Where(c => c.Because == DuplicateBecause.ContactPoint);
        Assert.Equal([two], proposed.Select(c => c.Customer.Number));
        Assert.Equal((true, true), (await IsListed(client, one), await IsListed(client, two)));

        await Says(client, $"/api/customers/{one}/links", new { other = two, reason = "same person" });
        Assert.Equal((false, false), (await IsListed(client, one), await IsProposed(client, two, one)));
        Assert.Equal([two], (await client.Get<Customer>($"/api/customers/{one}")).Links);
        Assert.Equal([one], (await client.Get<Customer>($"/api/customers/{two}")).Links);
        Assert.NotEqual(one, (await client.Get<Customer>($"/api/customers/{two}")).Id);

        await Says(client, $"/api/customers/{two}/links/{one}/undo", new { reason = "a mistake" });
        Assert.Empty((await client.Get<Customer>($"/api/customers/{one}")).Links!);
        Assert.True(await IsProposed(client, one, two));
        Assert.Equal(
            [typeof(CustomersLinked), typeof(CustomersUnlinked)],
            (await host.Stored(Pair.KeyOf(one, two))).Select(e => e.EventType)
        );
    }

    [Fact]
    public async Task WhoWereToldApartAreProposedFromNeitherSide()
    {
        var (one, two) = await Twins();
        using var client = host.Client("agent:A017");
        await Says(client, $"/api/customers/{two}/duplicates/{one}/dismiss", new { reason = "father and son" });
        Assert.Equal((false, false), (await IsProposed(client, one, two), await IsProposed(client, two, one)));
        Assert.Equal((false, false), (await IsListed(client, one), await IsListed(client, two)));
    }

    [Fact]
    public async Task TheSameNameInTheSameRegionIsProposedBehindTheSamePhone()
    {
        var (name, phone) = ($"王{Guid.NewGuid():N}", Phone());
        var (one, samePhone, sameName, elsewhere) = (
            await ACustomer(name, phone, "3101"),
            await ACustomer("x", phone, "3101"),
            await ACustomer(name, Phone(), "3101"),
            await ACustomer(name, Phone(), "4401")
        );
        using var client = host.Client("agent:A017");
        Assert.Equal(
            [(samePhone, DuplicateBecause.ContactPoint), (sameName, DuplicateBecause.NameAndRegion)],
            (await Candidates(client, one)).Select(c => (c.Customer.Number, c.Because))
        );
        Assert.NotEqual(elsewhere, one);
        // The desk's list has those with a contact point in common only.
        Assert.Equal((true, false), (await IsListed(client, one), await IsListed(client, sameName)));
    }

    [Fact]
    public async Task ASecretFileIsProposedToNobodyWhoMayNotSeeIt()
    {
        var (one, two) = await Twins();
        await host.Classify(two, "secret");
        using var uncleared = host.Client("supervisor:S901");
        using var cleared = host.Client(Steps.Cleared);
        Assert.Equal((false, true), (await IsProposed(uncleared, one, two), await IsProposed(cleared, one, two)));
        // Nor does it make the other one stand on the list.
        Assert.Equal((false, true), (await IsListed(uncleared, one), await IsListed(cleared, one)));
        await uncleared
            .Post($"/api/customers/{one}/links", new { other = two, reason = "x" })
            .IsRefused(HttpStatusCode.NotFound, "customer-not-found");
        await uncleared
            .GetAsync(new Uri($"/api/customers/{two}/duplicates", UriKind.Relative))
            .IsRefused(HttpStatusCode.NotFound, "customer-not-found");
        await Says(cleared, $"/api/customers/{one}/links", new { other = two, reason = "same person" });
        Assert.Empty((await uncleared.Get<Customer>($"/api/customers/{one}")).Links!);
        Assert.Equal([two], (await cleared.Get<Customer>($"/api/customers/{one}")).Links);
    }

    [Fact]
    public async Task ManyLinksOfOnePairFromBothSidesAtTheSameMomentAreOne()
    {
        var (one, two) = await Twins();
        using var client = host.Client("agent:A017");
        await Task.WhenAll(
            Enumerable
                .Range(0, 12)
                .Select(i =>
                    Says(
                        client,
                        $"/api/customers/{(i % 2 == 0 ? one : two)}/links",
                        new { other = i % 2 == 0 ? two : one, reason = "same person" }
                    )
                )
        );
        Assert.IsType<CustomersLinked>(Assert.Single(await host.Stored(Pair.KeyOf(one, two))).Data);
    }

    [Fact]
    public async Task WhatCannotBeSaidIsRefused()
    {
        var (one, two) = await Twins();
        using var client = host.Client("agent:A017");
        await client
            .Post($"/api/customers/{one}/links", new { other = two, reason = "" })
            .IsRefused(HttpStatusCode.BadRequest, "validation");
        await client
            .Post($"/api/customers/{one}/links", new { other = one, reason = "x" })
            .IsRefused(HttpStatusCode.BadRequest, "customer-itself");
        await client
            .Post($"/api/customers/{one}/links", new { other = "C-nobody", reason = "x" })
            .IsRefused(HttpStatusCode.NotFound, "customer-not-found");
        await client
            .Post($"/api/customers/{one}/links/{two}/undo", new { reason = "x" })
            .IsRefused(HttpStatusCode.Conflict, "customers-not-linked");
        await Says(client, $"/api/customers/{one}/links", new { other = two, reason = "same person" });
        await client
            .Post($"/api/customers/{two}/duplicates/{one}/dismiss", new { reason = "x" })
            .IsRefused(HttpStatusCode.Conflict, "customers-linked");
        await client
            .GetAsync(new Uri("/api/customers/duplicates?limit=0", UriKind.Relative))
            .IsRefused(HttpStatusCode.BadRequest, "validation");
    }

    [Fact]
    public async Task ThePagesOfTheListFollowEachOtherAndWhoGotThemIsRecorded()
    {
        var (one, two) = await Twins();
        var (first, second) = string.CompareOrdinal(one, two) < 0 ? (one, two) : (two, one);
        using var client = host.Client("agent:A078");
        var page = await client.Get<Page<CustomerHit>>($"/api/customers/duplicates?limit=1&after={first[..^1]}");
        Assert.Equal([first], page.Items.Select(hit => hit.Number));
        Assert.Contains($"after={first}", page.Next, StringComparison.Ordinal);
        Assert.DoesNotContain((await client.Get<Page<CustomerHit>>(page.Next!)).Items, hit => hit.Number == first);
        Assert.Contains(await host.Listings(first), l => (l.By, l.Purpose) == ("agent:A078", "duplicates"));
        await Candidates(client, first);
        Assert.Contains(await host.Listings(second), l => (l.By, l.Purpose) == ("agent:A078", "duplicates of a file"));
    }

    [Fact]
    public async Task EveryContactPointCountsFromTheChangeThatBringsItToTheOneThatTakesItAway()
    {
        var (phone, second) = (Phone(), Phone());
        var (one, two) = (await ACustomer("x", phone, "3101"), await ACustomer("y", second, "3101"));
        using var client = host.Client("agent:A017");
        Assert.False(await IsProposed(client, one, two));
        var proof = await client.Prove(host.Codes, one, phone, "changeContactPoints");
        using var changed = await client.Send(
            HttpMethod.Put,
            $"/api/customers/{one}/contact-points",
            new
            {
                contactPoints = new object[] { new { kind = "phone", value = phone }, new { kind = "phone", value = second } },
                preferredChannel = "phone",
                language = "en",
            },
            ("If-Match", "\"2\""),
            ("Proof", proof)
        );
        Assert.Equal(HttpStatusCode.NoContent, changed.StatusCode);
        Assert.Equal((true, true), (await IsProposed(client, one, two), await IsListed(client, two)));
        await ACustomer("y", Phone(), "3101", two);
        Assert.Equal((false, false), (await IsProposed(client, one, two), await IsListed(client, two)));
    }

    private async Task<(string One, string Two)> Twins()
    {
        var (one, phone) = await host.ACustomerOfTheirOwn();
        return (one, await host.ACustomer(phone));
    }

    private async Task<string> ACustomer(string name, string phone, string region, string? known = null)
    {
        var number = known ?? $"C{Guid.NewGuid():N}";
        using var client = host.Client("administrator:test");
        await client
            .Import(
                "customers",
                "customerNo,kind,name,phone,email,city,regionCode,address,language,yearlySpend\r\n"
                    + $"{number},person,{name},{phone},,上海市,{region},x,zh-Hans,0\r\n"
            )
            .Read<ImportReport>();
        return number;
    }

    private static string Phone() => $"+86137{Random.Shared.Next(10_000_000, 100_000_000)}";

    private static async Task Says(HttpClient client, string path, object body)
    {
        using var answer = await client.Post(path, body);
        Assert.True(answer.StatusCode == HttpStatusCode.NoContent, await answer.Content.ReadAsStringAsync());
    }

    private static Task<List<DuplicateCandidate>> Candidates(HttpClient client, string number) =>
        client.Get<List<DuplicateCandidate>>($"/api/customers/{number}/duplicates");

    private static async Task<bool> IsProposed(HttpClient client, string number, string other) =>
        (await Candidates(client, number)).Any(c => c.Customer.Number == other);

    // The page that would begin with it.
    private static async Task<bool> IsListed(HttpClient client, string number) =>
        (await client.Get<Page<CustomerHit>>($"/api/customers/duplicates?limit=1&after={number[..^1]}")).Items.Any(hit =>
            hit.Number == number
        );
}
