using CustomerService.Contracts.Identity.V1;
using CustomerService.ServiceDefaults;
using MassTransit;

namespace CustomerService.Replicas;

/// <summary>A1: access tokens that count no more are refused here within seconds.</summary>
public sealed class TokensEndedConsumer(Inbox inbox) : IConsumer<TokensEnded>
{
    public Task Consume(ConsumeContext<TokensEnded> context) => inbox.Once(context, session =>
        {
            session.QueueEndedTokens(context.Message.Subject, context.Message.SignIn, context.Message.Revision);
            return Task.CompletedTask;
        });
}
