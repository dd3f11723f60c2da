using System.Globalization;
using CustomerService.ServiceDefaults;

namespace CustomerService.Subscriptions.TroubleTickets;

/// <summary>
/// Tickets, newest first, with <c>fields</c>, <c>offset</c>, <c>limit</c> and the filters <c>status</c>, <c>creationDate</c> (<c>.gt .gte
/// .lt .lte</c>) and <c>relatedParty.partyOrPartyRole.id</c> (a customer). A filter that is not known is refused: ignoring it would answer
/// another question.
/// </summary>
internal static class ListTroubleTickets
{
    private const int DefaultLimit = 50;
    private const int MaximumLimit = 200;

    // An offset is walked to; who goes further narrows by date.
    private const int MaximumOffset = 10_000;
    private const string CustomerFilter = "relatedParty.partyOrPartyRole.id";

    internal static async Task<IResult> Handle(HttpContext http, IntakeTickets intake, CancellationToken cancellationToken)
    {
        var (query, error) = ListQuery.Read(http.Request.Query.Select(p => KeyValuePair.Create(p.Key, p.Value.ToString())));
        if (error is not null)
        {
            return error.ToResult();
        }

        var caller = Caller.Of(http.Request);
        var found = new List<IntakeTicket>();
        string? next = query!.ToIntake(MaximumLimit);
        while (next is not null && found.Count <= query.Offset + query.Limit)
        {
            var answer = await intake.List(caller, next, cancellationToken);
            if (!answer.IsSuccess)
            {
                return TmfError.Of(answer.Status, answer.Body).ToResult();
            }

            var page = answer.Read<IntakePage>();
            found.AddRange(page.Items);
            next = page.Next is { } address ? address[address.IndexOf('?', StringComparison.Ordinal)..] : null;
        }

        var shown = found
            .Skip(query.Offset)
            .Take(query.Limit)
            .Select(t => TroubleTicketsModule.Select(t.ToTmf(TroubleTicketsModule.BasePath), query.Fields))
            .ToList();
        http.Response.Headers["X-Result-Count"] = shown.Count.ToString(CultureInfo.InvariantCulture);
        if (found.Count > query.Offset + query.Limit && query.Offset + query.Limit <= MaximumOffset)
        {
            http.Response.Headers.Link = $"<{NextPage(http.Request, query)}>; rel=\"next\"";
        }

        return Results.Json(shown, Json.Options, "application/json");
    }

    private static string NextPage(HttpRequest request, ListQuery query) =>
        request.Path
        + QueryString.Create(
            request
                .Query.Where(p => p.Key != "offset")
                .SelectMany(p => p.Value, (p, v) => KeyValuePair.Create(p.Key, v))
                .Append(KeyValuePair.Create("offset", (string?)(query.Offset + query.Limit).ToString(CultureInfo.InvariantCulture)))
        );

    private sealed record IntakePage(IReadOnlyList<IntakeTicket> Items, string? Next = null);

    /// <summary>What was asked for.</summary>
    internal sealed record ListQuery(int Offset = 0, int Limit = DefaultLimit, string? Fields = null)
    {
        public string? Status { get; init; }

        public string? Customer { get; init; }

        public DateTimeOffset? From { get; init; }

        public DateTimeOffset? Before { get; init; }

        /// <summary>Reads the query string, or says what is wrong with it. Pure.</summary>
        public static (ListQuery? Query, TmfError? Error) Read(IEnumerable<KeyValuePair<string, string>> parameters)
        {
            var query = new ListQuery();
            foreach (var (name, value) in parameters)
            {
                switch (name)
                {
                    case "fields":
                        query = query with { Fields = value };
                        break;
                    case "sort" when value == "-creationDate":
                        break;
                    case "offset" when Number(value, 0, MaximumOffset) is { } offset:
                        query = query with { Offset = offset };
                        break;
                    case "limit" when Number(value, 1, MaximumLimit) is { } limit:
                        query = query with { Limit = limit };
                        break;
                    case "status" when TroubleTicketCodes.Status.ToIntake(value) is { } status:
                        query = query with { Status = status };
                        break;
                    case CustomerFilter:
                        query = query with { Customer = value };
                        break;
                    case "creationDate.gte" or "creationDate.gt" when Time(value) is { } from:
                        query = query with { From = name.EndsWith("gte", StringComparison.Ordinal) ? from : from.AddMicroseconds(1) };
                        break;
                    case "creationDate.lt" or "creationDate.lte" when Time(value) is { } before:
                        query = query with { Before = name.EndsWith("lte", StringComparison.Ordinal) ? before.AddMicroseconds(1) : before };
                        break;
                    default:
                        return (null, Refuse(name, value));
                }
            }

            return (query, null);
        }

        /// <summary>The same question to Intake.</summary>
        public string ToIntake(int pageSize) =>
            QueryString
                .Create(
                    new Dictionary<string, string?>
                    {
                        ["limit"] = pageSize.ToString(CultureInfo.InvariantCulture),
                        ["status"] = Status,
                        ["customer"] = Customer,
                        ["openedFrom"] = From?.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture),
                        ["openedBefore"] = Before?.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture),
                    }.Where(p => p.Value is not null)
                )
                .ToString();

        private static TmfError Refuse(string name, string value) =>
            name switch
            {
                "offset" => TmfError.Invalid("offset", $"It goes from 0 to {MaximumOffset}."),
                "limit" => TmfError.Invalid("limit", $"It goes from 1 to {MaximumLimit}."),
                "status" => TmfError.Invalid("status", $"{value} is none of: {TroubleTicketCodes.Status.Listed}."),
                "sort" => TmfError.Invalid("sort", "The order is -creationDate."),
                "creationDate.gte" or "creationDate.gt" or "creationDate.lt" or "creationDate.lte" => TmfError.Invalid(
                    "creationDate",
                    $"{value} is no date and time."
                ),
                _ => TmfError.Invalid(
                    "filter",
                    $"{name} is no filter here; these are: status, creationDate.gt .gte .lt .lte, {CustomerFilter}."
                ),
            };

        private static int? Number(string text, int from, int to) =>
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= from && number <= to
                ? number
                : null;

        private static DateTimeOffset? Time(string text) =>
            DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
    }
}
