using System.ComponentModel.DataAnnotations;

namespace CustomerService.Intake.Desk.Routing;

/// <summary>Numbers of the routing (I9, I11); configuration section <c>Routing</c>.</summary>
public sealed class RoutingOptions
{
    /// <summary>Whether tickets are offered to agents; without it they wait until somebody takes them.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>An offer that nobody answers for this long goes to somebody else, and its receiver counts as away.</summary>
    public TimeSpan OfferExpiresAfter { get; set; } = TimeSpan.FromMinutes(3);

    /// <summary>Tickets that an agent works on at the same time, unless the profile says otherwise.</summary>
    [Range(1, 100)]
    public int Capacity { get; set; } = 5;

    /// <summary>Every request is handled or handed over within this long (I9); due while no clock of the ticket says when.</summary>
    public TimeSpan HandledWithin { get; set; } = TimeSpan.FromHours(8);

    /// <summary>Percent of the time to the deadline after which skill and language are wishes, no longer conditions.</summary>
    [Range(0, 100)]
    public int RelaxesAt { get; set; } = 50;

    /// <summary>What nobody has touched is taken from an owner who has been offline for this long.</summary>
    public TimeSpan AbsentAfter { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>Waiting tickets that a plan reads at once; when nobody takes any of them, it reads on.</summary>
    [Range(1, 10_000)]
    public int PlannedAtOnce { get; set; } = 200;
}
