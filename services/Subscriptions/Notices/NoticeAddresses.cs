using System.Net;
using CustomerService.Contracts.Intake.Grpc;
using CustomerService.ServiceDefaults;
using CustomerService.Subscriptions.Events;
using Grpc.Core;
using Microsoft.Extensions.Options;

namespace CustomerService.Subscriptions.Notices;

/// <summary>How somebody is reached, for as long as a notice is being sent; never stored.</summary>
internal sealed record Contact(string? Email, string? Phone, string? Name = null, string? Language = null, string? Customer = null);

/// <summary>An answer that another service could not give; the code goes to the log.</summary>
internal sealed class AddressUnavailableException(string code, bool isFinal) : Exception(code)
{
    /// <summary>Asking again will not help.</summary>
    public bool IsFinal { get; } = isFinal;
}

/// <summary>
/// Finds out whom to write to, at the moment of sending: the customer's number from the event index, the address from Intake, which records
/// who saw it and for which notice (I4), the link of a survey from Surveys.
/// </summary>
internal sealed class NoticeAddresses(
    EventIndex index,
    CustomerDirectory.CustomerDirectoryClient directory,
    IHttpClientFactory peers,
    IOptions<NoticeOptions> options
)
{
    private const string Opened = "customerservice.intake.ticket-opened.v1";

    /// <summary>The number of the ticket's customer as far as the index tells; it may be behind, or may have forgotten.</summary>
    public async Task<string?> CustomerOf(string ticket, CancellationToken cancellationToken)
    {
        var found = await index.After(0, new EventFilter { Tickets = [ticket], Types = [Opened] }, 1, cancellationToken);
        return found is [var opened]
            ? System.Text.Json.JsonDocument.Parse(opened.Body).RootElement.GetProperty("data").Text("customerNumber")
            : null;
    }

    /// <summary>Name and addresses of a customer, or of the customer of a ticket.</summary>
    public async Task<Contact> OfCustomer(string? customer, string? ticket, string purpose, CancellationToken cancellationToken)
    {
        try
        {
            var request = new GetCustomerRequest
            {
                CustomerNumber = customer ?? "",
                TicketNumber = customer is null ? ticket ?? "" : "",
                Purpose = purpose,
            };
            var answer = await directory.GetCustomerAsync(request, cancellationToken: cancellationToken);
            return new Contact(OrNull(answer.Email), OrNull(answer.Phone), answer.Name, answer.Language, answer.CustomerNumber);
        }
        catch (RpcException refused)
            when (refused.StatusCode is StatusCode.NotFound or StatusCode.PermissionDenied or StatusCode.InvalidArgument)
        {
            throw new AddressUnavailableException("customer-unknown", isFinal: true);
        }
        catch (RpcException silent) when (silent.StatusCode != StatusCode.Cancelled || !cancellationToken.IsCancellationRequested)
        {
            throw new AddressUnavailableException("customer-directory-unavailable", isFinal: false);
        }
    }

    /// <summary>Address of a member of staff or of a role's mailbox; empty when none is configured.</summary>
    public Contact OfStaff(Recipient recipient) =>
        (recipient.IsMailbox ? options.Value.Mailboxes : options.Value.Staff).GetValueOrDefault(recipient.Id) is { } address
            ? new Contact(OrNull(address.Email), OrNull(address.Phone), Language: address.Language)
            : new Contact(null, null);

    /// <summary>The link of a survey invitation: it is made anew for each who may see it, and stored nowhere.</summary>
    public async Task<string> SurveyLink(string invitation, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Get,
            new Uri($"/api/survey-invitations/{Uri.EscapeDataString(invitation)}", UriKind.Relative)
        );
        try
        {
            using var answer = await peers.CreateClient("surveys").SendAsync(request, cancellationToken);
            return !answer.IsSuccessStatusCode
                ? throw new AddressUnavailableException("survey-link-unavailable", answer.StatusCode == HttpStatusCode.NotFound)
                : (await answer.Content.ReadFromJsonAsync<Invitation>(Json.Options, cancellationToken))?.Link
                    ?? throw new AddressUnavailableException("survey-link-unavailable", isFinal: true);
        }
        catch (HttpRequestException)
        {
            throw new AddressUnavailableException("survey-link-unavailable", isFinal: false);
        }
    }

    private static string? OrNull(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;

    private sealed record Invitation(string? Link = null);
}
