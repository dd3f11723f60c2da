namespace CustomerService.ServiceDefaults;

/// <summary>Why a command was refused; decides the HTTP status (and gRPC status) of the answer.</summary>
public enum RejectionKind
{
    /// <summary>400, InvalidArgument: the request contradicts itself or names something that does not exist.</summary>
    Invalid,

    /// <summary>403, PermissionDenied: this actor may not do it.</summary>
    Forbidden,

    /// <summary>404, NotFound.</summary>
    NotFound,

    /// <summary>409, FailedPrecondition: not possible in the present state.</summary>
    Conflict,

    /// <summary>412, Aborted: the caller decided on a version that is no longer the current one.</summary>
    Stale,
}

/// <summary>A refusal that the domain expects. <paramref name="Code"/> is stable, kebab-case, and ends the problem's <c>type</c>.</summary>
public sealed record Rejection(RejectionKind Kind, string Code, string Detail)
{
    /// <summary>A refusal because of the present state (409).</summary>
    public static Rejection Conflict(string code, string detail) => new(RejectionKind.Conflict, code, detail);

    /// <summary>A refusal because the request itself cannot be right (400).</summary>
    public static Rejection Invalid(string code, string detail) => new(RejectionKind.Invalid, code, detail);

    /// <summary>A refusal because of who asks (403).</summary>
    public static Rejection Forbidden(string code, string detail) => new(RejectionKind.Forbidden, code, detail);

    /// <summary>Nothing is known under <paramref name="key"/> (404).</summary>
    public static Rejection NotFound(string what, string key) =>
        new(RejectionKind.NotFound, $"{what}-not-found", $"No {what} {key} is known.");

    /// <summary>404 for a resource by the type of its state or view: Ticket and TicketView are both a ticket.</summary>
    public static Rejection NotFound<T>(string key)
    {
        const string view = "View";
        var name = typeof(T).Name;
        return NotFound((name.EndsWith(view, StringComparison.Ordinal) ? name[..^view.Length] : name).ToKebabCase(), key);
    }
}

/// <summary>What a pure decision says: new events, nothing to do (a repeat), or a refusal.</summary>
public sealed record Decision
{
    private Decision(IReadOnlyList<object> events, Rejection? rejection) => (Events, Rejection) = (events, rejection);

    /// <summary>The command was carried out before: answer as then, store nothing.</summary>
    public static Decision NoChange { get; } = new([], null);

    /// <summary>The facts to append, in order. Empty for a repeat or a refusal.</summary>
    public IReadOnlyList<object> Events { get; }

    /// <summary>The refusal, or null.</summary>
    public Rejection? Rejection { get; }

    /// <summary>Accepts the command with these facts.</summary>
    public static Decision Accept(params IReadOnlyList<object> events) => new(events, null);

    /// <summary>Lets a decision <c>return Rejection.Conflict(...)</c>.</summary>
    public static implicit operator Decision(Rejection rejection) => FromRejection(rejection);

    /// <summary>Refuses the command.</summary>
    public static Decision FromRejection(Rejection rejection) => new([], rejection);
}

/// <summary>What a decision did: why it was refused, or what it appended, and the state that it was made on.</summary>
/// <param name="State">The state before the events; null when the stream is not there. For work on several streams: whatever its caller
/// needs to know.</param>
/// <param name="Events">What was appended, in order; empty for a repeat or a refusal.</param>
/// <param name="Rejection">Why it was refused, or null.</param>
public sealed record Decided<T>(T? State, IReadOnlyList<object> Events, Rejection? Rejection = null)
{
    /// <summary>Whether something was appended.</summary>
    public bool Changed => Events.Count > 0;

    /// <summary>Lets work on several streams <c>return Rejection.Conflict(...)</c>.</summary>
    public static implicit operator Decided<T>(Rejection rejection) => FromRejection(rejection);

    /// <summary>Refused before there was a state.</summary>
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1000", Justification = "The named form of the conversion.")]
    public static Decided<T> FromRejection(Rejection rejection) => new(default, [], rejection);
}
