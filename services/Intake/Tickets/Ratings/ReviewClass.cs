using CustomerService.Intake.Customers.Files;
using CustomerService.Intake.Tickets.Life;
using CustomerService.ServiceDefaults;
using JasperFx.Events;
using Marten;
using Marten.Events.Projections;
using Microsoft.Extensions.Options;

namespace CustomerService.Intake.Tickets.Ratings;

/// <summary>
/// I2: computes the class anew, a year after it was last computed or when a class by hand is over. What fires looks at the file again, so a
/// row that an older event left changes nothing.
/// </summary>
internal sealed class ReviewClass(IOptions<CustomerOptions> rules)
{
    public const string Purpose = "customer-class";
    public const string LapsePurpose = "customer-class-lapse";

    /// <summary>The yearly review; it is recorded although the class stays.</summary>
    internal static Decision Decide(Customer file, int tickets, CustomerOptions rules, DateTimeOffset now) =>
        file.ErasedAt is not null || file.Held.ClassifiedAt + rules.ClassReviewedEvery > now
            ? Decision.NoChange
            : Decision.Accept(Classified(file, tickets, rules, now));

    /// <summary>The end of a class by hand.</summary>
    internal static Decision Lapse(Customer file, int tickets, CustomerOptions rules, DateTimeOffset now) =>
        file.ErasedAt is not null || file.Held.Override is not { } held || held.Until > now
            ? Decision.NoChange
            : Decision.Accept(new ClassOverrideLapsed(now), Classified(file, tickets, rules, now));

    internal async Task Fire(IDocumentSession session, Due due, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var yearAgo = now.AddYears(-1);
        var tickets = await session
            .Query<TicketView>()
            .CountAsync(t => t.CustomerNumber == due.Key && t.OpenedAt > yearAgo && t.MergedInto == null, cancellationToken);
        await session.Decide<Customer>(
            due.Key,
            file => due.Purpose == Purpose ? Decide(file, tickets, rules.Value, now) : Lapse(file, tickets, rules.Value, now),
            exclusively: true,
            cancellationToken: cancellationToken
        );
    }

    private static CustomerClassified Classified(Customer file, int tickets, CustomerOptions rules, DateTimeOffset now)
    {
        var score = Score.Of(file.YearlySpend, file.Held with { Tickets = tickets }, rules);
        return new CustomerClassified(score.Class, score, now);
    }
}

/// <summary>When the class of a customer is due to be computed anew (I2).</summary>
internal sealed partial class ClassDeadlines(IOptions<CustomerOptions> rules) : EventProjection
{
    public void Project(IEvent<CustomerRegistered> e, IDocumentOperations operations) => QueueReview(e.StreamKey!, e.Data.At, operations);

    public void Project(IEvent<CustomerCorrected> e, IDocumentOperations operations) => QueueReview(e.StreamKey!, e.Data.At, operations);

    public void Project(IEvent<CustomerClassified> e, IDocumentOperations operations) => QueueReview(e.StreamKey!, e.Data.At, operations);

    public static void Project(IEvent<ClassOverridden> e, IDocumentOperations operations) =>
        operations.QueueDue(ReviewClass.LapsePurpose, e.StreamKey!, e.Data.Until);

    private void QueueReview(string number, DateTimeOffset at, IDocumentOperations operations) =>
        operations.QueueDue(ReviewClass.Purpose, number, at + rules.Value.ClassReviewedEvery);
}
