using System.Text.Json;
using System.Text.Json.Nodes;

namespace CustomerService.Subscriptions.TroubleTickets;

/// <summary>
/// Changes the status (JSON merge patch), by the command of Intake that the change stands for. Everything else of a ticket has its own
/// commands.
/// </summary>
internal static class PatchTroubleTicket
{
    private static readonly string[] MediaTypes = ["application/merge-patch+json", "application/json"];
    private static readonly string[] Patchable = ["status", "statusChangeReason", "@type", "id"];

    internal static async Task<IResult> Handle(
        string id,
        HttpContext http,
        IntakeTickets intake,
        CancellationToken cancellationToken,
        string? fields = null
    )
    {
        if (!MediaTypes.Contains(http.Request.ContentType?.Split(';')[0].Trim(), StringComparer.OrdinalIgnoreCase))
        {
            return new TmfError("mediaType", $"Send {MediaTypes[0]}.", "415").ToResult();
        }

        var (status, reason, error) = Read(
            await JsonNode.ParseAsync(
                http.Request.Body,
                documentOptions: TroubleTicketsModule.Reading,
                cancellationToken: cancellationToken
            )
        );
        if (error is not null)
        {
            return error.ToResult();
        }

        var caller = Caller.Of(http.Request);
        var present = await intake.Get(caller, id, cancellationToken);
        if (!present.IsSuccess)
        {
            return TmfError.Of(present.Status, present.Body).ToResult();
        }

        var (command, refused) = StatusPatch.Decide(present.Read<IntakeTicket>().Status, status!, reason);
        return refused is not null ? refused.ToResult()
            : command!.Action is null ? TroubleTicketsModule.Ticket(present, http, fields)
            : TroubleTicketsModule.Ticket(await intake.Command(caller, id, command, cancellationToken), http, fields);
    }

    /// <summary>Status and reason of the patch, or what is wrong with it. Pure.</summary>
    internal static (string? Status, string? Reason, TmfError? Error) Read(JsonNode? body)
    {
        if (body is not JsonObject patch)
        {
            return (null, null, TmfError.Invalid("malformed", "The body is no JSON object."));
        }

        if (patch.Select(p => p.Key).FirstOrDefault(k => !Patchable.Contains(k)) is { } other)
        {
            return (null, null, TmfError.Invalid("notPatchable", $"{other} cannot be changed here, only status with statusChangeReason."));
        }

        return TroubleTicketCodes.Status.ToIntake(Text("status")) is { } status
            ? (status, Text("statusChangeReason"), null)
            : (null, null, TmfError.Invalid("status", $"It must be one of: {TroubleTicketCodes.Status.Listed}."));

        string? Text(string name) =>
            patch[name] is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;
    }
}
