namespace CustomerService.Contracts.Identity.V1;

/// <summary>
/// Somebody who signs in is registered, may do something else, or may not sign in any more (A1). Who keeps what people do checks the people
/// that a request names against it.
/// </summary>
public sealed record PersonChanged
{
    /// <summary>Id of the person; a customer's is the customer number.</summary>
    public required string PersonId { get; init; }

    /// <summary>Codes of roles, for example complaintHandler.</summary>
    public required IReadOnlyList<string> Roles { get; init; }

    /// <summary>Sites by code; a trailing * stands for anything.</summary>
    public required IReadOnlyList<string> Sites { get; init; }

    /// <summary>Beginnings of region codes.</summary>
    public required IReadOnlyList<string> Regions { get; init; }

    /// <summary>normal, secret, confidential or topSecret.</summary>
    public required string Clearance { get; init; }

    /// <summary>False when nobody signs in under this id any more.</summary>
    public required bool IsActive { get; init; }

    /// <summary>Grows with every fact of a person; an older one is passed over.</summary>
    public required int Revision { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }
}

/// <summary>
/// Access tokens count no more although their time is not over (A1): somebody signed out, may do less or more, has a new password, or was
/// disabled.
/// </summary>
public sealed record TokensEnded
{
    /// <summary>Whose: claim sub.</summary>
    public required string Subject { get; init; }

    /// <summary>Those of one sign-in only, claim sid; null for all that bear a lower claim rev than <see cref="Revision"/>.</summary>
    public string? SignIn { get; init; }

    /// <summary>Tokens of this revision, and of later ones, count.</summary>
    public required int Revision { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }
}
