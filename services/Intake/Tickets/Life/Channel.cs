namespace CustomerService.Intake.Tickets.Life;

/// <summary>How a contact reached us.</summary>
public enum Channel
{
    /// <summary>A call.</summary>
    Phone,

    /// <summary>A form.</summary>
    Web,

    /// <summary>A chat.</summary>
    Chat,

    /// <summary>An e-mail.</summary>
    Email,

    /// <summary>A letter.</summary>
    Letter,

    /// <summary>A person at the counter.</summary>
    Visit,
}

/// <summary>Which way a contact went.</summary>
public enum Direction
{
    /// <summary>From the customer.</summary>
    In,

    /// <summary>To the customer.</summary>
    Out,
}
