using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CustomerService.Identity.Clients;
using CustomerService.Identity.Users;
using CustomerService.ServiceDefaults;
using CustomerService.TestSupport;
using Npgsql;

namespace CustomerService.Identity.HostTests;

/// <summary>Administrators register people and clients.</summary>
[Collection(IdentityCollection.Name)]
public sealed class AdministrationTests(IdentityHost host)
{
    private static readonly Access Agent = new() { Roles = [Role.Agent], Sites = ["S310101"] };

    [Theory]
    [InlineData("agent:A017", HttpStatusCode.Forbidden, HttpStatusCode.Forbidden)]
    [InlineData("customer:C1", HttpStatusCode.Forbidden, HttpStatusCode.Forbidden)]
    [InlineData("system:intake", HttpStatusCode.Forbidden, HttpStatusCode.Forbidden)]
    [InlineData("auditor:AU1", HttpStatusCode.OK, HttpStatusCode.Forbidden)]
    [InlineData("administrator:AD1", HttpStatusCode.OK, HttpStatusCode.BadRequest)]
    public async Task OnlyAdministratorsChangeAndOnlyTheyAndAuditorsRead(string actor, HttpStatusCode reading, HttpStatusCode changing)
    {
        var client = host.Client(actor);
        foreach (var path in new[] { "/api/users", "/api/clients" })
        {
            using var read = await client.GetAsync(new Uri(path, UriKind.Relative));
            Assert.Equal(reading, read.StatusCode);
            using var change = await client.Post(
                path,
                new
                {
                    id = "bad id",
                    access = new { roles = new[] { "agent" } },
                    terms = new { role = "system" },
                }
            );
            Assert.Equal(changing, change.StatusCode);
        }
    }

    [Fact]
    public async Task UsersAreListedByPages()
    {
        for (var i = 0; i < 3; i++)
        {
            await host.NewUser();
        }

        var seen = new List<string>();
        for (var next = "/api/users?limit=2"; next is not null; )
        {
            var page = await host.Administrator.GetAsync(new Uri(next, UriKind.Relative)).Read<Page<User>>();
            Assert.InRange(page.Items.Count, 1, 2);
            seen.AddRange(page.Items.Select(u => u.Id));
            next = page.Next;
        }

        Assert.Equal(seen.Distinct().Count(), seen.Count);
        Assert.Superset(new HashSet<string> { "A017", "AD1" }, seen.ToHashSet());
    }

