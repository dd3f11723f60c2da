using CustomerService.ServiceDefaults;

namespace CustomerService.Dispatch.WorkOrders;

/// <summary>Guards that several commands on a visit share; null when there is nothing to object.</summary>
internal static class VisitRules
{
    public static Rejection Ended(Visit visit) => Rejection.Conflict("visit-ended", $"The visit is {visit.State.ToCode()}.");

    public static Rejection NotConfirmed(Visit visit) => Rejection.Conflict("visit-not-confirmed", $"The visit is {visit.State.ToCode()}.");

    public static Rejection? Window(DateTimeOffset from, DateTimeOffset to, WorkOrderOptions rules, DateTimeOffset now) =>
        to <= from || to - from > rules.LongestWindow
            ? Rejection.Invalid("window-invalid", $"A window ends after its start and lasts at most {rules.LongestWindow}.")
        : to <= now ? Rejection.Invalid("window-past", "The window is over already.")
        : null;

    public static Rejection? Time(Visit visit, DateTimeOffset at, WorkOrderOptions rules, DateTimeOffset now) =>
        at > now + rules.ClockSkew ? Rejection.Invalid("time-in-future", $"It is {now:O}; what happens later cannot be reported yet.")
        : at < visit.LastStepAt ? Rejection.Invalid("time-before-previous-step", $"The step before was at {visit.LastStepAt:O}.")
        : null;
}
