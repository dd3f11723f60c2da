using CustomerService.Repair.Catalogue;
using CustomerService.Repair.Inventory;
using CustomerService.Repair.RepairOrders;
using CustomerService.TestSupport;

namespace CustomerService.Repair.Tests;

internal static class RepairDecisions
{
    private static readonly Decisions Decisions = new(store => store.AddCatalogue().AddInventory().AddRepairOrders());

    public static Given<T> Given<T>(string key, params object[] events)
        where T : class => Decisions.Given<T>(key, events);
}
