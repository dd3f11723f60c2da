using CustomerService.Repair.Catalogue;
using CustomerService.ServiceDefaults;
using MassTransit;
using V1 = CustomerService.Contracts.Intake.V1;

namespace CustomerService.Repair.Integration;

/// <summary>R1: keeps what is known of each unit. An older fact that comes late changes nothing.</summary>
internal sealed class UnitRegisteredConsumer(Inbox inbox) : IConsumer<V1.UnitRegistered>
{
    public Task Consume(ConsumeContext<V1.UnitRegistered> context) => inbox.Once(context, session =>
        {
            var unit = context.Message;
            session.TryUpdateRevision(
                new Unit
                {
                    Id = unit.Imei,
                    Model = unit.Model,
                    SoldOn = unit.SoldOn,
                    InvoiceNumber = unit.InvoiceNumber,
                    Price = unit.Price,
                    FactoryDate = unit.FactoryDate,
                },
                unit.Revision
            );
            return Task.CompletedTask;
        });
}
