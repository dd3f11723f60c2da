using System.Text.Json.Nodes;
using CustomerService.Subscriptions.TroubleTickets;

namespace CustomerService.Subscriptions.Tests.TroubleTickets;

/// <summary>E7: what a new trouble ticket means to Intake.</summary>
public sealed class CreateTroubleTicketTests
{
    private const string Whole = """
        {
          "@type": "TroubleTicket", "description": "No picture", "severity": "Major", "ticketType": "incident",
          "channel": { "@type": "ChannelRef", "id": "email" },
          "externalIdentifier": [ { "@type": "ExternalIdentifier", "owner": "Shop", "externalIdentifierType": "case", "id": "4711" },
              { "id": "older" } ],
          "relatedParty": [ { "role": "user" }, { "role": "Customer", "partyOrPartyRole": { "@type": "PartyRef", "id": "C000001" } } ],
          "relatedEntity": [ { "role": "unit", "entity": { "@type": "EntityRef", "id": "490154203237518" } } ],
          "troubleTicketCharacteristic": [ { "name": "faultCode", "value": "F03" } ],
          "note": [ { "text": "is not read" } ]
        }
        """;

    [Fact]
    public void EveryPartGoesWhereIntakeKeepsIt()
    {
        var (command, known, error) = CreateTroubleTicket.Read(JsonNode.Parse(Whole), "none");
        Assert.Null(error);
        Assert.Equal(
            new OpenCommand("email", "Shop:case:4711", "C000001", "fault", "No picture", "490154203237518", "F03", "high"),
            command
        );
        Assert.Equal(["4711", "older"], known!.Select(k => k.Id));
    }

    [Fact]
    public void TheLeastIsEnough()
    {
        var (command, known, _) = CreateTroubleTicket.Read(
            Change(t =>
            {
                foreach (
                    var part in (string[])["@type", "channel", "externalIdentifier", "relatedEntity", "troubleTicketCharacteristic", "note"]
                )
                {
                    t.Remove(part);
                }
            }),
            "fallback"
        );
        Assert.Equal(new OpenCommand("web", "fallback", "C000001", "fault", "No picture", null, null, "high"), command);
        Assert.Null(known);
    }

    [Theory]
    [InlineData("@type", "\"Ticket\"")]
    [InlineData("status", "\"resolved\"")]
    [InlineData("description", "\"\"")]
    [InlineData("severity", "\"terrible\"")]
    [InlineData("severity", "7")]
    [InlineData("ticketType", "null")]
    [InlineData("channel", """{ "id": "fax" }""")]
    [InlineData("relatedParty", """[ { "role": "customer" } ]""")]
    [InlineData("relatedParty", """{ "role": "customer" }""")]
    public void WhatIsWrongIsNamed(string part, string value) =>
        Assert.Equal((part, "400"), Refused(Change(t => t[part] = JsonNode.Parse(value))));

    [Fact]
    public void ABodyThatIsNoObjectIsRefused() => Assert.Equal(("malformed", "400"), Refused(JsonNode.Parse("[]")!));

    private static JsonObject Change(Action<JsonObject> change)
    {
        var ticket = JsonNode.Parse(Whole)!.AsObject();
        change(ticket);
        return ticket;
    }

    private static (string, string) Refused(JsonNode body)
    {
        var error = CreateTroubleTicket.Read(body, "none").Error!;
        return (error.Code, error.Status);
    }
}
