using System.ComponentModel.DataAnnotations;
using System.Net;
using CustomerService.Identity.Clients;
using CustomerService.Identity.Passwords;
using CustomerService.Identity.Users;
using CustomerService.ServiceDefaults;

namespace CustomerService.Identity;

/// <summary>Configuration section <c>Identity</c>.</summary>
internal sealed class IdentityOptions : IValidatableObject
{
    private const int KeyBytes = 32;

    /// <summary>Public address at the gateway, such as <c>https://service.example/</c>; it is the tokens' <c>iss</c>.</summary>
    [Required]
    public required Uri Issuer { get; set; }

    /// <summary>Lets the issuer be without TLS on another machine than this one.</summary>
    public bool AllowHttp { get; set; }

    /// <summary>
    /// 32 bytes in base64: seals private keys in the database and refresh tokens. Another key ends sessions and needs a new signing key.
    /// </summary>
    [Required]
    public required string KeyEncryptionKey { get; set; }

    public TimeSpan AccessTokenLifetime { get; set; } = TimeSpan.FromMinutes(10);

    public TimeSpan AuthorizationCodeLifetime { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Of each refresh token; the next one starts anew.</summary>
    public TimeSpan RefreshTokenLifetime { get; set; } = TimeSpan.FromHours(12);

    /// <summary>How long somebody who signed in need not do it again.</summary>
    public TimeSpan SessionLifetime { get; set; } = TimeSpan.FromHours(10);

    /// <summary>
    /// How long what came of one sign-in counts at most, however often its refresh tokens are used: the absolute end of a chain.
    /// </summary>
    public TimeSpan SignInEndsAfter { get; set; } = TimeSpan.FromHours(24);

    /// <summary>Failed tries at one browser, or at all unknown ones together, until those are locked for the user.</summary>
    [Range(1, 100)]
    public int LockOutAfter { get; set; } = 5;

    /// <summary>How long the first lock lasts; each failed try behind it locks twice as long.</summary>
    public TimeSpan LockOutFrom { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a lock lasts at most.</summary>
    public TimeSpan LockOutUpTo { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How long the link of an invitation works.</summary>
    public TimeSpan InvitationLasts { get; set; } = TimeSpan.FromHours(24);

    /// <summary>Whether those of whom <see cref="NeedsSecondFactor"/> holds are let on only with a code of an app beside the password.</summary>
    public bool RequireSecondFactor { get; set; } = true;

    /// <summary>Roles that need a second factor.</summary>
    public Role[] SecondFactorRoles { get; set; } = [Role.Administrator, Role.Auditor];

    /// <summary>Clearance from which everybody needs one.</summary>
    public Confidentiality SecondFactorFrom { get; set; } = Confidentiality.Secret;

    public TimeSpan RotateKeysEvery { get; set; } = TimeSpan.FromDays(90);

    /// <summary>How long before it signs a key is published, so that everybody has it by then.</summary>
    public TimeSpan PublishKeysBefore { get; set; } = TimeSpan.FromDays(2);

    /// <summary>How often replicas look for keys of others.</summary>
    public TimeSpan LookForKeysEvery { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Size of signing keys.</summary>
    [Range(2048, 4096)]
    public int KeyBits { get; set; } = 2048;

    public PasswordHashOptions PasswordHash { get; set; } = new();

    /// <summary>Networks whose X-Forwarded-For is believed: the gateway's.</summary>
    public string[] Proxies { get; set; } = ["127.0.0.0/8", "::1/128"];

    /// <summary>Clients that are as said here after every start.</summary>
    public List<ClientSetting> Clients { get; set; } = [];

    /// <summary>Users that are registered when they are not yet.</summary>
    public List<UserSetting> Users { get; set; } = [];

    /// <summary>Who signs in with a second factor only: those who run the system or read all of it, and those who open closed files.</summary>
    public bool NeedsSecondFactor(Access access) =>
        RequireSecondFactor && (access.Roles.Any(SecondFactorRoles.Contains) || access.Clearance >= SecondFactorFrom);

    /// <summary>Key that seals.</summary>
    public byte[] Key() => Convert.FromBase64String(KeyEncryptionKey);

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        var key = new byte[KeyBytes + 1];
        if (!Convert.TryFromBase64String(KeyEncryptionKey ?? "", key, out var length) || length != KeyBytes)
        {
            yield return new ValidationResult("Identity:KeyEncryptionKey is no 32 bytes in base64.");
        }

        if (
            Issuer is not null
            && (
                !Issuer.IsAbsoluteUri
                || Issuer.Scheme != Uri.UriSchemeHttps && !(Issuer.Scheme == Uri.UriSchemeHttp && (Issuer.IsLoopback || AllowHttp))
            )
        )
        {
            yield return new ValidationResult(
                "Identity:Issuer is no https address (http only on this machine, or with Identity:AllowHttp)."
            );
        }

        if (PublishKeysBefore >= RotateKeysEvery)
        {
            yield return new ValidationResult("Identity:PublishKeysBefore is not below Identity:RotateKeysEvery.");
        }

        foreach (var bad in Proxies.Where(p => !IPNetwork.TryParse(p, out _)))
        {
            yield return new ValidationResult($"Identity:Proxies: {bad} is no network.");
        }

        var refusals = Clients
            .Select((c, i) => ($"Identity:Clients:{i}", c.Check()))
            .Concat(Users.Select((u, i) => ($"Identity:Users:{i}", u.Check())));
        foreach (var (place, refusal) in refusals.Where(r => r.Item2 is not null))
        {
            yield return new ValidationResult($"{place}: {refusal!.Detail}");
        }
    }
}

/// <summary>A client from configuration.</summary>
internal sealed class ClientSetting
{
    public string Id { get; set; } = "";

    /// <summary>At least 32 characters, by chance.</summary>
    public string? Secret { get; set; }

    public Role? Role { get; set; }

    public string[] Sites { get; set; } = [];

    public string[] Regions { get; set; } = [];

    public Confidentiality Clearance { get; set; }

    public Role[] ActsFor { get; set; } = [];

    public Role[] ActsForUnregistered { get; set; } = [];

    public Uri[] RedirectUris { get; set; } = [];

    public Uri[] PostLogoutRedirectUris { get; set; } = [];

    public bool Public { get; set; }

    public ClientTerms Terms() =>
        new()
        {
            Role = Role,
            Sites = Sites,
            Regions = Regions,
            Clearance = Clearance,
            ActsFor = ActsFor,
            ActsForUnregistered = ActsForUnregistered,
            RedirectUris = RedirectUris,
            PostLogoutRedirectUris = PostLogoutRedirectUris,
            Public = Public,
        };

    public Rejection? Check() =>
        Ids.Check(Id)
        ?? Terms().Check()
        ?? (
            Public != Secret is null ? Rejection.Invalid("client-contradictory", $"{Id} is public, or has a secret; never both.")
            : Secret is { Length: < ClientSecrets.ShortestGiven }
                ? Rejection.Invalid("client-secret-short", $"The secret of {Id} has less than {ClientSecrets.ShortestGiven} characters.")
            : null
        );
}

/// <summary>A user from configuration.</summary>
internal sealed class UserSetting
{
    public string Id { get; set; } = "";

    public string Password { get; set; } = "";

    public Role[] Roles { get; set; } = [];

    public string[] Sites { get; set; } = [];

    public string[] Regions { get; set; } = [];

    public Confidentiality Clearance { get; set; }

    public bool MustChangePassword { get; set; } = true;

    public Access Access() =>
        new()
        {
            Roles = Roles,
            Sites = Sites,
            Regions = Regions,
            Clearance = Clearance,
        };

    public Rejection? Check() => Ids.Check(Id) ?? UserRules.Check(Access()) ?? PasswordRules.Check(Id, Password);
}

internal static class IdentityConfiguration
{
    public static void AddIdentityOptions(this IHostApplicationBuilder builder) =>
        builder.Services.AddOptions<IdentityOptions>().BindConfiguration("Identity").ValidateDataAnnotations().ValidateOnStart();
}
