using System.Text.Json;
using CustomerService.Contracts.Intake.V1;
using CustomerService.ServiceDefaults;
using CustomerService.Subscriptions.TroubleTickets;

namespace CustomerService.Subscriptions.Tests.TroubleTickets;

/// <summary>E7: what a listener is told, and by which name.</summary>
public sealed class TroubleTicketEventTests
{
    private static readonly DateTimeOffset At = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void AnOpenedTicketIsACreateEventWithWhatTheEventSays()
    {
        var told = Of(
            new TicketOpened
            {
                TicketNumber = "T00000042",
                CustomerNumber = "C000001",
                CustomerClass = "vip",
                Type = "fault",
                Priority = "urgent",
                RegionCode = "3101",
                Channel = "phone",
                FirstOwner = "A017",
                FaultCode = "F03",
                UnitImei = "490154203237518",
                OpenedAt = At,
            }
        )!;
        Assert.Equal(("TroubleTicketCreateEvent", "troubleTicketCreateEvent", At), (told.EventType, told.Operation, told.EventTime));
        var ticket = told.Event.TroubleTicket;
        Assert.Equal(
            ("T00000042", "/tmf/troubleTicket/T00000042", "acknowledged", "Critical", "incident"),
            (ticket.Id, ticket.Href, ticket.Status, ticket.Severity, ticket.TicketType)
        );
        Assert.Equal([("customer", "C000001"), ("owner", "A017")], ticket.RelatedParty!.Select(p => (p.Role, p.PartyOrPartyRole.Id)));
        Assert.Null(ticket.Description);
    }

    [Theory]
    [InlineData("pending", "customer", "TroubleTicketInformationRequiredEvent")]
    [InlineData("pending", "us", "TroubleTicketStatusChangeEvent")]
    [InlineData("held", "parts", "TroubleTicketStatusChangeEvent")]
    [InlineData("inProgress", null, "TroubleTicketStatusChangeEvent")]
    [InlineData("rejected", null, "TroubleTicketStatusChangeEvent")]
    public void AChangeOfStatusIsToldByTheMostSpecificName(string status, string? waitingFor, string name)
    {
        var told = Of(
            new TicketStatusChanged
            {
                TicketNumber = "T1",
                Status = status,
                WaitingFor = waitingFor,
                Episode = 1,
                At = At,
            }
        )!;
        Assert.Equal(
            (name, status, waitingFor, At),
            (
                told.EventType,
                told.Event.TroubleTicket.Status,
                told.Event.TroubleTicket.StatusChangeReason,
                told.Event.TroubleTicket.StatusChangeDate
            )
        );
    }

    [Fact]
    public void TheEndsAndTheBeginningsHaveTheirStatus()
    {
        Assert.Equal(
            ("TroubleTicketResolvedEvent", "resolved"),
            Name(
                new TicketResolved
                {
                    TicketNumber = "T1",
                    Episode = 1,
                    Code = "repaired",
                    At = At,
                    ClosesAt = At,
                }
            )
        );
        Assert.Equal(
            ("TroubleTicketStatusChangeEvent", "cancelled"),
            Name(
                new TicketCancelled
                {
                    TicketNumber = "T1",
                    Reason = "withdrawn",
                    At = At,
                }
            )
        );
        Assert.Equal(
            ("TroubleTicketStatusChangeEvent", "inProgress"),
            Name(
                new TicketReopened
                {
                    TicketNumber = "T1",
                    Episode = 2,
                    Reason = "reopened",
                    At = At,
                }
            )
        );
        Assert.Equal(
            ("TroubleTicketStatusChangeEvent", "closed"),
            Name(
                new TicketClosed
                {
                    TicketNumber = "T1",
                    Episode = 1,
                    Reason = "silence",
                    CustomerNumber = "C1",
                    CustomerClass = "vip",
                    Language = "en",
                    RegionCode = "3101",
                    Type = "fault",
                    Owner = "A1",
                    At = At,
                }
            )
        );
        Assert.Equal(
            ("TroubleTicketAttributeValueChangeEvent", null),
            Name(
                new OwnerChanged
                {
                    TicketNumber = "T1",
                    From = "A1",
                    To = "A2",
                    At = At,
                }
            )
        );
    }

    [Fact]
    public void WhatTheStandardHasNoWordForIsNotTold() =>
        Assert.Null(
            Of(
                new VisitRequested
                {
                    TicketNumber = "T1",
                    WorkOrderNumber = "T1-W1",
                    CustomerNumber = "C1",
                    CustomerClass = "vip",
                    RegionCode = "3101",
                    Priority = "high",
                    At = At,
                }
            )
        );

    [Fact]
    public void TheShapeIsThatOfTheStandard()
    {
        var told = Of(
            new TicketCancelled
            {
                TicketNumber = "T1",
                Reason = "withdrawn",
                At = At,
            }
        )!;
        var json = JsonSerializer.SerializeToElement(told, Json.Options);
        Assert.Equal("TroubleTicketStatusChangeEvent", json.GetProperty("@type").GetString());
        Assert.Equal("TroubleTicketStatusChangeEvent", json.GetProperty("eventType").GetString());
        Assert.Equal("0198f000-0000-7000-8000-000000000001", json.GetProperty("eventId").GetString());
        Assert.Equal("TroubleTicket", json.GetProperty("event").GetProperty("troubleTicket").GetProperty("@type").GetString());
        Assert.Equal("cancelled", json.GetProperty("event").GetProperty("troubleTicket").GetProperty("status").GetString());
        Assert.False(json.TryGetProperty("operation", out _));
    }

    private static (string, string?) Name(object fact)
    {
        var told = Of(fact)!;
        Assert.Contains(told.EventType, TroubleTicketEvent.Names);
        return (told.EventType, told.Event.TroubleTicket.Status);
    }

    private static TroubleTicketEvent? Of(object fact)
    {
        var type = $"customerservice.intake.{fact.GetType().Name.ToKebabCase()}.v1";
        var body = JsonSerializer.SerializeToElement(
            new
            {
                id = "0198f000-0000-7000-8000-000000000001",
                type,
                time = At,
                correlationid = "abc",
                data = fact,
            },
            Json.Options
        );
        return TroubleTicketEvent.Of(body, "/tmf");
    }
}
