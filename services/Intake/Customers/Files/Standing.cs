using CustomerService.Intake.Common.PersonalData;
using CustomerService.ServiceDefaults;

namespace CustomerService.Intake.Customers.Files;

/// <summary>How far a customer is trusted (I3).</summary>
public enum CreditClass
{
    /// <summary>Without reserve.</summary>
    A,

    /// <summary>As anybody.</summary>
    B,

    /// <summary>Little.</summary>
    C,

    /// <summary>Not at all.</summary>
    D,
}

/// <summary>A class by hand (I2).</summary>
/// <param name="Class">The class.</param>
/// <param name="Reason">Why.</param>
/// <param name="Until">When the class by score comes back.</param>
public sealed record ClassOverride(CustomerClass Class, string Reason, DateTimeOffset Until);

/// <summary>Why a customer is not served as others are (I3).</summary>
/// <param name="Reason">Why.</param>
/// <param name="Until">When it ends by itself.</param>
/// <param name="Since">When it began.</param>
public sealed record Blacklisting(string Reason, DateTimeOffset Until, DateTimeOffset Since);

/// <summary>What whoever works on a ticket of the customer must know (I3).</summary>
/// <param name="Code">What it is about, for example <c>many-claims</c> or <c>blacklisted</c>.</param>
/// <param name="Reason">Why.</param>
/// <param name="ForbidsAdvanceExchange">Whether nothing goes out before the old unit is back.</param>
/// <param name="Since">When it was raised.</param>
public sealed record CustomerWarning(string Code, string Reason, bool ForbidsAdvanceExchange, DateTimeOffset Since)
{
    /// <summary>The code under which a blacklisting is shown; nobody raises it by hand.</summary>
    internal const string Blacklisted = "blacklisted";

    /// <summary>Raised by itself when there are many repairs within a time.</summary>
    internal const string ManyClaims = "many-claims";
}

/// <summary>
/// What we think of a customer, beside the facts of the file: what the score is made of (I2), credit, blacklist, warnings (I3).
/// </summary>
public sealed record Standing
{
    /// <summary>Points of influence, 0 to 100.</summary>
    public int Influence { get; init; }

    /// <summary>Points of potential, 0 to 100.</summary>
    public int Potential { get; init; }

    /// <summary>Tickets of the year before the class was last computed at its review.</summary>
    public int Tickets { get; init; }

    /// <summary>When the class was last computed.</summary>
    public DateTimeOffset? ClassifiedAt { get; init; }

    /// <summary>The class by hand, or null.</summary>
    public ClassOverride? Override { get; init; }

    /// <summary>Credit class, or null for the usual one.</summary>
    public CreditClass? Credit { get; init; }

    /// <summary>The blacklisting, or null.</summary>
    public Blacklisting? Blacklisting { get; init; }

    /// <summary>Warnings that were raised and not lifted, one of a code.</summary>
    public IReadOnlyList<CustomerWarning> Warnings { get; init; } = [];

    /// <summary>Codes of warnings that were raised once and lifted.</summary>
    public IReadOnlyList<string> Lifted { get; init; } = [];

    /// <summary>
    /// What stands on every ticket now. The end of a blacklisting counts by itself: a due row that is late shows nothing that is over.
    /// </summary>
    internal IReadOnlyList<CustomerWarning> ShownAt(DateTimeOffset now) =>
        Blacklisting is { } listed && listed.Until > now
            ? [new CustomerWarning(CustomerWarning.Blacklisted, listed.Reason, true, listed.Since), .. Warnings]
            : Warnings;

    internal Standing With(CustomerRated e) => this with { Influence = e.Influence, Potential = e.Potential };

    internal Standing With(CustomerClassified e) => this with { Tickets = (int)e.Score.Value(Score.Tickets), ClassifiedAt = e.At };

    internal Standing With(ClassOverridden e) => this with { Override = new ClassOverride(e.Class, e.Reason, e.Until) };

    internal Standing With(CreditSet e) => this with { Credit = e.Class };

    internal Standing With(CustomerBlacklisted e) => this with { Blacklisting = new Blacklisting(e.Reason, e.Until, e.At) };

    internal Standing With(WarningRaised e) =>
        this with
        {
            Warnings = [.. Warnings.Where(w => w.Code != e.Code), new CustomerWarning(e.Code, e.Reason, e.ForbidsAdvanceExchange, e.At)],
            Lifted = [.. Lifted.Where(code => code != e.Code)],
        };

    internal Standing With(WarningLifted e) =>
        this with
        {
            Warnings = [.. Warnings.Where(w => w.Code != e.Code)],
            Lifted = [.. Lifted, e.Code],
        };

    internal Standing WithoutWords() =>
        this with
        {
            Override = Override is null ? null : Override with { Reason = Masking.Mask },
            Blacklisting = Blacklisting is null ? null : Blacklisting with { Reason = Masking.Mask },
            Warnings = [.. Warnings.Select(w => w with { Reason = Masking.Mask })],
        };
}

internal static class StandingDecisions
{
    /// <summary>
    /// The event, and behind it what others must know, when that changes by it. <paramref name="after"/> is the standing that the event
    /// leaves.
    /// </summary>
    public static Decision Accept(this Customer file, object e, Standing after, CustomerOptions rules, DateTimeOffset now)
    {
        var known = Known(after, rules);
        return known == Known(file.Held, rules)
            ? Decision.Accept(e)
            : Decision.Accept(
                e,
                new CustomerStandingChanged(
                    known.Credit,
                    rules.CreditLimits.GetValueOrDefault(known.Credit),
                    known.BlacklistedUntil,
                    known.ForbidsAdvanceExchange,
                    file.Revision + 2,
                    now
                )
            );
    }

    private static (CreditClass Credit, DateTimeOffset? BlacklistedUntil, bool ForbidsAdvanceExchange) Known(
        Standing standing,
        CustomerOptions rules
    )
    {
        var credit = standing.Credit ?? rules.CreditUnlessSet;
        return (
            credit,
            standing.Blacklisting?.Until,
            credit > rules.AdvanceExchangeDownTo
                || standing.Blacklisting is not null
                || standing.Warnings.Any(w => w.ForbidsAdvanceExchange)
        );
    }
}
