using CustomerService.Contracts.Dispatch.V1;
using CustomerService.ServiceDefaults;
using MassTransit;

namespace CustomerService.Replicas;

/// <summary>D1: keeps what is needed of a place. The newest word counts, in whatever order they come.</summary>
public sealed class PlaceChangedConsumer(Inbox inbox) : IConsumer<PlaceChanged>
{
    public Task Consume(ConsumeContext<PlaceChanged> context) => inbox.Once(context, session =>
        {
            var said = context.Message;
            var place = new KnownPlace
            {
                Id = said.Code,
                Kind = said.Kind,
                Parent = said.Parent,
                RegionCode = said.RegionCode,
                Status = said.Status,
                Services = said.Services,
            };
            session.TryUpdateRevision(place, said.Revision);
            return Task.CompletedTask;
        });
}
