using CustomerService.Repair.Catalogue;
using CustomerService.ServiceDefaults;
using MassTransit;
using V1 = CustomerService.Contracts.Intake.V1;

namespace CustomerService.Repair.Integration;

/// <summary>R1: keeps the terms of each model. An older fact that comes late changes nothing.</summary>
internal sealed class ModelRegisteredConsumer(Inbox inbox) : IConsumer<V1.ModelRegistered>
{
    public Task Consume(ConsumeContext<V1.ModelRegistered> context) => inbox.Once(context, session =>
        {
            var model = context.Message;
            session.TryUpdateRevision(
                new ModelTerms
                {
                    Id = model.Model,
                    WarrantyMonths = model.WarrantyMonths,
                    BatteryMonths = model.BatteryMonths,
                    ChargerMonths = model.ChargerMonths,
                    HeadsetMonths = model.HeadsetMonths,
                },
                model.Revision
            );
            return Task.CompletedTask;
        });
}
