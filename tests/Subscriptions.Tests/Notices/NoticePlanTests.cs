using System.Reflection;
using CustomerService.Contracts.Intake.V1;
using CustomerService.ServiceDefaults;
using CustomerService.Subscriptions.Notices;
using Dispatch = CustomerService.Contracts.Dispatch.V1;
using Repair = CustomerService.Contracts.Repair.V1;

namespace CustomerService.Subscriptions.Tests.Notices;

/// <summary>E6: which events ask for which notice.</summary>
public sealed class NoticePlanTests
{
    private static readonly NoticeOptions Rules = new();
    private static readonly DateTimeOffset Now = NoticeFacts.At.AddMinutes(1);

    public static TheoryData<NoticeKind> Kinds => [.. Enum.GetValues<NoticeKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void EachKindIsAskedForByAFact(NoticeKind kind)
    {
        var planned = NoticeReader.Plan(NoticeFacts.Event(kind), Rules, Now);
        string[] expected = kind switch
        {
            NoticeKind.ServiceLevelWarning => ["staff:A017", "mailbox:supervisor"],
            NoticeKind.MajorFault => ["mailbox:dutyLead"],
            NoticeKind.VisitOffered => ["staff:E-S310101-1"],
            NoticeKind.VisitWithoutEngineer => ["mailbox:dispatcher"],
            _ => ["customer"],
        };
        Assert.Equal(expected, planned.Select(p => p.Recipient.ToString()));
        Assert.All(planned, p => Assert.Equal((kind, NoticeFacts.Ticket, NoticeFacts.Subject(kind)), (p.Kind, p.Ticket, p.Subject)));
    }

    [Fact]
    public void ARuleNamesATypeThatIsEmitted()
    {
        var emitted = typeof(TicketOpened)
            .Assembly.GetExportedTypes()
            .Where(t => t.Namespace!.EndsWith(".V1", StringComparison.Ordinal))
            .Select(t => $"customerservice.{t.Namespace!.Split('.')[^2].ToKebabCase()}.{t.Name.ToKebabCase()}.v1")
            .ToHashSet();
        Assert.All(NoticeRules.All, r => Assert.Contains(r.EventType, emitted));
    }

    [Theory]
    [InlineData("onSite")]
    [InlineData("somethingNew")]
    public void OnlyLeavingIsOnTheWay(string step) =>
        Assert.Empty(
            NoticeReader.Plan(
                NoticeFacts.Event(
                    NoticeKind.EngineerOnTheWay,
                    (Dispatch.VisitProgressed)NoticeFacts.Of(NoticeKind.EngineerOnTheWay) with
                    {
                        Step = step,
                    }
                ),
                Rules,
                Now
            )
        );

    [Theory]
    [InlineData("inRepair")]
    [InlineData("handedOver")]
    public void OnlyReadyIsReady(string status) =>
        Assert.Empty(
            NoticeReader.Plan(
                NoticeFacts.Event(
                    NoticeKind.ReadyForPickUp,
                    (Repair.RepairOrderStatusChanged)NoticeFacts.Of(NoticeKind.ReadyForPickUp) with
                    {
                        Status = status,
                    }
                ),
                Rules,
                Now
            )
        );

    [Theory]
    [InlineData(50, "staff:A017")]
    [InlineData(75, "staff:A017,mailbox:supervisor")]
    [InlineData(100, "staff:A017,mailbox:supervisor")]
    public void SupervisorsLearnOfAWarningFromAShareOn(int percent, string recipients) =>
        Assert.Equal(
            recipients,
            string.Join(
                ',',
                NoticeReader
                    .Plan(
                        NoticeFacts.Event(
                            NoticeKind.ServiceLevelWarning,
                            (ServiceLevelWarning)NoticeFacts.Of(NoticeKind.ServiceLevelWarning) with
                            {
                                Percent = percent,
                            }
                        ),
                        Rules,
                        Now
                    )
                    .Select(p => p.Recipient)
            )
        );

    [Fact]
    public void AFactThatHappenedTooLongAgoIsToldToNobody()
    {
        var e = NoticeFacts.Event(NoticeKind.TicketOpened);
        Assert.NotEmpty(NoticeReader.Plan(e, Rules, NoticeFacts.At + Rules.OldestFact));
        Assert.Empty(NoticeReader.Plan(e, Rules, NoticeFacts.At + Rules.OldestFact + TimeSpan.FromTicks(1)));
    }

    [Fact]
    public void AnotherFactAsksForNothing() =>
        Assert.Empty(
            NoticeReader.Plan(
                NoticeFacts.Event(NoticeKind.TicketOpened) with
                {
                    Type = "customerservice.intake.contact-added.v1",
                },
                Rules,
                Now
            )
        );

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"data":null}""")]
    [InlineData("""{"data":"text"}""")]
    [InlineData("""{"data":{"somethingNew":[1]}}""")]
    [InlineData("""{"data":{"owner":7.5,"percent":"much","step":{},"status":[],"ticketNumber":3}}""")]
    public void WhatIsMissingNewOrStrangeInAFactBreaksNothing(string body) => Assert.All(Enum.GetValues<NoticeKind>(), kind =>
        {
            foreach (var planned in NoticeReader.Plan(NoticeFacts.Event(kind) with { Body = body }, Rules, Now))
            {
                var data = System.Text.Json.JsonSerializer.Deserialize<System.Text.Json.JsonElement>(planned.Data);
                NoticeTemplate.Of(kind, "en").Render(NoticeValues.Of(kind, data, planned.Subject, planned.Ticket, new Reader("en", "UTC")));
            }
        });

    [Fact]
    public void ARepairWithoutTicketHasNoTicket()
    {
        var e = NoticeFacts.Event(
            NoticeKind.QuoteToAccept,
            (Repair.RepairQuoted)NoticeFacts.Of(NoticeKind.QuoteToAccept) with
            {
                TicketNumber = null,
            }
        ) with
        {
            Source = "/repair-orders/R00000001",
            Ticket = "R00000001",
        };
        Assert.Null(Assert.Single(NoticeReader.Plan(e, Rules, Now)).Ticket);
    }

    [Fact]
    public void NothingOfAnAddressGetsIntoAPlan() =>
        Assert.DoesNotContain(typeof(PlannedNotice).GetProperties(BindingFlags.Public | BindingFlags.Instance), p =>
            p.Name.Contains("Email", StringComparison.Ordinal)
            || p.Name.Contains("Phone", StringComparison.Ordinal)
            || p.Name.Contains("Name", StringComparison.Ordinal)
        );
}
