using System.Net;
using CustomerService.Identity.Users;
using CustomerService.TestSupport;
using Npgsql;

namespace CustomerService.Identity.HostTests;

/// <summary>Failed tries are counted before they are checked, and lock.</summary>
[Collection(IdentityCollection.Name)]
public sealed class LockOutTests(IdentityHost host)
{
    private const string Wrong = "not the right password";

    [Fact]
    public async Task AfterFiveFailedTriesTheRightPasswordIsRefusedUntilAnAdministratorUnlocks()
    {
        var id = await host.NewUser();
        for (var i = 0; i < 5; i++)
        {
            await Try(host.Browser(), id, Wrong, HttpStatusCode.BadRequest);
        }

        await Try(host.Browser(), id, IdentityHost.Password, HttpStatusCode.BadRequest);
        var events = await host.Events(id);
        Assert.Equal(5, events.OfType<SignInFailed>().Count(f => f.Reason == SignInFailure.WrongPassword));
        Assert.Equal(SignInFailure.Locked, events.OfType<SignInFailed>().Last().Reason);
        Assert.Single(events.OfType<UserLockedOut>());

        Assert.Null((await host.Administrator.Post($"/api/users/{id}/unlocking", new { }).Read<User>()).LockedUntil);
        await Try(host.Browser(), id, IdentityHost.Password, HttpStatusCode.OK);
        Assert.IsType<UserSignedIn>((await host.Events(id))[^1]);
    }

    [Fact]
    public async Task StrangersLockNobodyOutOfABrowserWhereTheySignedInBefore()
    {
        var id = await host.NewUser();
        var own = host.Browser();
        await Try(own, id, IdentityHost.Password, HttpStatusCode.OK);
        for (var i = 0; i < 6; i++)
        {
            await Try(host.Browser(), id, Wrong, HttpStatusCode.BadRequest);
        }

        await Try(host.Browser(), id, IdentityHost.Password, HttpStatusCode.BadRequest);
        await Try(own, id, IdentityHost.Password, HttpStatusCode.OK);
        // It gives strangers no tries back, and is locked by its own wrong ones.
        await Try(host.Browser(), id, IdentityHost.Password, HttpStatusCode.BadRequest);
        for (var i = 0; i < 5; i++)
        {
            await Try(own, id, Wrong, HttpStatusCode.BadRequest);
        }

        await Try(own, id, IdentityHost.Password, HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task EachFailedTryBehindTheAllowedOnesLocksTwiceAsLong()
    {
        var id = await host.NewUser();
        await using var dataSource = NpgsqlDataSource.Create(host.Database);
        for (var i = 0; i < 12; i++)
        {
            await Try(host.Browser(), id, Wrong, HttpStatusCode.BadRequest);
            await using var over = dataSource.CreateCommand("update sign_in_try set locked_until = now() where user_id = @id");
            over.Parameters.AddWithValue("id", id);
            await over.ExecuteNonQueryAsync();
        }

        Assert.Equal(
            [1, 2, 4, 8, 15, 15, 15, 15],
            (await host.Events(id)).OfType<UserLockedOut>().Select(l => (int)Math.Round((l.Until - l.At).TotalMinutes))
        );
    }

    [Fact]
    public async Task ASuccessGivesBackAllTries()
    {
        var id = await host.NewUser();
        for (var round = 0; round < 2; round++)
        {
            for (var i = 0; i < 4; i++)
            {
                await Try(host.Browser(), id, Wrong, HttpStatusCode.BadRequest);
            }

            await Try(host.Browser(), id, IdentityHost.Password, HttpStatusCode.OK);
        }
    }

    [Fact]
    public async Task TwentyAtOnceOnThreeReplicasAreFiveChecksAndTheLockOutlivesARestart()
    {
        var id = await host.NewUser();
        await using (var second = await host.StartReplica())
        await using (var third = await host.StartReplica())
        {
            var browsers = Enumerable.Range(0, 20).Select(i => host.Browser(new[] { null, second, third }[i % 3])).ToList();
            var pages = await Task.WhenAll(browsers.Select(b => b.Http.GetStringAsync(new Uri("/sign-in", UriKind.Relative))));
            var answers = await Task.WhenAll(browsers.Zip(pages, (b, page) => b.Send(page, ("user", id), ("password", Wrong))));
            Assert.All(answers, a => Assert.Equal(HttpStatusCode.BadRequest, a.StatusCode));
        }

        var failures = (await host.Events(id)).OfType<SignInFailed>().ToLookup(f => f.Reason);
        Assert.Equal((5, 15), (failures[SignInFailure.WrongPassword].Count(), failures[SignInFailure.Locked].Count()));
        Assert.Single((await host.Events(id)).OfType<UserLockedOut>());
        await using var fresh = await host.StartReplica();
        await Try(host.Browser(fresh), id, IdentityHost.Password, HttpStatusCode.BadRequest);

        // A quarter of an hour later.
        await using var dataSource = NpgsqlDataSource.Create(host.Database);
        await using var later = dataSource.CreateCommand(
            "update sign_in_try set locked_until = locked_until - interval '15 minutes' where user_id = @id"
        );
        later.Parameters.AddWithValue("id", id);
        await later.ExecuteNonQueryAsync();
        await Try(host.Browser(fresh), id, IdentityHost.Password, HttpStatusCode.OK);
    }

    [Fact]
    public async Task AnUnknownUserGetsTheSameAnswerAndWhatWasTypedIsNotKept()
    {
        var known = await Try(host.Browser(), await host.NewUser(), Wrong, HttpStatusCode.BadRequest);
        var unknown = await Try(host.Browser(), "my-password-typed-here", Wrong, HttpStatusCode.BadRequest);
        Assert.Equal(Message(known), Message(unknown));
        await using var dataSource = NpgsqlDataSource.Create(host.Database);
        await using var look = dataSource.CreateCommand(
            "select count(*) filter (where type = 'unknown_user_tried_v1'), count(*) filter (where data::text like "
                + "'%my-password-typed-here%') from mt_events"
        );
        await using var reader = await look.ExecuteReaderAsync();
        await reader.ReadAsync();
        Assert.True(reader.GetInt64(0) > 0);
        Assert.Equal(0, reader.GetInt64(1));
    }

    [Fact]
    public async Task NoPasswordAndNoHashIsInAnyEvent()
    {
        await host.NewUser();
        await using var dataSource = NpgsqlDataSource.Create(host.Database);
        await using var look = dataSource.CreateCommand(
            "select count(*) from mt_events where data::text like '%' || @password || '%' or data::text like '%argon2%' or "
                + "headers::text like '%argon2%'"
        );
        look.Parameters.AddWithValue("password", IdentityHost.Password);
        Assert.Equal(0L, await look.ExecuteScalarAsync());
    }

    private static string Message(string html) =>
        html[html.IndexOf("role=\"alert\"", StringComparison.Ordinal)..html.IndexOf("<form", StringComparison.Ordinal)];

    private static async Task<string> Try(Browser browser, string id, string password, HttpStatusCode expected)
    {
        using var answer = await browser.Fill("/sign-in", ("user", id), ("password", password));
        var html = await answer.Content.ReadAsStringAsync();
        Assert.True(expected == answer.StatusCode, html);
        return html;
    }
}
