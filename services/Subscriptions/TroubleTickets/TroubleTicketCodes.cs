using System.Collections.Frozen;

namespace CustomerService.Subscriptions.TroubleTickets;

/// <summary>Two names for the same thing: Intake's and that of TMF621 v5. Each table is whole in both directions.</summary>
internal sealed class CodeTable
{
    private readonly FrozenDictionary<string, string> _toTmf;
    private readonly FrozenDictionary<string, string> _toIntake;

    /// <param name="pairs">Intake's code and TMF's, one pair for each of Intake's codes.</param>
    /// <param name="alsoUnderstood">Further codes that callers use, and what they mean in Intake.</param>
    public CodeTable((string Intake, string Tmf)[] pairs, params (string Tmf, string Intake)[] alsoUnderstood)
    {
        _toTmf = pairs.ToFrozenDictionary(p => p.Intake, p => p.Tmf, StringComparer.Ordinal);
        _toIntake = pairs
            .Select(p => (p.Tmf, p.Intake))
            .Concat(alsoUnderstood)
            .ToFrozenDictionary(p => p.Tmf, p => p.Intake, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Intake's codes.</summary>
    public IEnumerable<string> IntakeCodes => _toTmf.Keys;

    /// <summary>The codes of TMF621 that we give, for people.</summary>
    public string Listed => string.Join(", ", _toTmf.Values.Order(StringComparer.Ordinal));

    /// <summary>What TMF621 calls it; null for what it does not know.</summary>
    public string? ToTmf(string? intake) => _toTmf.GetValueOrDefault(intake ?? "");

    /// <summary>What Intake calls it, in any case; null for what nobody knows.</summary>
    public string? ToIntake(string? tmf) => _toIntake.GetValueOrDefault(tmf ?? "");
}

/// <summary>E7: the words of TMF621 v5 (5.0.1) for Intake's.</summary>
internal static class TroubleTicketCodes
{
    /// <summary>
    /// Intake keeps the eight status categories of TMF621 (I8), so this table says the same twice; it is here to hold the two together.
    /// </summary>
    public static CodeTable Status { get; } =
        new([
            ("acknowledged", "acknowledged"),
            ("rejected", "rejected"),
            ("pending", "pending"),
            ("held", "held"),
            ("inProgress", "inProgress"),
            ("cancelled", "cancelled"),
            ("resolved", "resolved"),
            ("closed", "closed"),
        ]);

    /// <summary>What the caller says of the implication of the issue. Intake keeps it as priority.</summary>
    public static CodeTable Severity { get; } = new([("urgent", "Critical"), ("high", "Major"), ("normal", "Minor"), ("low", "Warning")]);

    /// <summary>What we make of it.</summary>
    public static CodeTable Priority { get; } = new([("urgent", "Critical"), ("high", "High"), ("normal", "Medium"), ("low", "Low")]);

    /// <summary>The three examples of the standard, and what Intake has beyond them.</summary>
    public static CodeTable Type { get; } =
        new(
            [
                ("fault", "incident"),
                ("complaint", "complain"),
                ("request", "request"),
                ("consult", "consult"),
                ("suggestion", "suggestion"),
            ],
            ("fault", "fault"),
            ("complaint", "complaint")
        );

    /// <summary>Ids of the channels.</summary>
    public static CodeTable Channel { get; } =
        new([("phone", "phone"), ("web", "web"), ("chat", "chat"), ("email", "email"), ("letter", "letter"), ("visit", "visit")]);
}
