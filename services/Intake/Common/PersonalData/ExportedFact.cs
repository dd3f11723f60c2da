using System.Text.Json;
using CustomerService.ServiceDefaults;
using Marten;

namespace CustomerService.Intake.Common.PersonalData;

/// <summary>A stored fact.</summary>
/// <param name="At">When it was stored.</param>
/// <param name="Name">Its stored name.</param>
/// <param name="By">Who caused it, as role:id.</param>
/// <param name="Data">What it says.</param>
public sealed record ExportedFact(DateTimeOffset At, string Name, string? By, JsonElement Data);

internal static class ExportedFacts
{
    /// <summary>
    /// The facts of a stream. <paramref name="without"/> takes out what is not about the customer: hashes of passwords and codes, and the
    /// number of another file.
    /// </summary>
    public static async Task<IReadOnlyList<ExportedFact>> FactsOf(
        this IQuerySession query,
        string stream,
        Func<object, object>? without,
        CancellationToken cancellationToken
    ) =>
        [
            .. (await query.Events.FetchStreamAsync(stream, token: cancellationToken)).Select(e =>
            {
                var data = without is null ? e.Data : without(e.Data);
                return new ExportedFact(
                    e.Timestamp,
                    e.EventTypeName,
                    e.UserName,
                    JsonSerializer.SerializeToElement(data, data.GetType(), Json.Options)
                );
            }),
        ];
}
