using CustomerService.Intake.Customers.Files;
using CustomerService.Intake.Customers.Standings;
using CustomerService.Intake.Tickets.Life;
using CustomerService.ServiceDefaults;
using JasperFx.Events;
using Marten;
using Marten.Events.Projections;
using Marten.Linq.MatchesSql;
using Microsoft.Extensions.Options;

namespace CustomerService.Intake.Tickets.Ratings;

/// <summary>
/// I3: many tickets with a repair within a time raise a warning. A claim only leaves a due row, so the ticket's transaction knows nothing
/// of the customer's stream. One that was lifted comes back with the next claim, if there are still many.
/// </summary>
internal sealed class CountClaims(IOptions<CustomerOptions> rules)
{
    public const string Purpose = "customer-claims";
    internal const string Code = CustomerWarning.ManyClaims;

    internal static Decision Decide(Customer file, int claims, CustomerOptions rules, string by, DateTimeOffset now) =>
        file.ErasedAt is not null || claims < rules.ManyClaims || file.Held.Warnings.Any(w => w.Code == Code)
            ? Decision.NoChange
            : RaiseWarning.Decide(
                file,
                new RaiseWarning(Code, $"{claims} tickets with a repair within {rules.ClaimsWindow.TotalDays:0} days."),
                by,
                rules,
                now
            );

    internal async Task Fire(IDocumentSession session, Due due, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var since = now - rules.Value.ClaimsWindow;
        var claims = await session
            .Query<TicketView>()
            .Where(t => t.CustomerNumber == due.Key && t.OpenedAt > since)
            .Where(t =>
                t.MatchesSql("exists (select 1 from jsonb_object_keys(d.data -> 'orders') as o(number) where o.number like '%-R%')")
            )
            .CountAsync(cancellationToken);
        await session.Decide<Customer>(
            due.Key,
            file => Decide(file, claims, rules.Value, session.LastModifiedBy!, now),
            exclusively: true,
            cancellationToken: cancellationToken
        );
    }
}

internal sealed partial class ClaimDeadlines : EventProjection
{
    public static void Project(IEvent<RepairRequested> e, IDocumentOperations operations) =>
        operations.QueueDue(CountClaims.Purpose, e.Data.CustomerNumber, e.Data.At);
}
