using CustomerService.ServiceDefaults;
using CustomerService.Surveys.Invitations;
using MassTransit;
using Microsoft.Extensions.Options;
using V1 = CustomerService.Contracts.Intake.V1;

namespace CustomerService.Surveys.Integration;

/// <summary>
/// S2: one invitation per closed episode, at most one a customer in 30 days. Whoever loses the race for a customer's guard, or for the
/// episode's stream, is retried and decides on what the winner wrote.
/// </summary>
internal sealed class TicketClosedConsumer(Inbox inbox, IOptions<SurveyOptions> rules, TimeProvider clock) : IConsumer<V1.TicketClosed>
{
    public Task Consume(ConsumeContext<V1.TicketClosed> context) => inbox.Once(context, async session =>
        {
            var fact = context.Message;
            var episode = new ClosedEpisode(
                fact.TicketNumber,
                fact.Episode,
                fact.CustomerNumber,
                fact.CustomerClass,
                fact.Language,
                fact.RegionCode,
                fact.Type,
                fact.Owner,
                fact.SiteCode,
                fact.EngineerId
            );
            if (await session.Events.FetchStreamStateAsync(episode.InvitationNumber, context.CancellationToken) is not null)
            {
                return;
            }

            var guard = await session.LoadAsync<CustomerGuard>(fact.CustomerNumber, context.CancellationToken);
            var decided = InviteCustomer.Decide(episode, guard, rules.Value, clock.GetUtcNow());
            session.Events.StartStream<SurveyInvitation>(episode.InvitationNumber, decided);
            if (decided is SurveyInvited invited)
            {
                var asked = new CustomerGuard(fact.CustomerNumber, episode.InvitationNumber, invited.At);
                if (guard is null)
                {
                    session.Insert(asked);
                }
                else
                {
                    session.Store(asked);
                }
            }
        });
}
