using CustomerService.ServiceDefaults;

namespace CustomerService.Identity.Passwords;

/// <summary>
/// What a password must be (NIST SP 800-63B): long, not the id, and not one that everybody tries first: what is left of it without common
/// words, runs of the keyboard and repetitions must still be something.
/// </summary>
internal static class PasswordRules
{
    public const int Shortest = 12;
    public const int Longest = 128;
    private const int LeastOfItsOwn = 5;
    private const int ShortestRun = 4;

    // The bases of the commonest long passwords, and the words of this house. Digits and signs in place of letters are read as those.
    private static readonly string[] Words =
    [
        "customerservice",
        "customer",
        "service",
        "hotline",
        "support",
        "company",
        "password",
        "passwort",
        "passw",
        "welcome",
        "letmein",
        "administrator",
        "admin",
        "manager",
        "secret",
        "changeme",
        "iloveyou",
        "woaini",
        "mima",
        "princess",
        "superman",
        "batman",
        "pokemon",
        "football",
        "baseball",
        "basketball",
        "sunshine",
        "dragon",
        "monkey",
        "michael",
        "charlie",
        "jordan",
        "shadow",
        "master",
        "freedom",
        "whatever",
        "starwars",
        "trustno",
        "computer",
        "internet",
        "samsung",
        "login",
        "hello",
        "test",
        "user",
        "abc",
        "love",
    ];

    private static readonly string[] Rows =
    [
        "abcdefghijklmnopqrstuvwxyz",
        "01234567890",
        "qwertyuiop",
        "asdfghjkl",
        "zxcvbnm",
        "qwertzuiop",
        "azertyuiop",
        "1q2w3e4r5t6y7u8i9o0p",
        "qazwsxedcrfvtgbyhnujm",
        "147258369",
        "qweasdzxc",
    ];

    public static Rejection? Check(string userId, string password)
    {
        if (password.EnumerateRunes().Count() is < Shortest or > Longest)
            return Rejection.Invalid("password-length", $"A password has {Shortest} to {Longest} characters.");
        if (password.Contains(userId, StringComparison.OrdinalIgnoreCase) && password.Length < userId.Length + Shortest)
            return Rejection.Invalid("password-is-id", "A password is not the user's id.");
        return IsCommon(userId, password)
            ? Rejection.Invalid("password-common", "That is a password which others try first: choose words that do not belong together.")
            : null;
    }

    internal static bool IsCommon(string userId, string password)
    {
        var lower = password.ToLowerInvariant();
        return Own(WithoutRuns(lower), userId) < LeastOfItsOwn || Own(WithoutRuns(Spelled(lower)), userId) < LeastOfItsOwn;
    }

    // How many characters are left that say something, each counted once.
    private static int Own(string text, string userId)
    {
        foreach (var word in Words.Prepend(userId.ToLowerInvariant()))
        {
            text = text.Replace(word, "", StringComparison.Ordinal);
        }

        return text.EnumerateRunes().Where(System.Text.Rune.IsLetterOrDigit).Distinct().Count();
    }

    private static string WithoutRuns(string text)
    {
        var rows = Rows.Concat(Rows.Select(row => new string([.. row.Reverse()]))).ToList();
        for (var at = 0; at < text.Length; )
        {
            var length = rows.Max(row => RunAt(text, at, row));
            if (length >= ShortestRun)
            {
                text = text.Remove(at, length);
            }
            else
            {
                at++;
            }
        }

        return text;
    }

    private static int RunAt(string text, int at, string row)
    {
        var begin = row.IndexOf(text[at], StringComparison.Ordinal);
        var length = 0;
        while (begin >= 0 && at + length < text.Length && begin + length < row.Length && text[at + length] == row[begin + length])
        {
            length++;
        }

        return length;
    }

    private static string Spelled(string text) =>
        new([
            .. text.Select(c =>
                c switch
                {
                    '@' or '4' => 'a',
                    '0' => 'o',
                    '1' or '!' => 'i',
                    '3' => 'e',
                    '$' or '5' => 's',
                    '7' => 't',
                    _ => c,
                }
            ),
        ]);
}
