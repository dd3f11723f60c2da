using System.ComponentModel.DataAnnotations;

namespace CustomerService.Surveys;

/// <summary>Numbers of the survey rules; configuration section <c>Surveys</c>.</summary>
public sealed class SurveyOptions
{
    /// <summary>Where customers reach us, for example https://service.example.com; empty makes links relative.</summary>
    public string PublicAddress { get; set; } = "";

    /// <summary>
    /// Secret that links and nonces are made with, 32 characters or more. When not set, one is made at first use and kept in the database.
    /// </summary>
    [MinLength(32)]
    public string? TokenKey { get; set; }

    /// <summary>Questionnaire of new invitations: key and version.</summary>
    [Required]
    public string Questionnaire { get; set; } = "satisfaction/1";

    /// <summary>Share of closed episodes that are asked about, in percent (S2).</summary>
    [Range(0, 100)]
    public double SamplingPercent { get; set; } = 100;

    /// <summary>A customer is asked at most once within this time (S2).</summary>
    public TimeSpan OncePer { get; set; } = TimeSpan.FromDays(30);

    /// <summary>A reminder is due when nobody has answered for this long.</summary>
    public TimeSpan RemindAfter { get; set; } = TimeSpan.FromDays(3);

    /// <summary>An invitation lapses after this time.</summary>
    public TimeSpan ExpiresAfter { get; set; } = TimeSpan.FromDays(14);

    /// <summary>A page that was opened can be submitted for this long (S3).</summary>
    public TimeSpan NonceValidFor { get; set; } = TimeSpan.FromHours(2);

    /// <summary>Later answers to one invitation that are kept, flagged; what comes behind them is not stored.</summary>
    [Range(0, 1000)]
    public int MaximumFlaggedAnswers { get; set; } = 10;

    /// <summary>Satisfaction up to which a call-back is opened (S6).</summary>
    [Range(0, 5)]
    public int CallBackUpTo { get; set; } = 2;

    /// <summary>Time in which the customer is called back (S6).</summary>
    public TimeSpan CallBackWithin { get; set; } = TimeSpan.FromHours(24);

    /// <summary>Satisfaction up to which the page offers to open a complaint (S6).</summary>
    [Range(0, 5)]
    public int OfferComplaintUpTo { get; set; } = 3;

    /// <summary>Standard score of the margin of error; 1.96 is a confidence of 95 % (S5).</summary>
    [Range(0.1, 5)]
    public double StandardScore { get; set; } = 1.96;
}
