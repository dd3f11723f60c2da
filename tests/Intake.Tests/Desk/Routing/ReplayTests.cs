using CustomerService.Intake.Tickets.Life;
using Xunit.Abstractions;

namespace CustomerService.Intake.Tests.Desk.Routing;

/// <summary>I9, I11: a busy week through the real rules, beside one that hands out tickets in turn.</summary>
public sealed class ReplayTests(ITestOutputHelper output)
{
    private static readonly IReadOnlyList<ReplayedContact> Contacts = Replay.Contacts();
    private static readonly TimeSpan HandledWithin = TimeSpan.FromHours(8);

    [Fact]
    public void NoTicketIsWithoutOwnerNoneStarvesAndEveryHandOverIsAnswered()
    {
        var (routed, inTurn) = (Replay.Run(Contacts), Replay.Run(Contacts, roundRobin: true));
        Print("routed", routed);
        Print("in turn", inTurn);

        Assert.Equal(Contacts.Count, routed.Resolved.Count);
        Assert.Equal(0, routed.Ownerless);
        Assert.All(routed.Resolved, t => Assert.InRange(t.Waited, TimeSpan.Zero, HandledWithin));
        Assert.All(routed.Resolved, t => Assert.Equal([], Unanswered(t.Events)));
        Assert.True(routed.Resolved.Sum(t => t.Events.Count(e => e is HandOverAccepted)) > 0);
        Assert.True(Share(routed, 0.95) < Share(inTurn, 0.95), "It waits longer than without a plan.");
    }

    // Each offer is accepted, declined, missed, or made on to whom the desk found.
    private static List<object> Unanswered(IReadOnlyList<object> events)
    {
        var open = new List<object>();
        foreach (var e in events)
        {
            if (e is HandOverOffered)
            {
                open.Add(e);
            }
            else if (e is HandOverAccepted)
            {
                open.Clear();
            }
            else if (e is HandOverDeclined or HandOverLapsed)
            {
                open.RemoveAt(open.Count - 1);
            }
        }

        return open;
    }

    private void Print(string how, Replay replay)
    {
        var loads = replay.Work.Where(w => w.Present > TimeSpan.Zero).Select(w => w.Worked / w.Present).ToList();
        var mean = loads.Average();
        output.WriteLine(
            string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"""
                {how, -8} {replay.Resolved.Count} tickets; wait until work begins: p50 {Share(replay, 0.5).TotalMinutes:F1}, p95 {Share(
                    replay,
                    0.95
                ).TotalMinutes:F1}, longest {Share(
                    replay,
                    1
                ).TotalMinutes:F1} min; at work {mean:P0} of the time, spread between agents {Math.Sqrt(
                    loads.Average(l => (l - mean) * (l - mean))
                ) / mean:P0}; {replay.Resolved.Sum(t => t.Events.Count(e => e is HandOverAccepted))} hand-overs, {replay.Resolved.Sum(t =>
                    t.Events.Count(e => e is HandOverDeclined or HandOverLapsed)
                )} declined or missed; VIP p95 {Vip(replay).TotalMinutes:F1} min
                """
            )
        );
    }

    private static TimeSpan Vip(Replay replay) =>
        At([.. replay.Resolved.Where(t => t.Contact.CustomerClass == "vip").Select(t => t.Waited).Order()], 0.95);

    private static TimeSpan Share(Replay replay, double share) => At([.. replay.Resolved.Select(t => t.Waited).Order()], share);

    private static TimeSpan At(IReadOnlyList<TimeSpan> ordered, double share) => ordered[(int)Math.Ceiling(share * ordered.Count) - 1];
}
