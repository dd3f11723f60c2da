using CustomerService.ServiceDefaults;
using MassTransit;
using V1 = CustomerService.Contracts.Intake.V1;

namespace CustomerService.Replicas;

/// <summary>I4: a customer's file has another level: what is kept here about that customer is hidden or shown by it from now on.</summary>
public sealed class CustomerConfidentialityChangedConsumer(Inbox inbox) : IConsumer<V1.CustomerConfidentialityChanged>
{
    public Task Consume(ConsumeContext<V1.CustomerConfidentialityChanged> context) => inbox.Once(context, session =>
        {
            var fact = context.Message;
            // A level that is not known here yet is one of a later version: closed to all but those who see everything.
            session.QueueLevel(fact.CustomerNumber, Json.FromCode<Confidentiality>(fact.Level) ?? Confidentiality.TopSecret, fact.At);
            return Task.CompletedTask;
        });
}

/// <summary>I4: somebody has borrowed the file, or given it back.</summary>
public sealed class CustomerFileLentConsumer(Inbox inbox) : IConsumer<V1.CustomerFileLent>
{
    public Task Consume(ConsumeContext<V1.CustomerFileLent> context) => inbox.Once(context, session =>
        {
            var fact = context.Message;
            session.QueueReader(fact.CustomerNumber, fact.Borrower, fact.Until, fact.At);
            return Task.CompletedTask;
        });
}
