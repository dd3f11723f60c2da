using System.Globalization;
using System.Text.Json;

namespace CustomerService.Subscriptions.Notices;

/// <summary>What the placeholders of a template stand for: from the event's data as it was committed, never from current state.</summary>
internal static class NoticeValues
{
    /// <param name="kind">The notice.</param>
    /// <param name="data">Data of the event.</param>
    /// <param name="subject">Subject of the event: the number of what it is about.</param>
    /// <param name="ticket">The ticket's number; the subject where there is none.</param>
    /// <param name="reader">Language and time zone of who reads it.</param>
    /// <param name="name">Name of who reads it; only customers are greeted by name.</param>
    /// <param name="link">Address of the survey page; only for an invitation.</param>
    public static IReadOnlyDictionary<string, string> Of(
        NoticeKind kind,
        JsonElement data,
        string subject,
        string? ticket,
        Reader reader,
        string? name = null,
        string? link = null
    )
    {
        var values = new Dictionary<string, string>
        {
            ["name"] = name ?? "",
            ["ticket"] = ticket ?? subject,
            ["subject"] = subject,
            ["time"] = reader.Moment(data.Time("at")),
        };
        foreach (var (key, value) in Own(kind, data, subject, reader, link))
        {
            values[key] = value;
        }

        return values;
    }

    private static IEnumerable<(string Key, string Value)> Own(
        NoticeKind kind,
        JsonElement data,
        string subject,
        Reader reader,
        string? link
    ) =>
        kind switch
        {
            NoticeKind.VisitConfirmed or NoticeKind.VisitRescheduled =>
            [
                ("window", reader.Window(data.Time("windowFrom"), data.Time("windowTo"))),
            ],
            NoticeKind.QuoteToAccept => [("repairOrder", data.Text("repairOrderNumber") ?? subject), ("amount", Amount(data))],
            NoticeKind.ReadyForPickUp =>
            [
                ("repairOrder", data.Text("repairOrderNumber") ?? subject),
                ("site", data.Text("siteCode") ?? ""),
            ],
            NoticeKind.ComplaintProposal => [("complaint", data.Text("complaintNumber") ?? subject)],
            NoticeKind.SurveyInvitation => [("link", link ?? ""), ("expiresAt", reader.Moment(data.Time("expiresAt")))],
            NoticeKind.ServiceLevelWarning =>
            [
                ("clock", reader.Clock(data.Text("clock") ?? "")),
                ("percent", data.Text("percent") ?? ""),
                ("owner", data.Text("owner") ?? ""),
            ],
            NoticeKind.VisitOffered => [("site", data.Text("siteCode") ?? ""), ("expiresAt", reader.Moment(data.Time("expiresAt")))],
            NoticeKind.VisitWithoutEngineer => [("visit", data.Text("visit") ?? ""), ("region", data.Text("regionCode") ?? "")],
            NoticeKind.MajorFault =>
            [
                ("model", data.Text("model") ?? ""),
                ("faultCode", data.Text("faultCode") ?? ""),
                ("tickets", data.Text("tickets") ?? ""),
                ("level", data.Text("level") ?? ""),
            ],
            _ => [],
        };

    private static string Amount(JsonElement data) =>
        decimal.TryParse(data.Text("amount"), CultureInfo.InvariantCulture, out var amount)
            ? string.Create(CultureInfo.InvariantCulture, $"{data.Text("currency")} {amount:N2}")
            : "";
}

/// <summary>How somebody reads times and words.</summary>
/// <param name="Language">zh-Hans or en.</param>
/// <param name="TimeZone">IANA name of the time zone.</param>
internal sealed record Reader(string Language, string TimeZone)
{
    private const string ChineseDay = "yyyy年M月d日";
    private const string EnglishDay = "d MMMM yyyy";

    private bool IsChinese => Language == Languages.Chinese;

    /// <summary>2 March 2026, 09:00 – 2026年3月2日 09:00.</summary>
    public string Moment(DateTimeOffset? instant) =>
        instant is { } at
            ? string.Create(CultureInfo.InvariantCulture, $"{Day(Local(at))}{(IsChinese ? " " : ", ")}{Local(at):HH:mm}")
            : "";

    /// <summary>2 March 2026, 09:00–11:00; with both days when the window ends on another one.</summary>
    public string Window(DateTimeOffset? from, DateTimeOffset? to) =>
        from is null || to is null ? Moment(from ?? to)
        : Local(from.Value).Date == Local(to.Value).Date
            ? string.Create(CultureInfo.InvariantCulture, $"{Moment(from)}–{Local(to.Value):HH:mm}")
        : $"{Moment(from)} – {Moment(to)}";

    /// <summary>The words for a service level clock (I10); an unknown one by its code.</summary>
    public string Clock(string code) =>
        (code, IsChinese) switch
        {
            ("firstResponse", true) => "首次响应",
            ("firstResponse", false) => "the first response",
            ("handOver", true) => "交接",
            ("handOver", false) => "the hand-over",
            ("onSite", true) => "到场",
            ("onSite", false) => "arriving on site",
            ("resolution", true) => "解决",
            ("resolution", false) => "the resolution",
            _ => code,
        };

    private DateTimeOffset Local(DateTimeOffset instant) =>
        TimeZoneInfo.ConvertTime(instant, TimeZoneInfo.FindSystemTimeZoneById(TimeZone));

    private string Day(DateTimeOffset local) => local.ToString(IsChinese ? ChineseDay : EnglishDay, CultureInfo.InvariantCulture);
}
