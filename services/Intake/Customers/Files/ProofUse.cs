namespace CustomerService.Intake.Customers.Files;

/// <summary>How surely somebody is who they say (I5); ascending.</summary>
public enum ProofLevel
{
    /// <summary>Not proved.</summary>
    None,

    /// <summary>Knows the service password.</summary>
    ServicePassword,

    /// <summary>Read a code that was sent to a contact point on file.</summary>
    OneTimeCode,
}

/// <summary>What somebody must prove themselves for (I5).</summary>
public enum SensitiveAct
{
    /// <summary>A customer reads the own file.</summary>
    ReadDetails,

    /// <summary>How a customer is reached.</summary>
    ChangeContactPoints,

    /// <summary>Where a customer lives.</summary>
    ChangeAddress,

    /// <summary>Whose a unit is.</summary>
    ChangeUnitOwner,

    /// <summary>Everything that is stored about a person.</summary>
    ExportData,

    /// <summary>A new service password.</summary>
    SetServicePassword,

    /// <summary>Money goes back to the customer.</summary>
    Refund,
}

/// <summary>The proof that an act was done with; stands in the event of the act.</summary>
/// <param name="Id">The proof.</param>
/// <param name="Level">Its level.</param>
public sealed record ProofUse(string Id, ProofLevel Level);
