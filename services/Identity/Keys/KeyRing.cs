using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Microsoft.IdentityModel.Tokens;
using Npgsql;
using NpgsqlTypes;
using OpenIddict.Server;
using Weasel.Postgresql.Tables;

namespace CustomerService.Identity.Keys;

/// <summary>
/// The signing keys, which all replicas share in the database. OpenIddict reads its options for each request from a monitor: when keys or
/// their order change, the options are made anew.
/// </summary>
internal sealed class KeyRing(NpgsqlDataSource dataSource, KeySeal seal, IOptions<IdentityOptions> options, TimeProvider clock)
    : IConfigureOptions<OpenIddictServerOptions>,
        IOptionsChangeTokenSource<OpenIddictServerOptions>,
        IDisposable
{
    private const long Lock = 0x49_44_4B_45_59;
    private readonly Dictionary<string, RsaSecurityKey> _opened = [];
    private IReadOnlyList<RsaSecurityKey> _inOrder = [];
    private CancellationTokenSource _changed = new();

    internal static Table Table { get; } = CreateTable();

    string IOptionsChangeTokenSource<OpenIddictServerOptions>.Name => Options.DefaultName;

    IChangeToken IOptionsChangeTokenSource<OpenIddictServerOptions>.GetChangeToken() => new CancellationChangeToken(_changed.Token);

    public void Dispose()
    {
        _changed.Dispose();
        foreach (var key in _opened.Values)
        {
            key.Rsa.Dispose();
        }
    }

    public void Configure(OpenIddictServerOptions options)
    {
        options.SigningCredentials.AddRange(_inOrder.Select(key => new SigningCredentials(key, SecurityAlgorithms.RsaSha256)));
        // Codes and refresh tokens are for us alone: a shared secret encrypts them.
        options.EncryptionCredentials.Add(
            new EncryptingCredentials(
                new SymmetricSecurityKey(seal.Derive("encryption")),
                SecurityAlgorithms.Aes256KW,
                SecurityAlgorithms.Aes256CbcHmacSha512
            )
        );
    }

    /// <summary>Makes and drops keys as the schedule says, one replica at a time, and takes over what there is.</summary>
    public async Task Refresh(CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var wait = new NpgsqlCommand("select pg_advisory_xact_lock(@lock)", connection, transaction))
        {
            wait.Parameters.AddWithValue("lock", Lock);
            await wait.ExecuteNonQueryAsync(cancellationToken);
        }

        var now = clock.GetUtcNow();
        var rows = await Read(connection, cancellationToken);
        var plan = KeySchedule.Decide([.. rows.Select(r => r.Times)], now, options.Value.PublishKeysBefore, LongestToken);
        if (plan.NewFrom is { } from)
        {
            rows.Add(await Create(connection, from, cancellationToken));
        }

        if (plan.Drop.Count > 0)
        {
            await using var drop = new NpgsqlCommand("delete from signing_key where id = any(@ids)", connection, transaction);
            drop.Parameters.AddWithValue("ids", plan.Drop.ToArray());
            await drop.ExecuteNonQueryAsync(cancellationToken);
            rows.RemoveAll(r => plan.Drop.Contains(r.Times.Id));
        }

        await transaction.CommitAsync(cancellationToken);
        Take(KeySchedule.InOrder(rows, r => r.Times, now));
    }

    // Refresh tokens are signed as well, and a hint of who signed in is an identity token of the session, however old.
    private TimeSpan LongestToken =>
        new[] { options.Value.AccessTokenLifetime, options.Value.RefreshTokenLifetime, options.Value.SessionLifetime }.Max();

    private void Take(IEnumerable<(KeyTimes Times, string Sealed)> rows)
    {
        var keys = rows.Select(Open).ToList();
        if (!keys.SequenceEqual(_inOrder))
        {
            _inOrder = keys;
            var told = Interlocked.Exchange(ref _changed, new CancellationTokenSource());
            told.Cancel();
            told.Dispose();
        }
    }

    private RsaSecurityKey Open((KeyTimes Times, string Sealed) row)
    {
        if (!_opened.TryGetValue(row.Times.Id, out var key))
        {
            var rsa = RSA.Create();
            rsa.ImportPkcs8PrivateKey(seal.Open(Purpose(row.Times.Id), row.Sealed), out _);
            _opened[row.Times.Id] = key = new RsaSecurityKey(rsa) { KeyId = row.Times.Id };
        }

        return key;
    }

    private static async Task<List<(KeyTimes Times, string Sealed)>> Read(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var select = new NpgsqlCommand("select id, signs_from, signs_until, sealed from signing_key", connection);
        await using var reader = await select.ExecuteReaderAsync(cancellationToken);
        var rows = new List<(KeyTimes, string)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(
                (
                    new KeyTimes(reader.GetString(0), reader.GetFieldValue<DateTimeOffset>(1), reader.GetFieldValue<DateTimeOffset>(2)),
                    reader.GetString(3)
                )
            );
        }

        return rows;
    }

    private async Task<(KeyTimes Times, string Sealed)> Create(
        NpgsqlConnection connection,
        DateTimeOffset from,
        CancellationToken cancellationToken
    )
    {
        var id = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(12));
        using var rsa = RSA.Create(options.Value.KeyBits);
        var sealedKey = seal.Seal(Purpose(id), rsa.ExportPkcs8PrivateKey());
        var times = new KeyTimes(id, from, from + options.Value.RotateKeysEvery);
        await using var insert = new NpgsqlCommand(
            "insert into signing_key (id, signs_from, signs_until, sealed) values (@id, @from, @until, @sealed)",
            connection
        );
        insert.Parameters.AddWithValue("id", id);
        insert.Parameters.AddWithValue("from", NpgsqlDbType.TimestampTz, times.SignsFrom.UtcDateTime);
        insert.Parameters.AddWithValue("until", NpgsqlDbType.TimestampTz, times.SignsUntil.UtcDateTime);
        insert.Parameters.AddWithValue("sealed", sealedKey);
        await insert.ExecuteNonQueryAsync(cancellationToken);
        return (times, sealedKey);
    }

    private static string Purpose(string id) => $"signing key {id}";

    private static Table CreateTable()
    {
        var table = new Table("public.signing_key");
        table.AddColumn("id", "text").AsPrimaryKey();
        table.AddColumn("signs_from", "timestamptz").NotNull();
        table.AddColumn("signs_until", "timestamptz").NotNull();
        table.AddColumn("sealed", "text").NotNull();
        return table;
    }
}
