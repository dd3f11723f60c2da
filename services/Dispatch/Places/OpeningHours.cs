using System.Globalization;
using System.Text.RegularExpressions;

namespace CustomerService.Dispatch.Places;

/// <summary>Hours of every day, local time: from a minute of the day to a later one, at most 24:00.</summary>
internal readonly partial record struct OpeningHours(TimeSpan Opens, TimeSpan Closes)
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    public const string Expected = "HH:mm-HH:mm, from 00:00 to 24:00, the end after the start";

    public static OpeningHours? Parse(string? text)
    {
        var parts = Form().Match(text ?? "");
        if (!parts.Success)
        {
            return null;
        }

        var hours = new OpeningHours(Time(parts, 1), Time(parts, 3));
        return hours.Opens < hours.Closes && hours.Closes <= Day ? hours : null;
    }

    /// <summary>Whether all of the time lies in the hours of one local day, or the place never closes.</summary>
    public bool Hold(DateTimeOffset from, DateTimeOffset to, TimeSpan utcOffset)
    {
        if (this == new OpeningHours(TimeSpan.Zero, Day))
        {
            return true;
        }

        var begins = from.ToOffset(utcOffset);
        var midnight = begins - begins.TimeOfDay;
        return from >= midnight + Opens && to <= midnight + Closes;
    }

    private static TimeSpan Time(Match parts, int group) =>
        new(
            int.Parse(parts.Groups[group].Value, CultureInfo.InvariantCulture),
            int.Parse(parts.Groups[group + 1].Value, CultureInfo.InvariantCulture),
            0
        );

    [GeneratedRegex("^([01][0-9]|2[0-4]):([0-5][0-9])-([01][0-9]|2[0-4]):([0-5][0-9])$")]
    private static partial Regex Form();
}
