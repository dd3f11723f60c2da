namespace CustomerService.Intake;

/// <summary>Roles that several endpoints permit.</summary>
internal static class Access
{
    /// <summary>Who works for us with customers.</summary>
    public static readonly Role[] Staff =
    [
        Role.Agent,
        Role.Supervisor,
        Role.Dispatcher,
        Role.Engineer,
        Role.Storekeeper,
        Role.ComplaintHandler,
        Role.Quality,
        Role.Administrator,
    ];

    /// <summary>The same, and who looks at what they do.</summary>
    public static readonly Role[] StaffAndAuditor = [.. Staff, Role.Auditor];

    /// <summary>Whether somebody is one of us, so that what is said among us may be shown.</summary>
    public static bool IsStaff(this Actor actor) => StaffAndAuditor.Any(actor.Is);

    /// <summary>Who runs tickets.</summary>
    public static readonly Role[] Desk = [Role.Agent, Role.Supervisor];

    /// <summary>The same, and who sets up what they work with.</summary>
    public static readonly Role[] DeskAndAdministrator = [.. Desk, Role.Administrator];

    /// <summary>Whose matter a ticket is, and who passes their words on.</summary>
    public static readonly Role[] Parties = [Role.Customer, .. Desk, Role.Integration];

    /// <summary>Who brings in tables of master data.</summary>
    public static readonly Role[] Importers = [Role.Administrator, Role.Integration];

    /// <summary>Who opens files of customers.</summary>
    public static readonly Role[] Files =
    [
        Role.Customer,
        Role.Agent,
        Role.Supervisor,
        Role.ComplaintHandler,
        Role.Quality,
        Role.Administrator,
        Role.Auditor,
    ];

    /// <summary>
    /// For whom another service may ask here: whoever may call it, each within what they may see, and the service itself.
    /// </summary>
    public static readonly Role[] Peers = [Role.System, Role.Customer, .. StaffAndAuditor, Role.Integration];

    /// <summary>Who reads tickets, each within what they may see.</summary>
    public static readonly Role[] Readers = [Role.Customer, .. StaffAndAuditor, Role.Integration, Role.System];
}
