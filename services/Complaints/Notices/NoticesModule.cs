using CustomerService.ServiceDefaults;
using JasperFx.Events.Projections;
using Marten;

namespace CustomerService.Complaints.Notices;

/// <summary>C2: what the supervisor is told of the time that has passed.</summary>
internal static class NoticesModule
{
    public static StoreOptions AddNotices(this StoreOptions options)
    {
        options.Projections.Add(new SupervisionDeadlines(), ProjectionLifecycle.Inline);
        return options;
    }

    public static void AddNotices(this IHostApplicationBuilder builder) =>
        builder.Services.AddDeadline(Supervision.Purpose, Supervision.Fire);
}
