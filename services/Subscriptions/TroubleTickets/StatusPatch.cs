namespace CustomerService.Subscriptions.TroubleTickets;

/// <summary>The command of Intake that a change of status stands for.</summary>
/// <param name="Action">Last part of the address, for example <c>resolve</c>; null when there is nothing to do.</param>
/// <param name="Body">What is sent.</param>
internal sealed record IntakeCommand(string? Action, object? Body);

/// <summary>
/// E7: which commands of Intake a PATCH of the status stands for. Intake decides; what it has no command for is refused here.
/// </summary>
internal static class StatusPatch
{
    private const string Resolution = "tmf621";
    private static readonly string[] Waiting = ["us", "customer", "parts", "thirdParty"];

    /// <summary>The command for a change from one status to another, or the error. Pure.</summary>
    public static (IntakeCommand? Command, TmfError? Error) Decide(string from, string to, string? reason)
    {
        var isOpen = from is "acknowledged" or "pending" or "held" or "inProgress";
        return (from, to) switch
        {
            _ when from == to && !(isOpen && reason is not null) => (new IntakeCommand(null, null), null),
            (_, "pending" or "held") when isOpen => Command("status", new { status = to, waitingFor = WaitingFor(to, reason) }),
            (_, "acknowledged" or "inProgress" or "rejected") when isOpen => Command("status", new { status = to }),
            (_, "cancelled") when isOpen => Command("cancel", new { reason = Short(reason) ?? Resolution }),
            (_, "resolved") when isOpen => WithReason(reason, note => Command("resolve", new { code = Resolution, note })),
            ("resolved", "closed") => Command("accept", new { }),
            ("resolved", "inProgress") => WithReason(reason, words => Command("reject", new { reason = words })),
            ("closed", "inProgress") => WithReason(reason, words => Command("reopen", new { reason = words })),
            _ => (null, TmfError.Conflict("transitionNotAllowed", $"A ticket that is {from} cannot become {to}.")),
        };
    }

    private static (IntakeCommand? Command, TmfError? Error) Command(string action, object body) => (new IntakeCommand(action, body), null);

    private static (IntakeCommand? Command, TmfError? Error) WithReason(string? reason, Func<string, (IntakeCommand?, TmfError?)> then) =>
        string.IsNullOrWhiteSpace(reason) ? (null, TmfError.Invalid("reasonMissing", "Say why in statusChangeReason.")) : then(reason);

    // Intake wants to know who is waited for; the standard has no field for it.
    private static string WaitingFor(string to, string? reason) =>
        Waiting.FirstOrDefault(w => string.Equals(w, reason, StringComparison.OrdinalIgnoreCase))
        ?? (to == "pending" ? "customer" : "thirdParty");

    private static string? Short(string? reason) => string.IsNullOrWhiteSpace(reason) ? null : reason[..Math.Min(reason.Length, 40)];
}
