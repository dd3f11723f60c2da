using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using CustomerService.Intake.Customers.Files;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Npgsql;

namespace CustomerService.Intake.Channels.Telephony;

/// <summary>
/// I7: the phone system reports a step of a call, signed by the Standard Webhooks rules. The same event id of the same call again changes
/// nothing; the order of arrival is no matter.
/// </summary>
/// <param name="CallId">The phone system's id of the call; also the key of the contact that an agent records for it.</param>
/// <param name="EventId">Its id of this report.</param>
/// <param name="Kind">What happened.</param>
/// <param name="At">When.</param>
/// <param name="Queue">In which queue.</param>
/// <param name="Agent">At which agent.</param>
/// <param name="Outbound">We called: then the customer is who was called.</param>
/// <param name="Caller">Number of who called.</param>
/// <param name="Called">Number that was called.</param>
/// <param name="Recording">Address of the recording.</param>
public sealed record ReportCallEvent(
    [property: Required, RegularExpression("^[!-~]{1,100}$")] string CallId,
    [property: Required, RegularExpression("^[!-~]{1,100}$")] string EventId,
    CallEventKind Kind,
    DateTimeOffset At,
    [property: StringLength(80)] string? Queue = null,
    [property: StringLength(80)] string? Agent = null,
    bool Outbound = false,
    [property: StringLength(40)] string? Caller = null,
    [property: StringLength(40)] string? Called = null,
    [property: StringLength(500), Url] string? Recording = null
)
{
    private const int LargestBody = 64 * 1024;

    internal static Decision Decide(Call? call, ReportCallEvent command, DateTimeOffset now) =>
        call?.Has(command.EventId) == true
            ? Decision.NoChange
            : Decision.Accept(
                new CallReported(
                    command.CallId,
                    command.EventId,
                    command.Kind,
                    command.Queue,
                    command.Agent,
                    command.Outbound,
                    command.At.ToUniversalTime(),
                    now
                )
            );

    internal static async Task<Results<NoContent, ProblemHttpResult, ValidationProblem>> Handle(
        HttpRequest request,
        IDocumentStore store,
        NpgsqlDataSource dataSource,
        IOptions<TelephonyOptions> rules,
        IOptions<CustomerOptions> customers,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var body = await ReadBody(request, cancellationToken);
        var now = clock.GetUtcNow();
        if (
            !CallSignature.IsValid(
                request.Headers["webhook-id"].ToString(),
                request.Headers["webhook-timestamp"].ToString(),
                request.Headers["webhook-signature"].ToString(),
                body,
                rules.Value.Secrets,
                rules.Value.Tolerance,
                now
            )
        )
        {
            return Problems.Problem(
                StatusCodes.Status401Unauthorized,
                "signature-invalid",
                "No valid signature of the phone system, or its time is too far from ours."
            );
        }

        var command = Parse(body);
        var errors = new List<ValidationResult>();
        if (!Validator.TryValidateObject(command, new ValidationContext(command), errors, validateAllProperties: true))
        {
            return TypedResults.ValidationProblem(
                errors.GroupBy(e => e.MemberNames.First()).ToDictionary(m => m.Key, m => m.Select(e => e.ErrorMessage!).ToArray())
            );
        }

        await Take(command, store, dataSource, customers.Value.PhoneRegion, now, cancellationToken);
        return TypedResults.NoContent();
    }

    // Reports of one call are taken one after the other: they come many at a time, and none may be turned away for that.
    private static async Task Take(
        ReportCallEvent command,
        IDocumentStore store,
        NpgsqlDataSource dataSource,
        string region,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var stream = Call.StreamOf(command.CallId);
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var turn = new NpgsqlCommand("select pg_advisory_xact_lock(hashtextextended(@call, 11))", connection))
        {
            turn.Parameters.AddWithValue("call", stream);
            await turn.ExecuteNonQueryAsync(cancellationToken);
        }

        await using var session = store.LightweightSession(Marten.Services.SessionOptions.ForTransaction(transaction));
        session.Stamp(new Actor("integration", "telephony"), null, command.EventId);
        var decision = Decide(await session.LoadAsync<Call>(stream, cancellationToken), command, now);
        if (decision.Events.Count == 0)
        {
            return;
        }

        session.Events.Append(stream, decision.Events);
        if ((command.Caller ?? command.Called ?? command.Recording) is not null)
        {
            var known = await session.LoadAsync<CallParty>(command.CallId, cancellationToken);
            var number = command.Outbound ? command.Called : command.Caller;
            session.Store(
                new CallParty(
                    command.CallId,
                    Phones.Normalise(number, region) ?? number ?? known?.Number,
                    command.Recording ?? known?.Recording
                )
            );
        }

        await session.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private static ReportCallEvent Parse(byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize<ReportCallEvent>(body, Json.Requests)
                ?? throw new BadHttpRequestException("The body is empty.");
        }
        catch (JsonException exception)
        {
            throw new BadHttpRequestException("The body cannot be read.", exception);
        }
    }

    private static async Task<byte[]> ReadBody(HttpRequest request, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        var buffer = new byte[8192];
        int read;
        while ((read = await request.Body.ReadAsync(buffer, cancellationToken)) > 0)
        {
            body.Write(buffer, 0, read);
            if (body.Length > LargestBody)
            {
                throw new BadHttpRequestException($"At most {LargestBody} bytes.", StatusCodes.Status413PayloadTooLarge);
            }
        }

        return body.ToArray();
    }
}
