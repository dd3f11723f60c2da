using CustomerService.Intake.Customers.Files;
using CustomerService.ServiceDefaults;
using JasperFx.Events.Projections;
using Marten;
using Microsoft.Extensions.Options;

namespace CustomerService.Intake.Tickets.Ratings;

/// <summary>I2, I3: what the tickets of a customer say about them: their class, and warnings.</summary>
internal static class RatingsModule
{
    public static StoreOptions AddRatings(this StoreOptions options)
    {
        options.Projections.Add(new ClaimDeadlines(), ProjectionLifecycle.Inline);
        return options;
    }

    public static void AddRatings(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ReviewClass>();
        builder.Services.AddSingleton<CountClaims>();
        builder.Services.AddSingleton(services => new DueRegistration(
            ReviewClass.Purpose,
            services.GetRequiredService<ReviewClass>().Fire
        ));
        builder.Services.AddSingleton(services => new DueRegistration(
            ReviewClass.LapsePurpose,
            services.GetRequiredService<ReviewClass>().Fire
        ));
        builder.Services.AddSingleton(services => new DueRegistration(
            CountClaims.Purpose,
            services.GetRequiredService<CountClaims>().Fire
        ));
        builder.Services.ConfigureMarten(
            (services, options) =>
                options.Projections.Add(
                    new ClassDeadlines(services.GetRequiredService<IOptions<CustomerOptions>>()),
                    ProjectionLifecycle.Inline
                )
        );
    }
}
