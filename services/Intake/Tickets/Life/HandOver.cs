namespace CustomerService.Intake.Tickets.Life;

/// <summary>I9: an offer to take a ticket over that nobody has answered yet; one value, so that none of it outlives the rest.</summary>
/// <param name="To">Who was asked.</param>
/// <param name="ExpiresAt">Until when it stands; null where nobody in person was asked.</param>
/// <param name="BackTo">Whom it was offered to before the routing found somebody, or null.</param>
/// <param name="By">Who asked, as role:id; null for the routing.</param>
public sealed record HandOver(string To, DateTimeOffset? ExpiresAt = null, string? BackTo = null, string? By = null)
{
    internal static HandOver Of(HandOverOffered e) => new(e.To, e.ExpiresAt, e.BackTo, e.By);

    /// <summary>What stands when it is not taken: the offer that the routing found somebody for, or nothing.</summary>
    internal HandOver? NotTaken => BackTo is null ? null : new HandOver(BackTo);
}
