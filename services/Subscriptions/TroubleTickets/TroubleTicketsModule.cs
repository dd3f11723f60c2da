using System.Text.Json;
using System.Text.Json.Nodes;
using CustomerService.ServiceDefaults;
using CustomerService.Subscriptions.Integration;

namespace CustomerService.Subscriptions.TroubleTickets;

/// <summary>E7: tickets as TMF621 v5. The façade keeps nothing but the registrations of listeners: it asks Intake and translates.</summary>
internal static class TroubleTicketsModule
{
    private static readonly Role[] Readers = [Role.Agent, Role.Supervisor, Role.Quality, Role.Auditor, Role.Integration];
    private static readonly Role[] Writers = [Role.Agent, Role.Supervisor, Role.Integration];

    /// <summary>How the bodies are read: TMF lets anybody add members, but not say one twice.</summary>
    public static JsonDocumentOptions Reading { get; } = new() { AllowDuplicateProperties = false };

    public const string BasePath = "/tmf-api/troubleTicket/v5";

    public static void AddTroubleTickets(this IHostApplicationBuilder builder)
    {
        builder.AddPeerHttp("intake");
        builder.Services.AddSingleton<IntakeTickets>();
    }

    public static void MapTroubleTickets(this IEndpointRouteBuilder routes)
    {
        var tickets = routes.MapGroup($"{BasePath}/troubleTicket").WithTags("Trouble tickets (TMF621)").AddEndpointFilter(Answer);
        tickets
            .MapGet("/", ListTroubleTickets.Handle)
            .Reads("*")
            .Permit(Readers)
            .WithName("ListTroubleTickets")
            .WithSummary("Tickets, newest first.")
            .Produces<IReadOnlyList<TroubleTicket>>()
            .Produces<TmfError>(StatusCodes.Status400BadRequest);
        tickets
            .MapGet("/{id}", GetTroubleTicket.Handle)
            .Permit(Readers)
            .WithName("RetrieveTroubleTicket")
            .WithSummary("One ticket.")
            .Produces<TroubleTicket>()
            .Produces<TmfError>(StatusCodes.Status404NotFound);
        tickets
            .MapPost("/", CreateTroubleTicket.Handle)
            .Permit(Writers)
            .WithName("CreateTroubleTicket")
            .WithSummary("Opens a ticket; the external identifier is its key.")
            .Accepts<JsonObject>("application/json")
            .Produces<TroubleTicket>(StatusCodes.Status201Created)
            .Produces<TmfError>(StatusCodes.Status400BadRequest);
        tickets
            .MapPatch("/{id}", PatchTroubleTicket.Handle)
            .Permit(Writers)
            .WithName("PatchTroubleTicket")
            .WithSummary("Changes the status where Intake has a command for it.")
            .Accepts<JsonObject>("application/merge-patch+json", "application/json")
            .Produces<TroubleTicket>()
            .Produces<TmfError>(StatusCodes.Status409Conflict);
        tickets
            .MapDelete("/{id}", (string id) => new TmfError("notSupported", $"{id} stays: tickets are never deleted.", "405").ToResult())
            .Permit(Writers)
            .ExcludeFromDescription();
    }

    // Errors of this API have a shape of their own, whatever goes wrong.
    internal static async ValueTask<object?> Answer(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        try
        {
            return await next(context);
        }
        catch (JsonException)
        {
            return TmfError.Invalid("malformed", "The body is no JSON of the expected shape.").ToResult();
        }
        catch (IntakeUnavailableException)
        {
            http.Response.Headers.RetryAfter = "2";
            return new TmfError("unavailable", "The tickets cannot be reached; try again.", "503").ToResult();
        }
    }

    /// <summary>A ticket with only the fields that were asked for; the id, the address and the type are always there.</summary>
    internal static JsonObject Select(TroubleTicket ticket, string? fields)
    {
        var whole = JsonSerializer.SerializeToNode(ticket, Json.Options)!.AsObject();
        if (fields is null)
        {
            return whole;
        }

        var wanted = fields
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Concat(["id", "href", "@type"])
            .ToHashSet();
        return new JsonObject(whole.Where(p => wanted.Contains(p.Key)).Select(p => KeyValuePair.Create(p.Key, p.Value?.DeepClone())));
    }

    /// <summary>The answer of one ticket, with Intake's version as ETag.</summary>
    internal static IResult Ticket(
        IntakeAnswer answer,
        HttpContext http,
        string? fields,
        int status = StatusCodes.Status200OK,
        IReadOnlyList<ExternalIdentifier>? known = null
    )
    {
        if (!answer.IsSuccess)
        {
            return TmfError.Of(answer.Status, answer.Body).ToResult();
        }

        http.Response.Headers.ETag = answer.Version;
        var ticket = answer.Read<IntakeTicket>().ToTmf(BasePath, known);
        if (status == StatusCodes.Status201Created)
        {
            http.Response.Headers.Location = ticket.Href;
        }

        return Results.Json(Select(ticket, fields), Json.Options, "application/json", status);
    }
}
