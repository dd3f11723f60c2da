using CustomerService.Identity.Clients;
using CustomerService.Identity.Passwords;
using CustomerService.Identity.Users;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.Extensions.Options;
using Npgsql;

namespace CustomerService.Identity.Start;

/// <summary>
/// Clients of the configuration are made to be as it says. Users are only registered: what an administrator or they themselves changed
/// stays.
/// </summary>
internal sealed class Seeding(
    IDocumentStore store,
    NpgsqlDataSource dataSource,
    PasswordHasher hasher,
    IOptions<IdentityOptions> options,
    TimeProvider clock
)
{
    private static readonly Actor By = Actor.System("identity");

    public async Task Run(CancellationToken cancellationToken)
    {
        foreach (var client in options.Value.Clients)
        {
            await Commit(client.Id, session => Seed(session, client, cancellationToken), cancellationToken);
        }

        foreach (var user in options.Value.Users)
        {
            await Commit(user.Id, session => Seed(session, user, cancellationToken), cancellationToken);
        }
    }

    private async Task Commit(string id, Func<IDocumentSession, Task<Rejection?>> seed, CancellationToken cancellationToken)
    {
        await using var session = store.LightweightSession();
        session.Stamp(By, null, null);
        if (await seed(session) is { } refusal)
        {
            throw new InvalidOperationException($"{id} of the configuration: {refusal.Detail}");
        }

        await session.SaveChangesAsync(cancellationToken);
    }

    private async Task<Rejection?> Seed(IDocumentSession session, ClientSetting setting, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (await session.LoadAsync<Client>(setting.Id, cancellationToken) is null)
        {
            var command = new RegisterClient(setting.Id, setting.Terms());
            var decision = RegisterClient.Decide(command, By.ToString(), now);
            return decision.Rejection ?? await RegisterClient.Append(session, command, decision, setting.Secret, cancellationToken);
        }

        var refusal = await session
            .Decide<Client>(
                setting.Id,
                c => ChangeClient.Decide(c, new ChangeClient(setting.Terms()), By.ToString(), now),
                cancellationToken: cancellationToken
            )
            .Rejection();
        if (refusal is not null)
        {
            return refusal;
        }

        ClientRow.QueueTerms(session, setting.Id, setting.Terms());
        if (setting.Secret is not { } secret || await HasSecret(setting.Id, secret, cancellationToken))
        {
            return null;
        }

        ClientRow.QueueSecret(session, setting.Id, ClientSecrets.Hash(secret));
        session.Events.Append(setting.Id, new ClientSecretRotated(By.ToString(), now));
        return null;
    }

    private async Task<bool> HasSecret(string id, string secret, CancellationToken cancellationToken)
    {
        await using var select = dataSource.CreateCommand(
            $"""select "ClientSecret" from {OpenIddictTables.Schema}."OpenIddictApplications" where "Id" = @id"""
        );
        select.Parameters.AddWithValue("id", id);
        return await select.ExecuteScalarAsync(cancellationToken) is string hash && ClientSecrets.Matches(secret, hash);
    }

    private async Task<Rejection?> Seed(IDocumentSession session, UserSetting setting, CancellationToken cancellationToken)
    {
        if (await session.LoadAsync<User>(setting.Id, cancellationToken) is not null)
        {
            return null;
        }

        var decision = RegisterUser.Decide(
            new RegisterUser(setting.Id, setting.Access(), setting.Password),
            setting.MustChangePassword,
            By.ToString(),
            clock.GetUtcNow()
        );
        return decision.Rejection
            ?? await RegisterUser.Append(
                session,
                setting.Id,
                decision,
                await hasher.Hash(setting.Password, cancellationToken),
                setting.MustChangePassword,
                cancellationToken
            );
    }
}
