using System.Globalization;
using CustomerService.Contracts.Intake.Grpc;
using CustomerService.ServiceDefaults;
using Grpc.Core;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace CustomerService.Dispatch.WorkOrders;

/// <summary>Whom the engineer goes to. Asked of Intake at this moment, which records who saw it; nothing of it is kept here.</summary>
/// <param name="CustomerNumber">The customer's number.</param>
/// <param name="Name">Name.</param>
/// <param name="Phone">E.164.</param>
/// <param name="Address">Address to go to.</param>
/// <param name="City">City.</param>
/// <param name="Language">zh-Hans or en.</param>
public sealed record VisitCustomer(string CustomerNumber, string Name, string Phone, string Address, string City, string Language)
{
    internal static async Task<Results<Ok<VisitCustomer>, ProblemHttpResult>> Handle(
        string number,
        int visit,
        Actor actor,
        IQuerySession query,
        CustomerDirectory.CustomerDirectoryClient directory,
        HttpResponse response,
        IOptions<WorkOrderOptions> rules,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var order = await query.LoadAsync<WorkOrderView>(number, cancellationToken);
        if (order?.Visits.FirstOrDefault(v => v.Visit == visit) is not { } asked)
        {
            return Rejection.NotFound("visit", $"{number}/{visit}").ToProblem();
        }

        if (NotForThem(asked, actor, rules.Value, clock.GetUtcNow()) is { } rejection)
        {
            return rejection.ToProblem();
        }

        response.Headers.CacheControl = "no-store";
        try
        {
            var request = new GetCustomerRequest
            {
                CustomerNumber = order.CustomerNumber,
                TicketNumber = order.TicketNumber,
                Purpose = $"visit {number}/{visit}",
            };
            var customer = await directory.GetCustomerAsync(request, cancellationToken: cancellationToken);
            return TypedResults.Ok(
                new VisitCustomer(
                    customer.CustomerNumber,
                    customer.Name,
                    customer.Phone,
                    customer.Address,
                    customer.City,
                    customer.Language
                )
            );
        }
        catch (RpcException refused) when (refused.StatusCode == StatusCode.NotFound)
        {
            return Rejection
                .Forbidden("customer-confidential", "The customer is not known, or the file is above your clearance: borrow it.")
                .ToProblem();
        }
        catch (RpcException refused) when (refused.StatusCode == StatusCode.PermissionDenied)
        {
            return Rejection.Forbidden("customer-confidential", "The customer directory does not show this file to you.").ToProblem();
        }
        catch (RpcException silent)
            when (silent.StatusCode
                    is StatusCode.Unavailable
                        or StatusCode.DeadlineExceeded
                        or StatusCode.Unimplemented
                        or StatusCode.Internal
                        or StatusCode.Unknown
                        or StatusCode.ResourceExhausted
            )
        {
            response.Headers.RetryAfter = ((int)rules.Value.DirectoryRetryAfter.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            return Problems.Problem(
                StatusCodes.Status503ServiceUnavailable,
                "customer-directory-unavailable",
                "The customer directory does not answer; try again."
            );
        }
    }

    /// <summary>The engineer who holds the visit, from a day before the agreed window until the visit is over.</summary>
    internal static Rejection? NotForThem(VisitView visit, Actor actor, WorkOrderOptions rules, DateTimeOffset now)
    {
        if (actor.IsDispatcher())
        {
            return null;
        }

        if (!actor.Is(Role.Engineer) || visit.EngineerId != actor.Id)
        {
            return Rejection.Forbidden(
                "not-your-visit",
                "Only the engineer who holds the visit, a dispatcher or a supervisor sees the customer."
            );
        }

        if (visit.EndedAt is not null)
        {
            return Rejection.Forbidden("visit-over", "The visit is over.");
        }

        return visit.WindowFrom is { } from && now < from - rules.CustomerShownBefore
            ? Rejection.Forbidden("visit-not-yet", $"The customer is shown from {from - rules.CustomerShownBefore:O} on.")
            : null;
    }
}
