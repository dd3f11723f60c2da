using CustomerService.Contracts.Identity.V1;
using CustomerService.ServiceDefaults;
using MassTransit;

namespace CustomerService.Replicas;

/// <summary>A1: keeps who is who. The newest word counts, in whatever order they come.</summary>
public sealed class PersonChangedConsumer(Inbox inbox) : IConsumer<PersonChanged>
{
    public Task Consume(ConsumeContext<PersonChanged> context) => inbox.Once(context, session =>
        {
            var said = context.Message;
            var person = new KnownPerson
            {
                Id = said.PersonId,
                Roles = said.Roles,
                Sites = said.Sites,
                Regions = said.Regions,
                // A level that is not known here is one of a later version: nobody is trusted with what nobody here understands.
                Clearance = Json.FromCode<Confidentiality>(said.Clearance) ?? Confidentiality.Normal,
                IsActive = said.IsActive,
            };
            session.TryUpdateRevision(person, said.Revision);
            return Task.CompletedTask;
        });
}
