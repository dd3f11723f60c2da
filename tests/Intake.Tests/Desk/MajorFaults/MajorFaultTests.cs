using System.Text.Json;
using CustomerService.Intake.Desk.MajorFaults;
using CustomerService.ServiceDefaults;
using CustomerService.TestSupport;
using Xunit.Abstractions;

namespace CustomerService.Intake.Tests.Desk.MajorFaults;

/// <summary>I13: candidates from like tickets or by hand, approval, the chain, progress and the closing report.</summary>
public sealed class MajorFaultTests(ITestOutputHelper output)
{
    private const string Number = "F00000001";
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
    private static readonly MajorFaultOptions Rules = new();
    private static readonly Actor Raiser = new("agent", "A017");
    private static readonly Actor Lead = new("supervisor", "S01");
    private static readonly MajorFaultProposed Proposed = new(
        "CS-L5",
        "F03",
        false,
        "No picture.",
        "Shanghai",
        ["T1"],
        "agent:A017",
        Now,
        Now
    );
    private static readonly MajorFaultApproved Approved = new("supervisor:S01", [Now, Now.AddMinutes(15), Now.AddMinutes(60)], Now);
    private static readonly MajorFaultRejected Rejected = new("A bad day.", "supervisor:S01", Now);
    private static readonly MajorFaultClosed Closed = new("A bad batch.", "Exchanged.", "supervisor:S01", Now);

    [Theory]
    [InlineData(5, 0, true)]
    [InlineData(4, 0, false)]
    [InlineData(5, 35, true)]
    [InlineData(5, 36, false)]
    public void ManyLikeTicketsThatAreMoreThanUsualAreACandidate(int inWindow, int before, bool candidate) =>
        Assert.Equal(candidate, Rules.IsCandidate(inWindow, before));

    [Fact]
    public void ByHandItNamesTicketsThatExistAndATimeThatHasBeen()
    {
        var raise = new RaiseMajorFault("CS-L5", "F03", "No picture.", "Shanghai", Now, ["T1", "T1"]);
        Assert.Equivalent(Proposed, Assert.Single(RaiseMajorFault.Decide(raise, ["T1"], Raiser, Now).Events), strict: true);
        Assert.Equal("ticket-unknown", RaiseMajorFault.Decide(raise, [], Raiser, Now).Rejection?.Code);
        Assert.Equal(
            "since-in-future",
            RaiseMajorFault.Decide(raise with { Since = Now.AddTicks(1) }, ["T1"], Raiser, Now).Rejection?.Code
        );
    }

    [Fact]
    public void SomebodyElseApprovesOnceAndSaysWhenTheChainIsTold()
    {
        After().When(f => ApproveMajorFault.Decide(f, Rules, Lead, Now)).Then(Approved);
        After().When(f => ApproveMajorFault.Decide(f, Rules, Raiser, Now)).ThenRejected("own-major-fault");
        After().When(f => ApproveMajorFault.Decide(f, Rules, Raiser with { Role = "supervisor" }, Now)).ThenRejected("own-major-fault");
        After(Approved).When(f => ApproveMajorFault.Decide(f, Rules, Lead, Now)).ThenNothing();
        After(Rejected).When(f => ApproveMajorFault.Decide(f, Rules, Lead, Now)).ThenRejected("major-fault-decided");
    }

    [Fact]
    public void WhatIsSeenIsSaidWhileItIsOpen()
    {
        var described = new MajorFaultDescribed("Lines.", "Wuhan", "supervisor:S01", Now);
        After().When(f => DescribeMajorFault.Decide(f, new("Lines.", "Wuhan"), Lead, Now)).Then(described);
        After(described).When(f => DescribeMajorFault.Decide(f, new("Lines.", "Wuhan"), Lead, Now)).ThenNothing();
        After(Approved, Closed).When(f => DescribeMajorFault.Decide(f, new("Lines."), Lead, Now)).ThenRejected("major-fault-over");
    }

    [Fact]
    public void WhoRaisesWhatIsOpenAddsTheirTicketsAndTheWordsThatItLacks()
    {
        var again = Proposed with { Symptom = "Lines.", Place = "Wuhan", Tickets = ["T1", "T2"], By = "supervisor:S01" };
        After().When(f => RaiseMajorFault.Join(f, again)).Then(new LikeTicketsLinked(["T2"], "supervisor:S01", Now));
        After(new MajorFaultDescribed(null, null, "agent:A017", Now))
            .When(f => RaiseMajorFault.Join(f, again with { Tickets = ["T1"] }))
            .Then(new MajorFaultDescribed("Lines.", "Wuhan", "supervisor:S01", Now));
    }

    [Fact]
    public void SomebodyElseRejectsACandidate()
    {
        After().When(f => RejectMajorFault.Decide(f, new("A bad day."), Lead, Now)).Then(Rejected);
        After().When(f => RejectMajorFault.Decide(f, new("A bad day."), Raiser, Now)).ThenRejected("own-major-fault");
        After(Rejected).When(f => RejectMajorFault.Decide(f, new("A bad day."), Lead, Now)).ThenNothing();
        After(Approved).When(f => RejectMajorFault.Decide(f, new("A bad day."), Lead, Now)).ThenRejected("major-fault-decided");
    }

