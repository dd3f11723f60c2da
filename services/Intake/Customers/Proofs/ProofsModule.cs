using CustomerService.Intake.Common.PersonalData;
using CustomerService.Intake.Customers.Files;
using JasperFx.Events.Projections;
using Marten;

namespace CustomerService.Intake.Customers.Proofs;

internal static class ProofsModule
{
    public static StoreOptions AddProofs(this StoreOptions options)
    {
        ProofEvents.Map(options);
        options.Projections.Add(new ProofProjection(), ProjectionLifecycle.Inline);
        options.Projections.Add(new ServicePasswords(), ProjectionLifecycle.Inline);
        options.Schema.For<Proof>().Index(p => p.CustomerNumber);
        options.Schema.For<ServicePassword>();
        return options;
    }

    public static void AddProofs(this IHostApplicationBuilder builder)
    {
        builder
            .Services.AddOptions<ProofOptions>()
            .BindConfiguration("Proofs")
            .ValidateDataAnnotations()
            .Validate(o => o.HasUsableKey, $"Proofs:Key is {ProofOptions.KeyBytes} bytes in base64.")
            .ValidateOnStart();
        builder.Services.AddSingleton<IHoldsPersonalData, ProofPersonalData>();
        builder.Services.AddSingleton<Codes>();
        builder.Services.AddSingleton<ProofChecks>();
        builder.Services.AddSingleton<ICodeSender, CodeMail>();
        builder.Services.AddSingleton<ICodeSender, CodeShortMessages>();
        builder.Services.AddSingleton<ICodeSender, CodeFiles>();
        builder.Services.AddSingleton<CodeQueue>();
        builder.Services.AddHostedService(services => services.GetRequiredService<CodeQueue>());
    }

    public static void MapProofs(this IEndpointRouteBuilder routes)
    {
        var customer = routes.OfCustomer();
        customer
            .MapPost("/proofs", RequestProof.Handle)
            .WithName("RequestProof")
            .WithSummary("Begins to prove the customer's identity.")
            .Permit(Role.Customer, Role.Agent, Role.Supervisor);
        customer
            .MapPost("/proofs/{proof}/tries", TryProof.Handle)
            .WithName("TryProof")
            .WithSummary("Tries a code or the service password.")
            .Permit(Role.Customer, Role.Agent, Role.Supervisor);
    }
}
