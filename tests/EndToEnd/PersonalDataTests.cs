using System.Text.Json;
using CustomerService.TestSupport;
using Npgsql;
using Xunit.Abstractions;

namespace CustomerService.EndToEnd;

/// <summary>
/// A2: after the story, names, phone numbers, e-mail and street addresses of its customers, and what they wrote, are in Intake's store and
/// nowhere else: not in the stores of others, not in events, messages, logs or telemetry. Nor is a secret or an access token in any of
/// these.
/// </summary>
[Collection(RunningSystemCollection.Name)]
public sealed class PersonalDataTests(RunningSystem system, ITestOutputHelper output)
{
    // Below this what a customer writes may be anybody's words: "please help".
    private const int TellingText = 12;

    [Fact]
    public async Task PersonalDataIsInIntakeAloneAndSecretsAreNowhere()
    {
        await system.Books.Balance(Patience.Condition);
        var personal = new Needles([
            .. Customers().SelectMany(Personal),
            .. system.Played.Select(p => p.Contact.Text).Where(t => t.Length >= TellingText),
        ]);
        var secrets = new Needles(Secrets());
        output.WriteLine($"{personal.Count} personal words, {secrets.Count} secrets");
        Assert.True(personal.Count > system.Played.Count);
        Assert.NotEmpty(await InStore("intake", personal)); // where they are, they are found

        List<string> found = [];
        foreach (var service in Cluster.Services)
        {
            found.AddRange(await InStore(service, secrets));
            found.AddRange(service == "intake" ? [] : await InStore(service, personal));
        }

        var events = await system.Stream.ReadAll();
        found.AddRange(Look(events.Select(e => ($"event {e.Type}", e.CloudEvent.ToJsonString())), personal, secrets));
        var messages = await system.Messages.Read();
        found.AddRange(Look(messages, personal, secrets));
        found.AddRange(
            Look(
                Directory.GetFiles(system.Cluster.Logs).SelectMany(File.ReadLines, (file, line) => ($"log {Path.GetFileName(file)}", line)),
                personal,
                secrets
            )
        );
        var telemetry = system.Telemetry.Received.ToList();
        found.AddRange(Look(telemetry, personal, secrets));

        output.WriteLine(
            $"{events.Count} events, {messages.Count} messages, {telemetry.Count} batches of telemetry "
                + $"({telemetry.Sum(t => t.Text.Length)} characters)"
        );
        Assert.True(messages.Count > events.Count, "every event went as a message");
        Assert.Subset(telemetry.Select(t => t.Signal).ToHashSet(), new HashSet<string> { "/v1/traces", "/v1/metrics", "/v1/logs" });
        Assert.Empty(found.Distinct().Take(40));
        await PlantedIsFound(personal);
    }

    /// <summary>
    /// The same looking finds a name that is put there: in a column of each kind, in a message, in every way of writing it.
    /// </summary>
    private async Task PlantedIsFound(Needles personal)
    {
        var name = Customers()[0]["name"];
        await using var connection = new NpgsqlConnection(system.Cluster.Database("dispatch"));
        await connection.OpenAsync();
        foreach (var column in (string[])["text '{0}'", "jsonb_build_object('a', '{0}')", "convert_to('{0}', 'UTF8')"])
        {
            await Execute($"create table planted as select {column.Replace("{0}", name, StringComparison.Ordinal)} as it");
            Assert.NotEmpty(await InStore("dispatch", personal));
            await Execute("drop table planted");
        }

        await system.Messages.Plant(JsonSerializer.Serialize(name));
        await Eventually.Holds(async () => Look(await system.Messages.Read(), personal).Any(), "the planted message");
        Assert.All(
            new[] { name, Uri.EscapeDataString(name), $"Hello {name}!", JsonSerializer.Serialize(JsonSerializer.Serialize(name)) },
            text => Assert.NotNull(personal.In(text))
        );

        async Task Execute(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync();
        }
    }

    private List<IReadOnlyDictionary<string, string>> Customers()
    {
        var numbers = system.Played.Select(p => p.Contact.CustomerNo).ToHashSet();
        return [.. system.Data.Rows("customers.csv").Where(r => numbers.Contains(r["customerNo"]))];
    }

    /// <summary>
    /// Name, e-mail address, the street without its city, and the phone number without country code, in one piece and in groups.
    /// </summary>
    private static IEnumerable<string> Personal(IReadOnlyDictionary<string, string> customer)
    {
        var phone = customer["phone"].Replace("+86", "", StringComparison.Ordinal);
        return
        [
            customer["name"],
            customer["email"],
            customer["address"].Replace(customer["city"], "", StringComparison.Ordinal),
            phone,
            $"{phone[..3]} {phone[3..7]} {phone[7..]}",
            $"{phone[..3]}-{phone[3..7]}-{phone[7..]}",
        ];
    }

    /// <summary>
    /// What all secrets of a cluster are made of, the key over the stored keys, and what stands in the middle of every signed token.
    /// </summary>
    private IEnumerable<string> Secrets()
    {
        var seed = system.Cluster.People.Systems["demo"]["demo-".Length..];
        return [seed, Convert.ToBase64String(Convert.FromHexString(seed)), ".eyJ"];
    }

    private static IEnumerable<string> Look(IEnumerable<(string Where, string Text)> texts, params Needles[] needles) =>
        from text in texts
        from needle in needles
        let hit = needle.In(text.Text)
        where hit is not null
        select $"{text.Where}: {hit}";

    /// <summary>Every column of every row of every table.</summary>
    private async Task<IReadOnlyList<string>> InStore(string service, Needles needles)
    {
        await using var connection = new NpgsqlConnection(system.Cluster.Database(service));
        await connection.OpenAsync();
        var tables = await Read(
            "select format('%I.%I', schemaname, tablename) from pg_tables where schemaname not in ('pg_catalog', 'information_schema')"
        );
        Assert.Contains(tables, t => t.EndsWith("mt_events", StringComparison.Ordinal));
        List<string> found = [];
        foreach (var table in tables)
        {
            found.AddRange(
                Look((await Read($"select to_jsonb(t)::text from {table} t")).Select(row => ($"{service} {table}", row)), needles).Take(3)
            );
        }

        return found;

        async Task<List<string>> Read(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await using var rows = await command.ExecuteReaderAsync();
            List<string> values = [];
            while (await rows.ReadAsync())
            {
                values.Add(rows.GetString(0));
            }

            return values;
        }
    }
}
