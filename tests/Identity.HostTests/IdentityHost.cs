using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using CustomerService.Identity.Users;
using CustomerService.ServiceDefaults;
using CustomerService.TestSupport;
using Marten;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using V1 = CustomerService.Contracts.Identity.V1;

namespace CustomerService.Identity.HostTests;

/// <summary>One Identity for all tests of the assembly.</summary>
public sealed class IdentityHost() : ServiceHost<Program>("identity", Settings, typeof(V1.PersonChanged), typeof(V1.TokensEnded))
{
    /// <summary>The issuer, which is not the address that the tests use.</summary>
    public const string Issuer = "http://127.0.0.1:8080/";

    /// <summary>Secret of all clients of the configuration.</summary>
    public const string Secret = "a-secret-of-the-tests-with-many-characters";

    /// <summary>Password of all users of the configuration.</summary>
    public const string Password = "correct horse battery";

    /// <summary>Where the app of the tests has people sent back to.</summary>
    public const string Callback = "http://127.0.0.1:5999/callback";

    /// <summary>What every Identity of the tests is configured with.</summary>
    public static Dictionary<string, string> Settings =>
        new()
        {
            ["Identity:Issuer"] = Issuer,
            ["Identity:KeyEncryptionKey"] = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
            // Quick: what they cost is measured elsewhere.
            ["Identity:PasswordHash:MemoryKiB"] = "8192",
            ["Identity:PasswordHash:Iterations"] = "1",
            ["Identity:SecondFactorFrom"] = "topSecret",
            ["Identity:Clients:0:Id"] = "intake",
            ["Identity:Clients:0:Secret"] = Secret,
            ["Identity:Clients:0:Role"] = "system",
            ["Identity:Clients:0:Sites:0"] = "*",
            ["Identity:Clients:0:Clearance"] = "topSecret",
            ["Identity:Clients:1:Id"] = "SUB00000001",
            ["Identity:Clients:1:Secret"] = Secret,
            ["Identity:Clients:1:Role"] = "integration",
            ["Identity:Clients:1:Sites:0"] = "S31*",
            ["Identity:Clients:1:Regions:0"] = "31",
            ["Identity:Clients:2:Id"] = "customer-app",
            ["Identity:Clients:2:Secret"] = Secret,
            ["Identity:Clients:2:Clearance"] = "secret",
            ["Identity:Clients:2:ActsFor:0"] = "customer",
            ["Identity:Clients:2:ActsFor:1"] = "agent",
            ["Identity:Clients:2:ActsForUnregistered:0"] = "customer",
            ["Identity:Clients:3:Id"] = "desk",
            ["Identity:Clients:3:Public"] = "true",
            ["Identity:Clients:3:RedirectUris:0"] = Callback,
            ["Identity:Clients:3:PostLogoutRedirectUris:0"] = "http://127.0.0.1:5999/",
            ["Identity:Users:0:Id"] = "AD1",
            ["Identity:Users:0:Password"] = Password,
            ["Identity:Users:0:Roles:0"] = "administrator",
            ["Identity:Users:0:MustChangePassword"] = "false",
            ["Identity:Users:1:Id"] = "A017",
            ["Identity:Users:1:Password"] = Password,
            ["Identity:Users:1:Roles:0"] = "agent",
            ["Identity:Users:1:Roles:1"] = "dispatcher",
            ["Identity:Users:1:Sites:0"] = "S3101*",
            ["Identity:Users:1:Regions:0"] = "3101",
            ["Identity:Users:1:Clearance"] = "secret",
            ["Identity:Users:1:MustChangePassword"] = "false",
        };

    /// <summary>An administrator.</summary>
    public HttpClient Administrator => Client("administrator:AD1");

    /// <summary>A browser without cookies yet.</summary>
    public Browser Browser(Replica? replica = null) =>
        new((replica ?? First).CreateClient(new WebApplicationFactoryClientOptions { AllowAutoRedirect = false }));

