using Marten;

namespace CustomerService.Identity.Users;

// The stored schema of the user stream; its key is the user's id, for example A017. Passwords and their hashes are never in it.

/// <summary>Why somebody was not let in.</summary>
internal enum SignInFailure
{
    WrongPassword,

    Locked,

    Disabled,

    WrongCode,
}

internal sealed record UserRegistered(Access Access, string By, DateTimeOffset At);

internal sealed record UserAccessChanged(Access Access, bool IsDisabled, string By, DateTimeOffset At);

internal sealed record PasswordSet(bool MustChange, string By, DateTimeOffset At);

internal sealed record UserDisabled(Access Access, string By, DateTimeOffset At);

internal sealed record UserEnabled(Access Access, string By, DateTimeOffset At);

internal sealed record UserSignedIn(string From, DateTimeOffset At);

internal sealed record SignInFailed(SignInFailure Reason, string From, DateTimeOffset At);

internal sealed record UserLockedOut(DateTimeOffset Until, string From, DateTimeOffset At);

// Access tokens count no more: those of one sign-in, or all below the revision.
internal sealed record AccessTokensEnded(string? SignIn, int Revision, string By, DateTimeOffset At);

internal sealed record UserInvited(DateTimeOffset Until, string By, DateTimeOffset At);

internal sealed record SecondFactorSet(string By, DateTimeOffset At);

internal sealed record SecondFactorRemoved(string By, DateTimeOffset At);

internal sealed record UserUnlocked(string By, DateTimeOffset At);

// In a stream of its own.
internal sealed record UnknownUserTried(string From, DateTimeOffset At);

internal static class UserEvents
{
    /// <summary>Stored names are never reused or renamed.</summary>
    public static void Map(StoreOptions options)
    {
        options.Events.MapEventType<UserRegistered>("user_registered_v1");
        options.Events.MapEventType<UserAccessChanged>("user_access_changed_v1");
        options.Events.MapEventType<PasswordSet>("password_set_v1");
        options.Events.MapEventType<UserDisabled>("user_disabled_v1");
        options.Events.MapEventType<UserEnabled>("user_enabled_v1");
        options.Events.MapEventType<UserSignedIn>("user_signed_in_v1");
        options.Events.MapEventType<SignInFailed>("sign_in_failed_v1");
        options.Events.MapEventType<UserLockedOut>("user_locked_out_v1");
        options.Events.MapEventType<UserUnlocked>("user_unlocked_v1");
        options.Events.MapEventType<AccessTokensEnded>("access_tokens_ended_v1");
        options.Events.MapEventType<UserInvited>("user_invited_v1");
        options.Events.MapEventType<SecondFactorSet>("second_factor_set_v1");
        options.Events.MapEventType<SecondFactorRemoved>("second_factor_removed_v1");
        options.Events.MapEventType<UnknownUserTried>("unknown_user_tried_v1");
    }
}
