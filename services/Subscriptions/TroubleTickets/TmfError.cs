using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using CustomerService.ServiceDefaults;

namespace CustomerService.Subscriptions.TroubleTickets;

/// <summary>An error in the shape of TMF621; the rest of the API answers problem documents.</summary>
/// <param name="Code">Stable, for programs.</param>
/// <param name="Reason">For people.</param>
/// <param name="Status">HTTP status, as text: so the standard.</param>
public sealed record TmfError(string Code, string Reason, string Status)
{
    /// <summary>Always Error.</summary>
    [JsonPropertyName("@type")]
    public string Type { get; init; } = "Error";

    /// <summary>More about it, or null.</summary>
    public string? Message { get; init; }

    internal static TmfError Invalid(string code, string reason) => new(code, reason, "400");

    internal static TmfError Conflict(string code, string reason) => new(code, reason, "409");

    internal static TmfError NotFound(string id) => new("notFound", $"No {id} is known.", "404");

    /// <summary>What a problem document of another service says, in this shape: its code is the last part of its type.</summary>
    internal static TmfError Of(int status, string body)
    {
        try
        {
            var problem = JsonDocument.Parse(body).RootElement;
            var type = problem.TryGetProperty("type", out var t) ? t.GetString() : null;
            return new TmfError(
                type?.Split('/')[^1] ?? "error",
                Text("detail") ?? Text("title") ?? "The request was refused.",
                Digits(status)
            )
            {
                Message = problem.TryGetProperty("errors", out var errors) ? errors.GetRawText() : null,
            };

            string? Text(string name) =>
                problem.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (JsonException)
        {
            return new TmfError("error", "The request was refused.", Digits(status));
        }
    }

    /// <summary>The error as an answer.</summary>
    internal IResult ToResult() => Results.Json(this, Json.Options, "application/json", int.Parse(Status, CultureInfo.InvariantCulture));

    private static string Digits(int status) => status.ToString(CultureInfo.InvariantCulture);
}
