using System.Security.Cryptography;
using System.Text;
using Marten;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using NpgsqlTypes;
using Weasel.Postgresql.Tables;

namespace CustomerService.ServiceDefaults;

/// <summary>
/// <c>Idempotency-Key</c> on POST: same key and body get the stored answer; another body 422; still running 409. The mark "this key is
/// carried out" commits with the command's events, so a crash between commit and answer cannot carry it out twice.
/// </summary>
internal sealed class Idempotency(RequestDelegate next, NpgsqlDataSource dataSource, TimeProvider clock)
{
    private const string Header = "Idempotency-Key";
    private const int MaximumKeyLength = 200;
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(60);

    // The answer is recorded right after the commit; when it has not been by then, the process died in between.
    private static readonly TimeSpan AnswerFollows = TimeSpan.FromSeconds(5);
    private static readonly object ItemKey = new();
    private static readonly byte[] CarriedOut = """{"carriedOut":true}"""u8.ToArray();

    public static Table Table { get; } = CreateTable();

    /// <summary>Called before the commit of a request's session.</summary>
    public static void MarkCommitted(HttpContext context, IDocumentSession session)
    {
        if (context.Items.TryGetValue(ItemKey, out var claim) && claim is Claim { } mine)
        {
            session.QueueSqlCommand(
                "insert into idempotency (key, request_hash, claimed_at, committed) values (?, ?, ?, true) on conflict (key) do "
                    + "update set committed = true",
                mine.Key,
                mine.RequestHash,
                mine.ClaimedAt
            );
        }
    }

