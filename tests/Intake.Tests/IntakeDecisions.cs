using CustomerService.Intake.Customers;
using CustomerService.Intake.Tickets;
using CustomerService.Intake.Units;
using CustomerService.TestSupport;

namespace CustomerService.Intake.Tests;

internal static class IntakeDecisions
{
    private static readonly Decisions Decisions = new(store => store.AddCustomers().AddUnits().AddTickets());

    public static Given<T> Given<T>(string key, params object[] events) where T : class => Decisions.Given<T>(key, events);
}
