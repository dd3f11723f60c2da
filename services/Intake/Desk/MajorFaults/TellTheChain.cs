using CustomerService.ServiceDefaults;
using JasperFx.Events;
using Marten;
using Marten.Events.Projections;
using Microsoft.Extensions.Options;

namespace CustomerService.Intake.Desk.MajorFaults;

/// <summary>I13: the next level of the chain is told, as long as the major fault is open.</summary>
internal sealed class TellTheChain(IOptions<MajorFaultOptions> rules)
{
    public const string Purpose = "major-fault-chain";

    internal static Decision Decide(MajorFault fault, int level, MajorFaultOptions rules, DateTimeOffset now) =>
        fault.Status == MajorFaultStatus.Approved && level <= rules.Chain.Count && fault.Told.All(t => t.Level != level)
            ? Decision.Accept(
                new ChainLevelTold(level, rules.Chain[level - 1].Audience, fault.Model, fault.FaultCode, fault.Tickets.Count, now)
            )
            : Decision.NoChange;

    public Task Fire(IDocumentSession session, Due due, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (fault, level) = (due.Key.Split('/')[0], int.Parse(due.Key.Split('/')[1], System.Globalization.CultureInfo.InvariantCulture));
        return session
            .Decide<MajorFault>(fault, f => Decide(f, level, rules.Value, now), exclusively: true, cancellationToken: cancellationToken)
            .Rejection();
    }
}

/// <summary>When which level is told stands in the approval.</summary>
internal sealed partial class MajorFaultDeadlines : EventProjection
{
    public static void Project(IEvent<MajorFaultApproved> e, IDocumentOperations operations)
    {
        for (var level = 1; level <= e.Data.TellsAt.Count; level++)
        {
            operations.QueueDue(TellTheChain.Purpose, $"{e.StreamKey}/{level}", e.Data.TellsAt[level - 1]);
        }
    }
}
