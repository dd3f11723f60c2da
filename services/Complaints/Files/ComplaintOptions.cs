using System.ComponentModel.DataAnnotations;

namespace CustomerService.Complaints.Files;

/// <summary>Numbers of the complaint rules; configuration section <c>Complaints</c>.</summary>
public sealed class ComplaintOptions : IValidatableObject
{
    /// <summary>The last level of escalation.</summary>
    public const int LastLevel = 3;

    /// <summary>The customer hears that we have the complaint within this time (C1).</summary>
    public TimeSpan AcknowledgeWithin { get; set; } = TimeSpan.FromHours(24);

    /// <summary>From registration, or from an escalation, to a proposal (C2).</summary>
    public TimeSpan ProposeWithin { get; set; } = TimeSpan.FromHours(48);

    /// <summary>Share of that time after which the supervisor is told for the first time, in percent.</summary>
    [Range(1, 98)]
    public int FirstNoticePercent { get; set; } = 50;

    /// <summary>Share after which the supervisor is told again, in percent. The third notice is the breach, at 100.</summary>
    [Range(2, 99)]
    public int SecondNoticePercent { get; set; } = 75;

    /// <summary>What a handler of level 1 may promise (C3).</summary>
    [Range(typeof(decimal), "0", "1000000000")]
    public decimal ApprovalLimit1 { get; set; } = 500;

    /// <summary>What a handler of level 2 may promise.</summary>
    [Range(typeof(decimal), "0", "1000000000")]
    public decimal ApprovalLimit2 { get; set; } = 5_000;

    /// <summary>What a handler of level 3 may promise.</summary>
    [Range(typeof(decimal), "0", "1000000000")]
    public decimal ApprovalLimit3 { get; set; } = 50_000;

    /// <summary>Currency of the limits, ISO 4217; nothing can be promised in another one.</summary>
    [Required, RegularExpression("^[A-Z]{3}$")]
    public string ApprovalCurrency { get; set; } = "CNY";

    /// <summary>A survey's score up to which its complaint is severe; one above is medium, the rest low (S6).</summary>
    [Range(1, 5)]
    public int SevereUpToSatisfaction { get; set; } = 1;

    internal IReadOnlyList<int> NoticePercents => [FirstNoticePercent, SecondNoticePercent, 100];

    internal decimal LimitOf(int level) =>
        level switch
        {
            1 => ApprovalLimit1,
            2 => ApprovalLimit2,
            _ => ApprovalLimit3,
        };

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (FirstNoticePercent >= SecondNoticePercent)
        {
            yield return new ValidationResult("The first notice comes before the second.", [nameof(FirstNoticePercent)]);
        }

        if (ApprovalLimit1 > ApprovalLimit2 || ApprovalLimit2 > ApprovalLimit3)
        {
            yield return new ValidationResult("A higher level may promise at least as much.", [nameof(ApprovalLimit2)]);
        }

        if (ProposeWithin <= TimeSpan.Zero || AcknowledgeWithin <= TimeSpan.Zero)
        {
            yield return new ValidationResult("Times are positive.", [nameof(ProposeWithin)]);
        }
    }
}
