using System.ComponentModel.DataAnnotations;
using CustomerService.Intake.Customers.Files;

namespace CustomerService.Intake.Customers.Proofs;

/// <summary>Numbers of the proofs of identity (I5); configuration section <c>Proofs</c>.</summary>
public sealed class ProofOptions
{
    /// <summary>Bytes of the key.</summary>
    public const int KeyBytes = 32;

    /// <summary>32 random bytes in base64, the same for every replica: key of the hashes of codes. Without one no code is sent.</summary>
    public string Key { get; set; } = "";

    /// <summary>How long a code can be entered.</summary>
    public TimeSpan CodeValidFor { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How often a code or password can be tried.</summary>
    [Range(1, 20)]
    public int Tries { get; set; } = 5;

    /// <summary>Codes to one contact point, and attempts with the password of one customer, within an hour.</summary>
    [Range(1, 100)]
    public int RequestsAnHour { get; set; } = 3;

    /// <summary>How long a proof can be used once it is given.</summary>
    public TimeSpan ProofValidFor { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>The level that each act needs.</summary>
    public Dictionary<SensitiveAct, ProofLevel> Levels { get; } =
        new()
        {
            [SensitiveAct.ReadDetails] = ProofLevel.ServicePassword,
            [SensitiveAct.ChangeContactPoints] = ProofLevel.OneTimeCode,
            [SensitiveAct.ChangeAddress] = ProofLevel.None,
            [SensitiveAct.ChangeUnitOwner] = ProofLevel.OneTimeCode,
            [SensitiveAct.ExportData] = ProofLevel.OneTimeCode,
            [SensitiveAct.SetServicePassword] = ProofLevel.OneTimeCode,
            [SensitiveAct.Refund] = ProofLevel.OneTimeCode,
        };

    /// <summary>The mail server that carries codes.</summary>
    public CodeMailOptions Mail { get; set; } = new();

    /// <summary>Folder into which codes are written that nothing else carries, one file each; empty for none. For development.</summary>
    public string Folder { get; set; } = "";

    internal ProofLevel LevelOf(SensitiveAct act) => Levels.GetValueOrDefault(act, ProofLevel.OneTimeCode);

    internal bool HasUsableKey =>
        Key.Length == 0 || Convert.TryFromBase64String(Key, new byte[KeyBytes], out var length) && length == KeyBytes;
}

/// <summary>A mail server; section <c>Proofs:Mail</c>.</summary>
public sealed class CodeMailOptions
{
    /// <summary>Host; empty when codes do not go out by e-mail.</summary>
    public string Host { get; set; } = "";

    /// <summary>Port.</summary>
    [Range(1, 65535)]
    public int Port { get; set; } = 587;

    /// <summary>
    /// Whether the connection must be encrypted from the start or by STARTTLS; false only for a server on the same machine.
    /// </summary>
    public bool Encrypted { get; set; } = true;

    /// <summary>User, or null.</summary>
    public string? User { get; set; }

    /// <summary>Password.</summary>
    public string? Password { get; set; }

    /// <summary>Sender.</summary>
    [Required]
    public string From { get; set; } = "service@localhost";

    /// <summary>Longest conversation with the server.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(15);
}
