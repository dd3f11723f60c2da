using CsCheck;
using CustomerService.Dispatch.WorkOrders;
using static CustomerService.Dispatch.WorkOrders.VisitState;

namespace CustomerService.Dispatch.Tests;

/// <summary>D5: the status of a work order is a roll-up of its visits.</summary>
public sealed class RollUpTests
{
    private static readonly Gen<VisitState[]> Visits = Gen.Enum<VisitState>().Array[0, 6];

    /// <summary>Every set of states of up to two visits, with what it makes.</summary>
    [Theory]
    [InlineData(WorkOrderStatus.Unscheduled)]
    [InlineData(WorkOrderStatus.Unscheduled, Proposed)]
    [InlineData(WorkOrderStatus.Scheduled, Confirmed)]
    [InlineData(WorkOrderStatus.EnRoute, OnTheWay)]
    [InlineData(WorkOrderStatus.InProgress, OnSite)]
    [InlineData(WorkOrderStatus.Completed, Done)]
    [InlineData(WorkOrderStatus.NotDone, CannotComplete)]
    [InlineData(WorkOrderStatus.Cancelled, VisitState.Cancelled)]
    [InlineData(WorkOrderStatus.Scheduled, Proposed, Confirmed)]
    [InlineData(WorkOrderStatus.EnRoute, Proposed, OnTheWay)]
    [InlineData(WorkOrderStatus.InProgress, Proposed, OnSite)]
    [InlineData(WorkOrderStatus.InProgress, Proposed, Done)]
    [InlineData(WorkOrderStatus.Suspended, Proposed, CannotComplete)]
    [InlineData(WorkOrderStatus.Unscheduled, Proposed, VisitState.Cancelled)]
    [InlineData(WorkOrderStatus.EnRoute, Confirmed, OnTheWay)]
    [InlineData(WorkOrderStatus.InProgress, Confirmed, OnSite)]
    [InlineData(WorkOrderStatus.InProgress, Confirmed, Done)]
    [InlineData(WorkOrderStatus.Suspended, Confirmed, CannotComplete)]
    [InlineData(WorkOrderStatus.Scheduled, Confirmed, VisitState.Cancelled)]
    [InlineData(WorkOrderStatus.InProgress, OnTheWay, OnSite)]
    [InlineData(WorkOrderStatus.InProgress, OnTheWay, Done)]
    [InlineData(WorkOrderStatus.InProgress, OnTheWay, CannotComplete)]
    [InlineData(WorkOrderStatus.EnRoute, OnTheWay, VisitState.Cancelled)]
    [InlineData(WorkOrderStatus.InProgress, OnSite, Done)]
    [InlineData(WorkOrderStatus.InProgress, OnSite, CannotComplete)]
    [InlineData(WorkOrderStatus.InProgress, OnSite, VisitState.Cancelled)]
    [InlineData(WorkOrderStatus.Completed, Done, CannotComplete)]
    [InlineData(WorkOrderStatus.Completed, Done, VisitState.Cancelled)]
    [InlineData(WorkOrderStatus.NotDone, CannotComplete, VisitState.Cancelled)]
    [InlineData(WorkOrderStatus.InProgress, Done, CannotComplete, Confirmed)]
    [InlineData(WorkOrderStatus.Suspended, VisitState.Cancelled, CannotComplete, Confirmed)]
    public void TheTable(WorkOrderStatus expected, params VisitState[] visits) => Assert.Equal(expected, RollUp.Of(visits));

    [Fact]
    public void EveryCombinationHasAStatusWhateverTheOrder() =>
        Gen.Select(Visits, Gen.Int)
            .Sample(
                (visits, seed) =>
                {
                    var shuffled = visits.OrderBy(v => HashCode.Combine(v, seed)).Reverse().ToArray();
                    return Enum.IsDefined(RollUp.Of(visits)) && RollUp.Of(visits) == RollUp.Of(shuffled);
                }
            );

    [Fact]
    public void AFurtherVisitOfTheSameStateChangesNothing() =>
        Visits.Where(v => v.Length > 0).Sample(visits => RollUp.Of(visits) == RollUp.Of([.. visits, visits[0]]));

    [Fact]
    public void OnlyEndedVisitsMakeAnEndedOrder() =>
        Visits
            .Where(v => v.Length > 0)
            .Sample(visits =>
                visits.All(v => v is Done or CannotComplete or VisitState.Cancelled)
                == (RollUp.Of(visits) is WorkOrderStatus.Completed or WorkOrderStatus.NotDone or WorkOrderStatus.Cancelled)
            );

    [Fact]
    public void CancelledVisitsCountOnlyAlone() =>
        Visits
            .Where(visits => visits.Any(v => v != VisitState.Cancelled))
            .Sample(visits => RollUp.Of(visits) == RollUp.Of([.. visits, VisitState.Cancelled]));

    [Fact]
    public void EveryStatusCanBeReached() =>
        Assert.Equal(
            Enum.GetValues<WorkOrderStatus>(),
            Enum.GetValues<VisitState>().SelectMany(a => Enum.GetValues<VisitState>().Select(b => RollUp.Of([a, b]))).Distinct().Order()
        );
}
