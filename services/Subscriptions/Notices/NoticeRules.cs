using System.Globalization;
using System.Text.Json;

namespace CustomerService.Subscriptions.Notices;

/// <summary>Which fact asks for which notice, and whom it goes to.</summary>
/// <param name="EventType">Type of the CloudEvent.</param>
/// <param name="Kind">The notice.</param>
/// <param name="Recipients">Whom it goes to, from the event's data; nobody when the fact asks for no notice.</param>
internal sealed record NoticeRule(string EventType, NoticeKind Kind, Func<JsonElement, NoticeOptions, IReadOnlyList<Recipient>> Recipients);

/// <summary>Whom a notice goes to: the customer of the ticket, a member of staff, or the mailbox of a role.</summary>
internal sealed record Recipient(string Role, string Id)
{
    private const string CustomerRole = "customer";
    private const string StaffRole = "staff";
    private const string MailboxRole = "mailbox";

    /// <summary>The customer whom the fact concerns; who that is comes out when the notice is sent.</summary>
    public static Recipient Customer { get; } = new(CustomerRole, "");

    public bool IsCustomer => Role == CustomerRole;

    public bool IsMailbox => Role == MailboxRole;

    public static Recipient Staff(string id) => new(StaffRole, id);

    public static Recipient Mailbox(string role) => new(MailboxRole, role);

    public static Recipient Parse(string text) =>
        text.Split(':', 2) is [var role, var id] ? new Recipient(role, id) : new Recipient(text, "");

    /// <inheritdoc />
    public override string ToString() => Id.Length == 0 ? Role : $"{Role}:{Id}";
}

/// <summary>E6: the table of facts that ask for a notice. A new one is a line here and two templates.</summary>
internal static class NoticeRules
{
    private const string Supervisor = "supervisor";

    public static IReadOnlyList<NoticeRule> All { get; } =
    [
        new("customerservice.intake.ticket-opened.v1", NoticeKind.TicketOpened, ToCustomer),
        new("customerservice.dispatch.visit-confirmed.v1", NoticeKind.VisitConfirmed, ToCustomer),
        new("customerservice.dispatch.visit-rescheduled.v1", NoticeKind.VisitRescheduled, ToCustomer),
        new("customerservice.dispatch.visit-progressed.v1", NoticeKind.EngineerOnTheWay, ToCustomerWhen("step", "onTheWay")),
        new("customerservice.repair.repair-quoted.v1", NoticeKind.QuoteToAccept, ToCustomer),
        new("customerservice.repair.repair-order-status-changed.v1", NoticeKind.ReadyForPickUp, ToCustomerWhen("status", "ready")),
        new("customerservice.complaints.complaint-status-changed.v1", NoticeKind.ComplaintProposal, ToCustomerWhen("status", "proposed")),
        new("customerservice.surveys.survey-invited.v1", NoticeKind.SurveyInvitation, ToCustomer),
        new("customerservice.intake.service-level-warning.v1", NoticeKind.ServiceLevelWarning, ToOwnerAndSupervisors),
        new("customerservice.intake.major-fault-declared.v1", NoticeKind.MajorFault, ToAudience),
        new("customerservice.dispatch.visit-offered.v1", NoticeKind.VisitOffered, ToEngineer),
        new("customerservice.dispatch.visit-without-engineer.v1", NoticeKind.VisitWithoutEngineer, ToDispatchers),
    ];

    /// <summary>The rules of each type.</summary>
    public static ILookup<string, NoticeRule> ByType { get; } = All.ToLookup(r => r.EventType);

    private static IReadOnlyList<Recipient> ToCustomer(JsonElement data, NoticeOptions options) => [Recipient.Customer];

    private static Func<JsonElement, NoticeOptions, IReadOnlyList<Recipient>> ToCustomerWhen(string property, string value) =>
        (data, _) => data.Text(property) == value ? [Recipient.Customer] : [];

    // The level of the chain that is told has a mailbox of its own (I13); a level without one is told of by the log of notices alone.
    private static IReadOnlyList<Recipient> ToAudience(JsonElement data, NoticeOptions options) =>
        data.Text("audience") is { Length: > 0 } audience ? [Recipient.Mailbox(audience)] : [];

    private static IReadOnlyList<Recipient> ToEngineer(JsonElement data, NoticeOptions options) =>
        data.Text("engineerId") is { Length: > 0 } engineer ? [Recipient.Staff(engineer)] : [];

    private static IReadOnlyList<Recipient> ToDispatchers(JsonElement data, NoticeOptions options) => [Recipient.Mailbox("dispatcher")];

    private static IReadOnlyList<Recipient> ToOwnerAndSupervisors(JsonElement data, NoticeOptions options) =>
        [
            .. data.Text("owner") is { Length: > 0 } owner ? [Recipient.Staff(owner)] : (IReadOnlyList<Recipient>)[],
            .. decimal.TryParse(data.Text("percent"), CultureInfo.InvariantCulture, out var percent)
            && percent >= options.SupervisorsFromPercent
                ? [Recipient.Mailbox(Supervisor)]
                : (IReadOnlyList<Recipient>)[],
        ];
}

/// <summary>Reading the data of an event: readers ignore what they do not know, and do without what is missing.</summary>
internal static class EventData
{
    public static string? Text(this JsonElement data, string property) =>
        data.ValueKind == JsonValueKind.Object && data.TryGetProperty(property, out var value)
            ? value.ValueKind switch
            {
                JsonValueKind.String => value.GetString(),
                JsonValueKind.Number => value.GetRawText(),
                _ => null,
            }
            : null;

    public static DateTimeOffset? Time(this JsonElement data, string property) =>
        DateTimeOffset.TryParse(data.Text(property), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : null;
}
