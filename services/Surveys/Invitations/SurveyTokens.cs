using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Npgsql;
using Weasel.Postgresql.Tables;

namespace CustomerService.Surveys.Invitations;

/// <summary>
/// S3: links and nonces are keyed hashes, so neither is stored and both can be checked by every replica. A link is the invitation's number
/// with 160 bits that only the key gives; a nonce belongs to one invitation, bears its time, and ends with the answer that used it.
/// </summary>
internal sealed class SurveyTokens(IOptions<SurveyOptions> options, NpgsqlDataSource dataSource)
{
    private const int SignatureBytes = 20;
    private byte[]? _key;

    internal static Table SecretTable { get; } = CreateSecretTable();

    public async ValueTask<string> TokenOf(string invitation, CancellationToken cancellationToken) =>
        $"{invitation}.{Sign(await Key(cancellationToken), "link", invitation)}";

    /// <summary>The invitation's number, or null when the token is not one of ours.</summary>
    public async ValueTask<string?> InvitationOf(string token, CancellationToken cancellationToken)
    {
        var dot = token.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && Matches(Sign(await Key(cancellationToken), "link", token[..dot]), token[(dot + 1)..]) ? token[..dot] : null;
    }

    public async ValueTask<string> IssueNonce(string invitation, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var id = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16));
        var issued = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return $"{issued}.{id}.{Sign(await Key(cancellationToken), "nonce", invitation, issued, id)}";
    }

    /// <summary>The id of a nonce that was issued for this invitation and is not too old; otherwise null.</summary>
    public async ValueTask<string?> ReadNonce(string? nonce, string invitation, DateTimeOffset now, CancellationToken cancellationToken) =>
        nonce?.Split('.') is [var issued, var id, var signature]
        && Matches(Sign(await Key(cancellationToken), "nonce", invitation, issued, id), signature)
        && now - DateTimeOffset.FromUnixTimeSeconds(long.Parse(issued, CultureInfo.InvariantCulture)) <= options.Value.NonceValidFor
            ? id
            : null;

    public async Task<SurveyInvitationView> AddLink(SurveyInvitationView view, CancellationToken cancellationToken) =>
        view.Status == InvitationStatus.Skipped
            ? view
            : view with
            {
                Link = $"{options.Value.PublicAddress.TrimEnd('/')}/survey/{await TokenOf(view.Id, cancellationToken)}",
            };

    public async Task<Results<Ok<SurveyInvitationView>, ProblemHttpResult>> AddLink(
        Results<Ok<SurveyInvitationView>, ProblemHttpResult> answer,
        CancellationToken cancellationToken
    ) => answer.Result is Ok<SurveyInvitationView> { Value: { } view } ? TypedResults.Ok(await AddLink(view, cancellationToken)) : answer;

    private static string Sign(byte[] key, params ReadOnlySpan<string> parts) =>
        Base64Url.EncodeToString(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(string.Join('\n', parts!))).AsSpan(0, SignatureBytes));

    private static bool Matches(string expected, string given) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(given));

    private async ValueTask<byte[]> Key(CancellationToken cancellationToken) =>
        _key ??= options.Value.TokenKey is { } configured ? Encoding.UTF8.GetBytes(configured) : await KeyFromDatabase(cancellationToken);

    // Of several replicas at their first start one inserts; all read what it inserted.
    private async Task<byte[]> KeyFromDatabase(CancellationToken cancellationToken)
    {
        await using var insert = dataSource.CreateCommand(
            "insert into survey_secret (name, value) values ('token-key', @value) on conflict (name) do nothing"
        );
        insert.Parameters.AddWithValue("value", RandomNumberGenerator.GetBytes(32));
        await insert.ExecuteNonQueryAsync(cancellationToken);
        await using var select = dataSource.CreateCommand("select value from survey_secret where name = 'token-key'");
        return (byte[])(await select.ExecuteScalarAsync(cancellationToken))!;
    }

    private static Table CreateSecretTable()
    {
        var table = new Table("public.survey_secret");
        table.AddColumn("name", "text").AsPrimaryKey();
        table.AddColumn("value", "bytea").NotNull();
        return table;
    }
}