    [Fact]
    public async Task AccessIsChangedOnlyOnTheVersionThatWasSeen()
    {
        var id = await host.NewUser();
        var command = new ChangeUserAccess(Agent with { Sites = ["S32*"] });
        Assert.Equal(HttpStatusCode.PreconditionRequired, (await Put($"/api/users/{id}/access", command, null)).StatusCode);
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await Put($"/api/users/{id}/access", command, "\"1\"")).StatusCode);
        using var seen = await host.Administrator.GetAsync(new Uri($"/api/users/{id}", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, (await Put($"/api/users/{id}/access", command, seen.Headers.ETag!.ToString())).StatusCode);
        Assert.Equal(
            ["S32*"],
            (await host.Administrator.GetAsync(new Uri($"/api/users/{id}", UriKind.Relative)).Read<User>()).Access.Sites
        );
    }

    [Fact]
    public async Task UsersAndClientsShareTheirIds()
    {
        await Refused(host.Administrator.Post("/api/users", new RegisterUser("intake", Agent)), HttpStatusCode.Conflict, "id-taken");
        await Refused(
            host.Administrator.Post("/api/clients", new RegisterClient("A017", new ClientTerms { Role = Role.Integration })),
            HttpStatusCode.Conflict,
            "id-taken"
        );
    }

    [Fact]
    public async Task OnesOwnPasswordNeedsTheOldOneAndNobodyButAnAdministratorSetsThatOfOthers()
    {
        var id = await host.NewUser();
        await Refused(
            Password($"agent:{id}", id, new SetPassword("a second password", "a wrong password")),
            HttpStatusCode.Forbidden,
            "password-wrong"
        );
        await Refused(Password($"agent:{id}", id, new SetPassword("a second password")), HttpStatusCode.Forbidden, "password-wrong");
        await Refused(
            Password("agent:A017", id, new SetPassword("a second password", IdentityHost.Password)),
            HttpStatusCode.NotFound,
            "user-not-found"
        );
        await Refused(
            Password($"agent:{id}", id, new SetPassword("short", IdentityHost.Password)),
            HttpStatusCode.BadRequest,
            "password-length"
        );
        var user = await Password($"agent:{id}", id, new SetPassword("a second password", IdentityHost.Password)).Read<User>();
        Assert.False(user.MustChangePassword);
        await host.Browser().TokensOf(id, "a second password");
    }

    [Fact]
    public async Task OfTwoAdministratorsWhoRemoveEachOtherOneStays()
    {
        var (one, other) = (await host.NewUser(Role.Administrator), await host.NewUser(Role.Administrator));
        await host.Administrator.Post("/api/users/AD1/disabling", new { }).Read<User>();
        try
        {
            for (var round = 0; round < 5; round++)
            {
                var answers = await Task.WhenAll(
                    new[] { one, other }.Select(id => host.Administrator.Post($"/api/users/{id}/disabling", new { }))
                );
                Assert.Equal([HttpStatusCode.OK, HttpStatusCode.Conflict], answers.Select(a => a.StatusCode).Order());
                await host.Administrator.Post($"/api/users/{one}/enabling", new { }).Read<User>();
                await host.Administrator.Post($"/api/users/{other}/enabling", new { }).Read<User>();
            }
        }
        finally
        {
            await host.Administrator.Post("/api/users/AD1/enabling", new { }).Read<User>();
        }
    }

    [Fact]
    public async Task AClientsSecretIsShownOnceAndChangesWhenItIsRotated()
    {
        using var registered = await host.Administrator.Post(
            "/api/clients",
            new RegisterClient("warehouse", new ClientTerms { Role = Role.Integration, Sites = ["S31*"] })
        );
        Assert.Equal(HttpStatusCode.Created, registered.StatusCode);
        Assert.True(registered.Headers.CacheControl?.NoStore);
        var first = (await registered.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("secret").GetString()!;
        Assert.DoesNotContain(
            first,
            await host.Administrator.GetStringAsync(new Uri("/api/clients/warehouse", UriKind.Relative)),
            StringComparison.Ordinal
        );
        Assert.Equal(
            0L,
            await Count("""select count(*) from openiddict."OpenIddictApplications" a where a::text like '%' || @text || '%'""", first)
        );
        Assert.Equal(0L, await Count("select count(*) from mt_events where data::text like '%' || @text || '%'", first));
        Assert.Equal(["S31*"], (await host.Guest().ClientCredentials("warehouse", first)).Claims.GetProperty("site").Strings());

        using var rotated = await host.Administrator.Post("/api/clients/warehouse/secret-rotation", new { });
        Assert.True(rotated.Headers.CacheControl?.NoStore);
        var second = (await rotated.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("secret").GetString()!;
        Assert.Equal("invalid_client", (await host.Guest().ClientCredentials("warehouse", first)).Error);
        Assert.Equal(200, (await host.Guest().ClientCredentials("warehouse", second)).Status);

        var change = new ChangeClient(new ClientTerms { Role = Role.Integration, Sites = ["S32*"] });
        Assert.Equal(HttpStatusCode.PreconditionRequired, (await Put("/api/clients/warehouse", change, null)).StatusCode);
        using var seen = await host.Administrator.GetAsync(new Uri("/api/clients/warehouse", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, (await Put("/api/clients/warehouse", change, seen.Headers.ETag!.ToString())).StatusCode);
        Assert.Equal(["S32*"], (await host.Guest().ClientCredentials("warehouse", second)).Claims.GetProperty("site").Strings());

        using var removed = await host.Administrator.DeleteAsync(new Uri("/api/clients/warehouse", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, removed.StatusCode);
        Assert.Equal("invalid_client", (await host.Guest().ClientCredentials("warehouse", second)).Error);
    }

    private Task<HttpResponseMessage> Password(string actor, string id, SetPassword command) =>
        host.Client(actor).PutAsJsonAsync(new Uri($"/api/users/{id}/password", UriKind.Relative), command, Json.Options);

    private async Task<HttpResponseMessage> Put(string path, object command, string? version)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, path) { Content = JsonContent.Create(command, options: Json.Options) };
        if (version is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", version);
        }

        return await host.Administrator.SendAsync(request);
    }

    private static async Task Refused(Task<HttpResponseMessage> sending, HttpStatusCode status, string code)
    {
        using var answer = await sending;
        Assert.Equal(status, answer.StatusCode);
        Assert.Equal($"/problems/{code}", (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("type").GetString());
    }

    private async Task<long> Count(string sql, string text)
    {
        await using var dataSource = NpgsqlDataSource.Create(host.Database);
        await using var command = dataSource.CreateCommand(sql);
        command.Parameters.AddWithValue("text", text);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
