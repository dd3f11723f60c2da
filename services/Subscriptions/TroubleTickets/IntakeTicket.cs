namespace CustomerService.Subscriptions.TroubleTickets;

/// <summary>What the façade reads of Intake's answer.</summary>
internal sealed record IntakeTicket(
    string Id,
    string CustomerNumber,
    string Type,
    string Priority,
    string Channel,
    string Owner,
    string Status,
    DateTimeOffset OpenedAt,
    DateTimeOffset ChangedAt,
    string? Text = null,
    string? UnitImei = null,
    string? FaultCode = null,
    string? SubStatus = null,
    string? WaitingFor = null,
    string? ResolutionCode = null
)
{
    private const string Customer = "Customer";
    private const string Agent = "Agent";
    private const string Unit = "Unit";

    /// <summary>The same ticket in the words of TMF621. Pure.</summary>
    public TroubleTicket ToTmf(string basePath, IReadOnlyList<ExternalIdentifier>? known = null) =>
        new()
        {
            Id = Id,
            Href = Address(basePath, Id),
            Description = Text,
            Severity = TroubleTicketCodes.Severity.ToTmf(Priority),
            Priority = TroubleTicketCodes.Priority.ToTmf(Priority),
            TicketType = TroubleTicketCodes.Type.ToTmf(Type),
            Status = TroubleTicketCodes.Status.ToTmf(Status),
            StatusChangeReason = SubStatus ?? WaitingFor ?? ResolutionCode,
            Channel = TroubleTicketCodes.Channel.ToTmf(Channel) is { } channel ? new ChannelRef(channel) : null,
            CreationDate = OpenedAt,
            LastUpdate = ChangedAt,
            ExternalIdentifier = known,
            RelatedParty = Parties(CustomerNumber, Owner),
            RelatedEntity = Units(UnitImei),
            TroubleTicketCharacteristic = Faults(FaultCode),
        };

    public static string Address(string basePath, string id) => $"{basePath}/troubleTicket/{id}";

    public static IReadOnlyList<RelatedParty>? Parties(string? customer, string? owner)
    {
        RelatedParty?[] parties = [Party("customer", customer, Customer), Party("owner", owner, Agent)];
        return parties.OfType<RelatedParty>().ToList() is { Count: > 0 } known ? known : null;
    }

    public static IReadOnlyList<RelatedEntity>? Units(string? imei) =>
        imei is null ? null : [new RelatedEntity("unit", new Reference("EntityRef", imei, Unit))];

    public static IReadOnlyList<Characteristic>? Faults(string? code) => code is null ? null : [new Characteristic("faultCode", code)];

    private static RelatedParty? Party(string role, string? id, string type) =>
        id is null ? null : new RelatedParty(role, new Reference("PartyRef", id, type));
}
