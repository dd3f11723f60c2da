using CustomerService.Dispatch.Assignment;
using CustomerService.Dispatch.Engineers;
using CustomerService.Dispatch.Integration;
using CustomerService.Dispatch.Places;
using CustomerService.Dispatch.WorkOrders;
using CustomerService.TestSupport;

namespace CustomerService.Dispatch.Tests;

internal static class DispatchDecisions
{
    public const string Number = "T00000042-W1";
    public static readonly DateTimeOffset Now = new(2026, 3, 2, 1, 0, 0, TimeSpan.Zero);
    public static readonly DateTimeOffset From = Now.AddHours(3);
    public static readonly DateTimeOffset To = Now.AddHours(5);
    public static readonly WorkOrderOptions Rules = new();
    public static readonly AssignmentOptions Weights = new();
    public static readonly Actor Holder = new("engineer", "E1");
    public static readonly Actor Other = new("engineer", "E2");
    public static readonly Actor Dispatcher = new("dispatcher", "D1");
    public static readonly Actor Agent = new("agent", "A017");

    private static readonly Decisions Decisions = new(store =>
        store.AddPlaces().AddEngineers().AddWorkOrders().AddAssignment().AddIntegration()
    );

    public static Given<T> Given<T>(string key, params object[] events)
        where T : class => Decisions.Given<T>(key, events);

    public static Given<WorkOrder> Order(params object[] events) => Decisions.Given<WorkOrder>(Number, events);

    public static readonly Place Home = new()
    {
        Id = Place.KeyOf("S310101"),
        Name = "n",
        Kind = PlaceKind.Center,
        Status = PlaceStatus.Active,
        Province = "p",
        City = "c",
        RegionCode = "3101",
        Latitude = 31.2304,
        Longitude = 121.4737,
        Hours = "08:00-20:00",
        Capacity = 100,
        Services = ["depot", Place.OnSite],
        ChangedAt = Now,
    };

    // The history of one visit, as far as a test wants it.
    public static object[] Opened { get; } =
    [
        new WorkOrderOpened("T00000042", "C000001", "vip", "3101", "001016952601545", "CS-L5", "F03", "normal", Now),
        new VisitProposed(1, null, null, Now),
        new WorkOrderStatusChanged(WorkOrderStatus.Unscheduled, 1, null, null, Now),
    ];

    public static object[] Offered { get; } = [.. Opened, new VisitOffered(1, "E1", "S310101", From, To, Now.AddMinutes(30), Now)];

    public static object[] Confirmed { get; } =
    [
        .. Offered,
        new VisitConfirmed(1, "E1", "S310101", From, To, Now),
        new WorkOrderStatusChanged(WorkOrderStatus.Scheduled, 2, "S310101", "E1", Now),
    ];

    public static object[] OnTheWay { get; } =
    [.. Confirmed, new EngineerLeft(1, "E1", Now), new WorkOrderStatusChanged(WorkOrderStatus.EnRoute, 3, "S310101", "E1", Now)];

    public static object[] OnSite { get; } =
    [.. OnTheWay, new EngineerArrived(1, "E1", Now), new WorkOrderStatusChanged(WorkOrderStatus.InProgress, 4, "S310101", "E1", Now)];

    public static object[] Done { get; } =
    [
        .. OnSite,
        new VisitCompleted(1, "E1", "S310101", null, null, VisitOutcome.Repaired, "f", [], [], 1, 1, "00", Signer.Customer, Now),
        new WorkOrderStatusChanged(WorkOrderStatus.Completed, 5, "S310101", "E1", Now),
    ];

    public static object[] Broken { get; } =
    [
        .. OnSite,
        new VisitNotCompleted(1, VisitState.CannotComplete, "part-missing", Now),
        new WorkOrderStatusChanged(WorkOrderStatus.NotDone, 5, "S310101", "E1", Now),
    ];

    public static object[] Cancelled { get; } =
    [
        .. Opened,
        new VisitNotCompleted(1, VisitState.Cancelled, "withdrawn", Now),
        new WorkOrderStatusChanged(WorkOrderStatus.Cancelled, 2, null, null, Now),
    ];
}