    [Fact]
    public void TicketsAreLinkedOnceAndTakenOff()
    {
        After().When(f => Link(f, "T1", "T2")).Then(new LikeTicketsLinked(["T2"], "agent:A017", Now));
        After().When(f => Link(f, "T1")).ThenNothing();
        After().When(f => LinkTickets.Decide(f, new(["T9"]), [], "agent:A017", Now)).ThenRejected("ticket-unknown");
        After(Approved, Closed).When(f => Link(f, "T2")).ThenRejected("major-fault-over");
        After()
            .When(f => UnlinkTicket.Decide(f, new("T1", "another"), Raiser, Now))
            .Then(new LikeTicketUnlinked("T1", "another", "agent:A017", Now));
        After(new LikeTicketUnlinked("T1", "another", "agent:A017", Now))
            .When(f => UnlinkTicket.Decide(f, new("T1", "another"), Raiser, Now))
            .ThenNothing();
    }

    [Fact]
    public void EachLevelOfTheChainIsToldOnceWhileItIsOpen()
    {
        var told = new ChainLevelTold(2, "regionalManager", "CS-L5", "F03", 1, Now);
        After(Approved).When(f => TellTheChain.Decide(f, 2, Rules, Now)).Then(told);
        After(Approved, told).When(f => TellTheChain.Decide(f, 2, Rules, Now)).ThenNothing();
        After().When(f => TellTheChain.Decide(f, 1, Rules, Now)).ThenNothing();
        After(Approved, Closed).When(f => TellTheChain.Decide(f, 3, Rules, Now)).ThenNothing();
        // The chain may be shorter today than when it was approved.
        After(Approved).When(f => TellTheChain.Decide(f, 4, Rules, Now)).ThenNothing();
    }

    [Fact]
    public void ProgressAndTheClosingReportNeedAnApproval()
    {
        var report = new ReportProgress("Exchange all.", "Half done.");
        After(Approved)
            .When(f => ReportProgress.Decide(f, report, Lead, Now))
            .Then(new MajorFaultProgressed("Exchange all.", "Half done.", "supervisor:S01", Now));
        After(Approved, new MajorFaultProgressed("Exchange all.", "Half done.", "supervisor:S01", Now))
            .When(f => ReportProgress.Decide(f, report, Lead, Now))
            .ThenNothing();
        After().When(f => ReportProgress.Decide(f, report, Lead, Now)).ThenRejected("major-fault-not-approved");
        var close = new CloseMajorFault("A bad batch.", "Exchanged.");
        After(Approved).When(f => CloseMajorFault.Decide(f, close, Lead, Now)).Then(Closed);
        After(Approved, Closed).When(f => CloseMajorFault.Decide(f, close, Lead, Now)).ThenNothing();
        After().When(f => CloseMajorFault.Decide(f, close, Lead, Now)).ThenRejected("major-fault-not-approved");
    }

    /// <summary>Four months of the demo's contacts: which model and fault would have been a candidate on which day.</summary>
    [Fact]
    public void TheSampleDataHasCandidates()
    {
        var data = Path.Combine(Repository.Root, "infra", "demo", "data");
        var models = File.ReadLines(Path.Combine(data, "units.csv")).Skip(1).Select(l => l.Split(',')).ToDictionary(u => u[0], u => u[1]);
        var openings = File.ReadLines(Path.Combine(data, "contacts.jsonl"))
            .Select(l => JsonDocument.Parse(l).RootElement)
            .Where(c =>
                c.TryGetProperty("imei", out var imei)
                && imei.ValueKind == JsonValueKind.String
                && c.GetProperty("faultCode").ValueKind == JsonValueKind.String
            )
            .Select(c =>
                (
                    At: c.GetProperty("at").GetDateTimeOffset(),
                    Model: models[c.GetProperty("imei").GetString()!],
                    Fault: c.GetProperty("faultCode").GetString()!
                )
            );
        var found = new List<string>();
        foreach (var like in openings.GroupBy(o => (o.Model, o.Fault)))
        {
            var times = like.Select(o => o.At).Order().ToList();
            var quiet = DateTimeOffset.MinValue;
            foreach (var at in times.Where(at => at > quiet))
            {
                var (inWindow, before) = (
                    times.Count(t => t > at - Rules.Window && t <= at),
                    times.Count(t => t > at - Rules.Window - Rules.UsualOver && t <= at - Rules.Window)
                );
                if (Rules.IsCandidate(inWindow, before))
                {
                    found.Add(
                        $"{at:yyyy-MM-dd} {like.Key.Model} {like.Key.Fault}: {inWindow} in {Rules.Window.TotalHours:F0} h, {before} "
                            + $"in the {Rules.UsualOver.TotalDays:F0} days before"
                    );
                    quiet = at + Rules.QuietFor;
                }
            }
        }

        found.Order(StringComparer.Ordinal).ToList().ForEach(output.WriteLine);
        Assert.NotEmpty(found);
    }

    private static Given<MajorFault> After(params object[] events) => IntakeDecisions.Given<MajorFault>(Number, [Proposed, .. events]);

    private static Decision Link(MajorFault fault, params string[] tickets) =>
        LinkTickets.Decide(fault, new(tickets), tickets, "agent:A017", Now);
}