    /// <summary>Registers a user of a fresh id, with a password that need not be changed.</summary>
    public async Task<string> NewUser(params Role[] roles)
    {
        var id = $"U{Interlocked.Increment(ref _users):D5}";
        var access = new Access { Roles = roles.Length > 0 ? roles : [Role.Agent], Sites = ["S310101"] };
        await Administrator.Post("/api/users", new RegisterUser(id, access, "a first password")).Read<User>();
        using var changed = await Client($"agent:{id}")
            .PutAsJsonAsync(
                new Uri($"/api/users/{id}/password", UriKind.Relative),
                new SetPassword(Password, "a first password"),
                Json.Options
            );
        Assert.True(changed.IsSuccessStatusCode, await changed.Content.ReadAsStringAsync());
        return id;
    }

    /// <summary>Events of a stream.</summary>
    public async Task<IReadOnlyList<object>> Events(string stream)
    {
        await using var query = Services.GetRequiredService<IDocumentStore>().QuerySession();
        return [.. (await query.Events.FetchStreamAsync(stream)).Select(e => e.Data)];
    }

    private int _users;
}

/// <summary>Tests that share the host.</summary>
[CollectionDefinition(Name)]
public sealed class IdentityCollection : ICollectionFixture<IdentityHost>
{
    /// <summary>The collection's name.</summary>
    public const string Name = "identity";
}

/// <summary>What the token endpoint said.</summary>
public sealed record TokenAnswer(int Status, JsonElement Body)
{
    /// <summary>The access token.</summary>
    public string Token => Text("access_token") ?? throw new InvalidOperationException($"{Status}: {Body}");

    /// <summary>The error code.</summary>
    public string? Error => Text("error");

    /// <summary>A member as text.</summary>
    public string? Text(string name) => Body.TryGetProperty(name, out var value) ? value.GetString() : null;

    /// <summary>Claims of the access token, unchecked.</summary>
    public JsonElement Claims => Part(Token, 1);

    /// <summary>Head of the access token.</summary>
    public JsonElement Head => Part(Token, 0);

    /// <summary>A part of a token, unchecked.</summary>
    public static JsonElement Part(string token, int part)
    {
        var text = token.Split('.')[part].Replace('-', '+').Replace('_', '/');
        return JsonDocument.Parse(Convert.FromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '='))).RootElement;
    }
}

/// <summary>Short forms for tokens.</summary>
public static class TokenRequests
{
    /// <summary>Asks for a token.</summary>
    public static async Task<TokenAnswer> Token(this HttpClient client, params (string Name, string Value)[] form)
    {
        using var response = await client.PostAsync(new Uri("/connect/token", UriKind.Relative), Form(form));
        return new TokenAnswer((int)response.StatusCode, JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement);
    }

    /// <summary>Asks for a token as a client.</summary>
    public static Task<TokenAnswer> ClientCredentials(this HttpClient client, string id, string secret = IdentityHost.Secret) =>
        client.Token(("grant_type", "client_credentials"), ("client_id", id), ("client_secret", secret));

    /// <summary>Asks for a token for somebody.</summary>
    public static Task<TokenAnswer> OnBehalf(
        this HttpClient client,
        string id,
        string subject,
        string role,
        params (string Name, string Value)[] more
    ) =>
        client.Token([
            ("grant_type", "urn:customerservice:params:oauth:grant-type:on-behalf"),
            ("client_id", id),
            ("client_secret", IdentityHost.Secret),
            ("subject", subject),
            ("role", role),
            .. more,
        ]);

    /// <summary>A form.</summary>
    public static FormUrlEncodedContent Form(params (string Name, string Value)[] form) =>
        new(form.Select(f => KeyValuePair.Create(f.Name, f.Value)));

    /// <summary>Strings of an array.</summary>
    public static string[] Strings(this JsonElement element) => [.. element.EnumerateArray().Select(e => e.GetString()!)];

    /// <summary>Names a client with HTTP Basic.</summary>
    public static AuthenticationHeaderValue Basic(string id, string secret) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Uri.EscapeDataString(id)}:{Uri.EscapeDataString(secret)}")));
}