    public async Task InvokeAsync(HttpContext context)
    {
        var key = context.Request.Headers[Header].ToString();
        if (!HttpMethods.IsPost(context.Request.Method) || key.Length == 0)
        {
            await next(context);
            return;
        }

        if (key.Length > MaximumKeyLength)
        {
            await Problems
                .Problem(StatusCodes.Status400BadRequest, "idempotency-key-too-long", $"At most {MaximumKeyLength} characters.")
                .ExecuteAsync(context);
            return;
        }

        // Scoped by caller: one client's keys say nothing to another. A guest is nobody, and known only by the pass to one matter, in a
        // header of its own.
        var pass = context.Request.Headers.FirstOrDefault(h => h.Key.EndsWith("-Pass", StringComparison.OrdinalIgnoreCase)).Value.ToString()
            is { Length: > 0 } text
            ? Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)))
            : null;
        var claim = new Claim(
            $"{(Actor.TryRead(context, out var actor) ? actor : null)}{pass}|{key}",
            await Hash(context.Request),
            clock.GetUtcNow()
        );
        if (!await TryClaim(claim, context.RequestAborted))
        {
            await AnswerFromRecord(context, claim);
            return;
        }

        context.Items[ItemKey] = claim;
        await RunAndRecord(context, claim);
    }

    private async Task RunAndRecord(HttpContext context, Claim claim)
    {
        var answer = context.Response.Body;
        await using var buffer = new MemoryStream();
        context.Response.Body = buffer;
        var answered = false;
        try
        {
            await next(context);
            answered = context.Response.StatusCode is >= 200 and < 300;
        }
        finally
        {
            context.Response.Body = answer;
            // A refusal or a failure changed nothing: the client may try the same key again at once, unless the command was committed.
            // What was thrown becomes an answer further out: here the status still says 200.
            await (answered ? Record(claim, context.Response, buffer) : Release(claim));
        }

        buffer.Position = 0;
        await buffer.CopyToAsync(answer, context.RequestAborted);
    }

    private async Task<bool> TryClaim(Claim claim, CancellationToken cancellationToken)
    {
        // The claim may be lost in a crash of the database: what matters is the mark in the command's own transaction. So it need not wait
        // for the disk.
        await using var batch = dataSource.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand(DerivedData.NeedNotWait));
        var insert = new NpgsqlBatchCommand(
            "insert into idempotency (key, request_hash, claimed_at, committed) values (@key, @hash, @now, false) "
                + "on conflict (key) do update set claimed_at = excluded.claimed_at "
                + "where idempotency.status is null and not idempotency.committed and idempotency.claimed_at < @expired and "
                + "idempotency.request_hash = @hash returning key"
        );
        insert.Parameters.AddWithValue("key", claim.Key);
        insert.Parameters.AddWithValue("hash", claim.RequestHash);
        insert.Parameters.AddWithValue("now", NpgsqlDbType.TimestampTz, claim.ClaimedAt.UtcDateTime);
        insert.Parameters.AddWithValue("expired", NpgsqlDbType.TimestampTz, (claim.ClaimedAt - Lease).UtcDateTime);
        batch.BatchCommands.Add(insert);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken);
    }

    /// <summary>What speaks against answering from the record: another request, or no answer yet.</summary>
    private ProblemHttpResult? WhyNot(NpgsqlDataReader record, Claim claim)
    {
        const int requestHash = 0;
        const int committed = 1;
        const int status = 2;
        const int claimedAt = 7;
        if (!record.GetFieldValue<byte[]>(requestHash).AsSpan().SequenceEqual(claim.RequestHash))
            return Problems.Problem(
                StatusCodes.Status422UnprocessableEntity,
                "idempotency-key-reused",
                "The key was used with another request."
            );
        if (!record.IsDBNull(status))
            return null;
        // A crash between commit and answer: the first caller's answer does not come any more after a while.
        var follows = clock.GetUtcNow() - record.GetFieldValue<DateTimeOffset>(claimedAt) < AnswerFollows;
        return !record.GetBoolean(committed) || follows ? StillRunning() : null;
    }

    private async Task AnswerFromRecord(HttpContext context, Claim claim)
    {
        await using var command = dataSource.CreateCommand(
            "select request_hash, committed, status, content_type, etag, location, body, claimed_at from idempotency where key = @key"
        );
        command.Parameters.AddWithValue("key", claim.Key);
        await using var reader = await command.ExecuteReaderAsync(context.RequestAborted);
        var problem = await reader.ReadAsync(context.RequestAborted) ? WhyNot(reader, claim) : StillRunning();
        if (problem is not null)
        {
            context.Response.Headers.RetryAfter = problem.StatusCode == StatusCodes.Status409Conflict ? "1" : default;
            await problem.ExecuteAsync(context);
            return;
        }

        context.Response.Headers["Idempotency-Replayed"] = "true";
        if (reader.IsDBNull(2))
        {
            // Committed, but the process died before it could answer.
            await TypedResults.Ok(new { carriedOut = true }).ExecuteAsync(context);
            return;
        }

        context.Response.StatusCode = reader.GetInt32(2);
        context.Response.ContentType = reader.IsDBNull(3) ? null : reader.GetString(3);
        context.Response.Headers.ETag = reader.IsDBNull(4) ? default : reader.GetString(4);
        context.Response.Headers.Location = reader.IsDBNull(5) ? default : reader.GetString(5);
        await context.Response.Body.WriteAsync(reader.GetFieldValue<byte[]>(6), context.RequestAborted);
    }

    private static ProblemHttpResult StillRunning() =>
        Problems.Problem(StatusCodes.Status409Conflict, "idempotency-key-in-use", "The first request with this key is still running.");

    private async Task Record(Claim claim, HttpResponse response, MemoryStream body)
    {
        // What must not be stored (a secret that is shown once) is not stored here either; a repeat learns only that it was carried out.
        var isSecret = response.Headers.CacheControl.ToString().Contains("no-store", StringComparison.OrdinalIgnoreCase);
        await using var batch = dataSource.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand(DerivedData.NeedNotWait));
        var update = new NpgsqlBatchCommand(
            "update idempotency set status = @status, content_type = @type, etag = @etag, location = @location, body = @body where "
                + "key = @key"
        );
        update.Parameters.AddWithValue("status", response.StatusCode);
        update.Parameters.AddWithValue("type", (object?)response.ContentType ?? DBNull.Value);
        update.Parameters.AddWithValue("etag", (object?)response.Headers.ETag.FirstOrDefault() ?? DBNull.Value);
        update.Parameters.AddWithValue("location", (object?)response.Headers.Location.FirstOrDefault() ?? DBNull.Value);
        update.Parameters.AddWithValue("body", isSecret ? CarriedOut : body.ToArray());
        update.Parameters.AddWithValue("key", claim.Key);
        batch.BatchCommands.Add(update);
        await batch.ExecuteNonQueryAsync(CancellationToken.None);
    }

    private async Task Release(Claim claim)
    {
        await using var batch = dataSource.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand(DerivedData.NeedNotWait));
        var delete = new NpgsqlBatchCommand("delete from idempotency where key = @key and not committed");
        delete.Parameters.AddWithValue("key", claim.Key);
        batch.BatchCommands.Add(delete);
        await batch.ExecuteNonQueryAsync(CancellationToken.None);
    }

    private static async Task<byte[]> Hash(HttpRequest request)
    {
        request.EnableBuffering();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{request.Method} {request.Path}{request.QueryString}\n"));
        var buffer = new byte[8192];
        int read;
        while ((read = await request.Body.ReadAsync(buffer, request.HttpContext.RequestAborted)) > 0)
        {
            hash.AppendData(buffer, 0, read);
        }

        request.Body.Position = 0;
        return hash.GetHashAndReset();
    }

    private static Table CreateTable()
    {
        var table = new Table("public.idempotency");
        table.AddColumn("key", "text").AsPrimaryKey();
        table.AddColumn("request_hash", "bytea").NotNull();
        table.AddColumn("claimed_at", "timestamptz").NotNull();
        table.AddColumn("committed", "boolean").NotNull();
        table.AddColumn("status", "integer");
        table.AddColumn("content_type", "text");
        table.AddColumn("etag", "text");
        table.AddColumn("location", "text");
        table.AddColumn("body", "bytea");
        table.Indexes.Add(new IndexDefinition("idempotency_claimed_at") { Columns = ["claimed_at"] });
        return table;
    }

    private sealed record Claim(string Key, byte[] RequestHash, DateTimeOffset ClaimedAt);
}
