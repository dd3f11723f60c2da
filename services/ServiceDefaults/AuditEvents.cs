using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Marten;
using Microsoft.AspNetCore.Http;

namespace CustomerService.ServiceDefaults;

/// <summary>Something was stored that no event of its own tells of.</summary>
/// <param name="Request">Method and path.</param>
/// <param name="Documents">What, by type.</param>
/// <param name="Statements">SQL statements beside them.</param>
internal sealed record DocumentsChanged(string Request, IReadOnlyList<DocumentChange> Documents, int Statements);

/// <summary>Documents of one type.</summary>
/// <param name="Type">WorkShift is work-shift.</param>
/// <param name="Stored">How many were stored.</param>
/// <param name="Deleted">How many were deleted.</param>
/// <param name="Ids">The first 100 of them.</param>
/// <param name="ContentHash">SHA-256 of the JSON of all that were stored, one a line.</param>
internal sealed record DocumentChange(string Type, int Stored, int Deleted, IReadOnlyList<string> Ids, string ContentHash);

/// <summary>Somebody read the audit.</summary>
/// <param name="Query">What they asked for.</param>
/// <param name="Rows">How much they got.</param>
internal sealed record AuditRead(string Query, int Rows);

/// <summary>Events that the audit adds to those that are there anyway. They stand in one stream a day.</summary>
internal static class AuditEvents
{
    private const int MostIds = 100;

    public static void AddAuditEvents(this StoreOptions options)
    {
        options.Events.MapEventType<DocumentsChanged>("documents_changed_v1");
        options.Events.MapEventType<AuditRead>("audit_read_v1");
        options.Listeners.Add(new NothingIsStoredInSilence());
    }

    public static string Stream(TimeProvider clock) => string.Create(CultureInfo.InvariantCulture, $"audit/{clock.GetUtcNow():yyyy-MM-dd}");

    /// <summary>Appends the event of a request that stores something and says so in no event.</summary>
    public static void TellOfDocuments(this IDocumentSession session, HttpRequest request, TimeProvider clock)
    {
        var pending = session.PendingChanges;
        if (pending.Streams().Any(s => s.Events.Count > 0))
        {
            return;
        }

        var stored = pending.Inserts().Concat(pending.Updates()).ToLookup(d => d.GetType());
        var deleted = pending.Deletions().ToLookup(d => d.DocumentType);
        var changes = stored
            .Select(d => d.Key)
            .Union(deleted.Select(d => d.Key))
            .OrderBy(t => t.Name, StringComparer.Ordinal)
            .Select(type =>
            {
                var id = session.DocumentStore.Options.FindOrResolveDocumentType(type).IdMember;
                var ids = stored[type]
                    .Select(d => id is System.Reflection.PropertyInfo property ? property.GetValue(d) : null)
                    .Concat(deleted[type].Select(d => d.Id));
                using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
                foreach (var document in stored[type])
                {
                    hash.AppendData(JsonSerializer.SerializeToUtf8Bytes(document, type, Json.Options));
                    hash.AppendData("\n"u8);
                }

                return new DocumentChange(
                    type.Name.ToKebabCase(),
                    stored[type].Count(),
                    deleted[type].Count(),
                    [.. ids.Select(i => $"{i}").Take(MostIds)],
                    Convert.ToHexStringLower(hash.GetHashAndReset())
                );
            })
            .ToList();
        var statements = pending.Operations().Count() - changes.Sum(c => c.Stored + c.Deleted);
        session.Events.Append(Stream(clock), new DocumentsChanged($"{request.Method} {request.Path}", changes, statements));
    }

    /// <summary>
    /// Refuses to commit documents of a request that leaves no event, and those of nobody: whoever writes past <see cref="Commands"/>
    /// learns of it in the
    /// first test.
    /// </summary>
    private sealed class NothingIsStoredInSilence : DocumentSessionListenerBase
    {
        public override Task BeforeSaveChangesAsync(IDocumentSession session, CancellationToken token)
        {
            var pending = session.PendingChanges;
            return
                (session.LastModifiedBy is null || session.IsOfRequest())
                && !pending.Streams().Any()
                && (pending.Inserts().Any() || pending.Updates().Any() || pending.Deletions().Any())
                ? throw new UnreachableException("A request, or nobody, stores documents and leaves no event; let Commands commit it.")
                : Task.CompletedTask;
        }
    }
}
