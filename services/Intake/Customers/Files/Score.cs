namespace CustomerService.Intake.Customers.Files;

/// <summary>One part of a score.</summary>
/// <param name="Name">spend, tickets, influence or potential.</param>
/// <param name="Value">The figure: CNY of a year, tickets of a year, or points from 0 to 100.</param>
/// <param name="Weight">Points of the score for each of it.</param>
public sealed record ScoreComponent(string Name, decimal Value, decimal Weight)
{
    /// <summary>What it adds.</summary>
    public decimal Points => Value * Weight;
}

/// <summary>I2: what a customer is worth to us, with every part of it and the weight that counted.</summary>
/// <param name="Total">The sum.</param>
/// <param name="Class">The class that it gives.</param>
/// <param name="Components">What it is the sum of.</param>
public sealed record Score(decimal Total, CustomerClass Class, IReadOnlyList<ScoreComponent> Components)
{
    internal const string Tickets = "tickets";

    /// <summary>With nothing but spend and the usual weight of 1 the score is the yearly spend.</summary>
    internal static Score Of(decimal yearlySpend, Standing standing, CustomerOptions rules)
    {
        ScoreComponent[] components =
        [
            new("spend", yearlySpend, rules.SpendWeight),
            new(Tickets, standing.Tickets, rules.TicketWeight),
            new("influence", standing.Influence, rules.InfluenceWeight),
            new("potential", standing.Potential, rules.PotentialWeight),
        ];
        var total = components.Sum(c => c.Points);
        return new Score(total, rules.ClassOf(total), components);
    }

    internal decimal Value(string component) => Components.Where(c => c.Name == component).Sum(c => c.Value);
}

internal static class Classes
{
    /// <summary>The class of a file with this spend: the one by hand, or else the one by score.</summary>
    public static CustomerClass ClassAfter(this Customer file, decimal yearlySpend, CustomerOptions rules) =>
        file.Held.Override?.Class ?? Score.Of(yearlySpend, file.Held, rules).Class;
}
