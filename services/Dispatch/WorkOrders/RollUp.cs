namespace CustomerService.Dispatch.WorkOrders;

/// <summary>
/// D5: the status of a work order follows from its visits alone, whatever their order. The table is Oracle Field Service's, with two
/// readings for our states: a visit that could not be completed is "suspended" while a further one is to come and "not done" when none is;
/// cancelled visits count only when there is nothing else.
/// </summary>
internal static class RollUp
{
    public static WorkOrderStatus Of(IEnumerable<VisitState> visits)
    {
        var all = visits.ToHashSet();
        var counting = all.Where(v => v != VisitState.Cancelled).ToHashSet();
        if (counting.Count == 0)
        {
            return all.Count == 0 ? WorkOrderStatus.Unscheduled : WorkOrderStatus.Cancelled;
        }

        var pending = counting.Contains(VisitState.Proposed) || counting.Contains(VisitState.Confirmed);
        var done = counting.Contains(VisitState.Done);
        var broken = counting.Contains(VisitState.CannotComplete);
        return (counting.Contains(VisitState.OnSite), counting.Contains(VisitState.OnTheWay), pending) switch
        {
            (true, _, _) => WorkOrderStatus.InProgress,
            (_, true, _) => done || broken ? WorkOrderStatus.InProgress : WorkOrderStatus.EnRoute,
            (_, _, true) when done => WorkOrderStatus.InProgress,
            (_, _, true) when broken => WorkOrderStatus.Suspended,
            (_, _, true) => counting.Contains(VisitState.Confirmed) ? WorkOrderStatus.Scheduled : WorkOrderStatus.Unscheduled,
            _ => done ? WorkOrderStatus.Completed : WorkOrderStatus.NotDone,
        };
    }
}
