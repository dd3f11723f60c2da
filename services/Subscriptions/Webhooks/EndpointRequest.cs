using System.Text.Json;
using CustomerService.ServiceDefaults;
using CustomerService.Subscriptions.TroubleTickets;

namespace CustomerService.Subscriptions.Webhooks;

/// <summary>What is sent where, in the format of the endpoint.</summary>
internal sealed record EndpointRequest(string Url, string Body)
{
    /// <summary>The request of a delivery; null for an event that a listener of TMF621 has not asked for. Pure.</summary>
    public static EndpointRequest? Of(WebhookEndpoint endpoint, ClaimedDelivery delivery)
    {
        // Test events are CloudEvents of their own: there is no notification for them.
        if (endpoint.Format == WebhookFormat.CloudEvents || delivery.Event is not { } e)
        {
            return new EndpointRequest(endpoint.Url, delivery.Body ?? delivery.Event!.Body);
        }

        using var body = JsonDocument.Parse(e.Body);
        return
            TroubleTicketEvent.Of(body.RootElement, TroubleTicketsModule.BasePath) is { } told
            && HubQuery.Read(endpoint.Query).Wants(told.EventType)
            ? new EndpointRequest($"{endpoint.Url.TrimEnd('/')}/listener/{told.Operation}", JsonSerializer.Serialize(told, Json.Options))
            : null;
    }
}
