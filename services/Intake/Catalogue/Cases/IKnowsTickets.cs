namespace CustomerService.Intake.Catalogue.Cases;

/// <summary>What a case asks of the tickets, which stand above it and answer for themselves.</summary>
internal interface IKnowsTickets
{
    /// <summary>Whether there is such a ticket that the actor may see (A1, I4).</summary>
    Task<bool> Sees(Actor actor, string ticket, CancellationToken cancellationToken);
}
