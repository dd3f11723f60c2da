using CustomerService.ServiceDefaults;

namespace CustomerService.Identity.Passwords;

/// <summary>What a password must be (NIST SP 800-63B): long, and not the id; what it is made of is free.</summary>
internal static class PasswordRules
{
    public const int Shortest = 12;
    public const int Longest = 128;

    public static Rejection? Check(string userId, string password) =>
        password.EnumerateRunes().Count() is < Shortest or > Longest
            ? Rejection.Invalid("password-length", $"A password has {Shortest} to {Longest} characters.")
        : password.Contains(userId, StringComparison.OrdinalIgnoreCase) && password.Length < userId.Length + Shortest
            ? Rejection.Invalid("password-is-id", "A password is not the user's id.")
        : null;
}
