namespace CustomerService.Subscriptions.TroubleTickets;

/// <summary>One ticket, with Intake's version as ETag.</summary>
internal static class GetTroubleTicket
{
    internal static async Task<IResult> Handle(
        string id,
        HttpContext http,
        IntakeTickets intake,
        CancellationToken cancellationToken,
        string? fields = null
    ) => TroubleTicketsModule.Ticket(await intake.Get(Caller.Of(http.Request), id, cancellationToken), http, fields);
}
