using System.Text.Json.Serialization;
using JasperFx.Events;
using Marten.Events.Aggregation;

namespace CustomerService.Identity.Users;

/// <summary>Somebody who signs in. State and view are one record, kept in step with its stream.</summary>
public sealed record User
{
    /// <summary>The user's id; a customer's is the customer number.</summary>
    public required string Id { get; init; }

    /// <summary>Roles, sites, regions, clearance.</summary>
    public required Access Access { get; init; }

    /// <summary>Whether nobody signs in under this id.</summary>
    public bool IsDisabled { get; init; }

    /// <summary>Until when it is locked after failed tries; may be past.</summary>
    public DateTimeOffset? LockedUntil { get; init; }

    /// <summary>Whether the password is for one sign-in only.</summary>
    public bool MustChangePassword { get; init; }

    /// <summary>When the password was last set; null before the first one.</summary>
    public DateTimeOffset? PasswordSetAt { get; init; }

    /// <summary>Whether a code of an app is asked for beside the password.</summary>
    public bool HasSecondFactor { get; init; }

    /// <summary>When the user was registered.</summary>
    public required DateTimeOffset RegisteredAt { get; init; }

    /// <summary>Sessions and refresh tokens of an earlier epoch count no more: each new password and each disabling begins one.</summary>
    [JsonInclude]
    public int Epoch { get; internal init; }

    /// <summary>Access tokens of an earlier revision count no more: each change of what somebody may do begins one, as does an epoch.</summary>
    [JsonInclude]
    public int Revision { get; internal init; }

    internal bool IsAdministrator => !IsDisabled && Access.Roles.Contains(Role.Administrator);

    /// <summary>What follows from whatever changes what a token would say.</summary>
    internal AccessTokensEnded EndTokens(string by, DateTimeOffset now) => new(null, Revision + 1, by, now);
}

internal sealed partial class UserProjection : SingleStreamProjection<User, string>
{
    public static User Create(IEvent<UserRegistered> e) =>
        new()
        {
            Id = e.StreamKey!,
            Access = e.Data.Access,
            RegisteredAt = e.Data.At,
        };

    public static User Apply(UserAccessChanged e, User user) => user with { Access = e.Access };

    public static User Apply(PasswordSet e, User user) =>
        user with
        {
            MustChangePassword = e.MustChange,
            PasswordSetAt = e.At,
            LockedUntil = null,
            Epoch = user.Epoch + 1,
        };

    public static User Apply(UserDisabled _, User user) => user with { IsDisabled = true, Epoch = user.Epoch + 1 };

    public static User Apply(UserEnabled _, User user) => user with { IsDisabled = false };

    public static User Apply(AccessTokensEnded e, User user) => user with { Revision = e.Revision };

    public static User Apply(SecondFactorSet _, User user) => user with { HasSecondFactor = true };

    public static User Apply(SecondFactorRemoved _, User user) => user with { HasSecondFactor = false, Epoch = user.Epoch + 1 };

    public static User Apply(UserLockedOut e, User user) => user with { LockedUntil = e.Until };

    public static User Apply(UserUnlocked _, User user) => user with { LockedUntil = null };
}
