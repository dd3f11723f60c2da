using Marten;

namespace CustomerService.Dispatch.Integration;

internal static class IntegrationModule
{
    public static StoreOptions AddIntegration(this StoreOptions options)
    {
        options.Schema.For<TicketOrders>().UseOptimisticConcurrency(true);
        return options;
    }
}
