using CustomerService.Contracts.Identity.V1;
using CustomerService.ServiceDefaults;
using MassTransit;

namespace CustomerService.Complaints.Integration;

/// <summary>A1: access tokens that count no more are refused here within seconds.</summary>
internal sealed class TokensEndedConsumer(Inbox inbox) : IConsumer<TokensEnded>
{
    public Task Consume(ConsumeContext<TokensEnded> context) => inbox.Once(context, session =>
        {
            session.QueueEndedTokens(context.Message.Subject, context.Message.SignIn, context.Message.Revision);
            return Task.CompletedTask;
        });
}
