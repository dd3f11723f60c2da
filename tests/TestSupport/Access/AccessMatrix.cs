using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;

namespace CustomerService.TestSupport.Access;

/// <summary>
/// A1: the table is right and whole. It says what the endpoints say, and each of its cells is tried by real requests: by a role for the
/// head quarters, for the region, for the site and for another one, or as owner and as somebody else. Refused requests leave no event
/// behind.
/// </summary>
public sealed partial class AccessMatrix(AccessSeeds seeds, Func<Actor?, HttpClient> clientOf)
{
    private const string Member = "X-MATRIX";
    private static readonly Role[] Roles = Enum.GetValues<Role>();
    private readonly Dictionary<Actor, HttpClient> _clients = [];
    private readonly List<string> _wrong = [];
    private int _cells;
    private int _requests;

    /// <summary>Tries the table of <paramref name="service"/>; answers with the figures.</summary>
    public static async Task<string> Check<TProgram>(ServiceHost<TProgram> host, string service, AccessSeeds seeds)
        where TProgram : class
    {
        var made = AccessTable.Of(host.Services.GetRequiredService<EndpointDataSource>());
        var saved = AccessTable.Saved(service, () => AccessTable.Render(service, made));
        Assert.True(
            saved == AccessTable.Render(service, made),
            $"infra/ACCESS.md says something else than {service}: look at the difference with "
                + $"CUSTOMERSERVICE_REWRITE_SNAPSHOTS=1.\n{Difference(saved, AccessTable.Render(service, made))}"
        );
        Assert.Empty(MisreadParameters(host.Services));
        var matrix = new AccessMatrix(seeds, actor => actor is null ? host.Guest() : host.Client(actor));
        var rows = AccessTable.Parse(saved);
        Assert.Equal(made.Count, rows.Count);
        return await matrix.Run(rows, host.Services.GetRequiredService<NpgsqlDataSource>());
    }

    // What refuses unknown parameters knows the same ones as the API document.
    private static List<string> MisreadParameters(IServiceProvider services)
    {
        var endpoints = services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().ToList();
        var operations = services
            .GetRequiredService<IApiDescriptionGroupCollectionProvider>()
            .ApiDescriptionGroups.Items.SelectMany(g => g.Items);
        var wrong = new List<string>();
        foreach (var operation in operations)
        {
            var endpoint = endpoints.FirstOrDefault(e =>
                Constraint().Replace(e.RoutePattern.RawText!.Trim('/'), "}") == operation.RelativePath!.Trim('/')
                && e.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods.Contains(operation.HttpMethod!) != false
            );
            var described = operation
                .ParameterDescriptions.Where(p => p.Source == BindingSource.Query)
                .Select(p => p.Name)
                .ToHashSet(StringComparer.OrdinalIgnoreCase);
            if (endpoint is not null && KnownParameters.Of(endpoint) is { } known && !described.SetEquals(known))
            {
                wrong.Add($"{operation.HttpMethod} {operation.RelativePath}: {string.Join(' ', known)}; {string.Join(' ', described)}");
            }
        }

        return wrong;
    }

    private async Task<string> Run(IReadOnlyList<AccessRow> rows, NpgsqlDataSource store)
    {
        var tries = rows.SelectMany(Tries).ToList();
        foreach (var refused in tries.Where(t => !t.Allowed))
        {
            await Send(refused);
        }

        await using var events = store.CreateCommand("select count(*) from mt_events where user_name = any(@names)");
        events.Parameters.AddWithValue("names", _clients.Keys.Select(actor => actor.ToString()).ToArray());
        Assert.Equal(0L, await events.ExecuteScalarAsync());
        foreach (var allowed in tries.Where(t => t.Allowed))
        {
            await Send(allowed);
        }

        Assert.True(
            _wrong.Count == 0,
            $"{_wrong.Count} of {_requests} requests were answered otherwise than the table says:\n{string.Join('\n', _wrong.Take(40))}"
        );
        return $"{rows.Count} endpoints, {_cells} cells, {_requests} requests";
    }

    /// <summary>A request and what the table promises: a status of refusal with its code, or none; what a list shows or not.</summary>
    private sealed record Try(
        AccessRow Row,
        string Path,
        Actor? Actor,
        object? Body,
        int Status,
        string? Code,
        string? Shows,
        string? Hides
    )
    {
        public bool Allowed => Status == 0;
    }

    private IEnumerable<Try> Tries(AccessRow row)
    {
        if (row.IsForAnyone)
        {
            yield break;
        }

        var resource = IsEndless(row)
            ? null
            : seeds
                .Resources.Where(r =>
                    row.Path == List(r) || row.Path == r.Path || row.Path.StartsWith($"{r.Path}/", StringComparison.Ordinal)
                )
                .MaxBy(r => r.Path.Length);
        var isList = resource is not null && row.Path == List(resource);
        yield return new Try(row, PathOf(row, resource, Role.System, isList), null, null, 401, "token-missing", null, null);
        for (var i = 0; i < Roles.Length; i++)
        {
            _cells++;
            var (role, mark) = (Roles[i], row.Marks[i]);
            if (
                resource is null
                && mark is Mark.Own or Mark.Site
                && (row.Path.Contains('{', StringComparison.Ordinal) || row.Method == "GET" && !IsEndless(row))
            )
            {
                _wrong.Add($"{row.Method} {row.Path}: nothing is seeded for it.");
                continue;
            }

            foreach (var (actor, seesIt) in Actors(role, mark, resource))
            {
                yield return Of(row, resource, isList, role, mark, actor, seesIt);
            }
        }
    }

    private Try Of(AccessRow row, SeededResource? resource, bool isList, Role role, Mark mark, Actor actor, bool seesIt)
    {
        var path = PathOf(row, resource, role, isList);
        var ofTheSite = seeds.BodiesOfTheSite.GetValueOrDefault($"{row.Method} {row.Path}");
        if (mark == Mark.No || mark == Mark.Company && !actor.Scope.IsEverything)
            return new Try(row, path, actor, null, 403, "not-permitted", null, null);
        if (isList && row.Method == "GET")
            return new Try(row, path, actor, null, 0, null, seesIt ? resource!.Shown : null, seesIt ? null : resource!.Shown);
        if (!seesIt && !isList && resource is not null)
            return new Try(row, path, actor, null, 404, resource.Code, null, null);
        if (!seesIt && ofTheSite is not null)
            return new Try(row, path, actor, ofTheSite, 403, "outside-your-sites", null, null);
        return new Try(row, path, actor, seesIt ? ofTheSite : null, 0, isList ? null : resource?.Code, null, null);
    }

    private static IEnumerable<(Actor Actor, bool SeesIt)> Actors(Role role, Mark mark, SeededResource? resource)
    {
        if (mark == Mark.Own || role == Role.Customer)
        {
            return
            [
                (new Actor(role.Code(), resource?.Owner ?? "C-OWNER"), true),
                (new Actor(role.Code(), "C-ANOTHER"), mark != Mark.Own),
                (new Actor(role.Code(), "C-ANOTHER") { Scope = DataScope.Nothing }, mark != Mark.Own),
            ];
        }

        return
        [
            (new Actor(role.Code(), Member), true),
            (new Actor(role.Code(), Member) { Scope = AccessSeeds.Region }, true),
            (new Actor(role.Code(), Member) { Scope = new DataScope([AccessSeeds.Site], []) }, true),
            (new Actor(role.Code(), Member) { Scope = new DataScope([AccessSeeds.OtherSite], ["44"]) }, mark != Mark.Site),
        ];
    }

    private static HttpContent ContentOf(Try wanted)
    {
        if (wanted.Row.Path.Contains('.', StringComparison.Ordinal))
            return new StringContent("", Encoding.UTF8, "application/grpc");
        if (wanted.Row.Path.EndsWith("/import", StringComparison.Ordinal))
            return new StringContent("", Encoding.UTF8, "text/csv");
        return wanted.Body is null
            ? new StringContent("[]", Encoding.UTF8, "application/json")
            : JsonContent.Create(wanted.Body, options: Json.Options);
    }

    private async Task Send(Try wanted)
    {
        _requests++;
        var client =
            wanted.Actor is null ? clientOf(null)
            : _clients.TryGetValue(wanted.Actor, out var known) ? known
            : _clients[wanted.Actor] = clientOf(wanted.Actor);
        using var request = new HttpRequestMessage(new HttpMethod(wanted.Row.Method), new Uri(wanted.Path, UriKind.Relative));
        if (wanted.Row.Method is not ("GET" or "HEAD"))
        {
            // What is allowed gets as far as the shape or the version of the request, and changes nothing either.
            request.Headers.IfMatch.Add(new EntityTagHeaderValue("\"0\""));
            request.Content = ContentOf(wanted);
        }

        // The headers are enough, and all that there is of a stream that goes on.
        using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var status = (int)answer.StatusCode;
        var text = status >= 400 || wanted.Shows is not null || wanted.Hides is not null ? await answer.Content.ReadAsStringAsync() : "";
        var code = status >= 400 ? CodeOf(text) : null;
        var isRight = !wanted.Allowed
            ? status == wanted.Status && code == wanted.Code
            : answer.StatusCode != HttpStatusCode.Unauthorized
                && answer.StatusCode != HttpStatusCode.InternalServerError
                && code is not ("not-permitted" or "outside-your-sites")
                && !(status == 404 && code is not null && code == wanted.Code)
                && (wanted.Shows is null || answer.IsSuccessStatusCode && text.Contains(wanted.Shows, StringComparison.Ordinal))
                && (wanted.Hides is null || !text.Contains(wanted.Hides, StringComparison.Ordinal));
        if (!isRight)
        {
            _wrong.Add(
                $"{wanted.Row.Method} {wanted.Path} as {wanted.Actor} of [{string.Join(' ', wanted.Actor?.Scope.Sites ?? [])}]: "
                    + $"{status} {code}; "
                    + (wanted.Allowed ? $"allowed, shows {wanted.Shows}, hides {wanted.Hides}" : $"{wanted.Status} {wanted.Code}")
                    + $" was expected. {text[..Math.Min(200, text.Length)]}"
            );
        }
    }

    private static string List(SeededResource resource) => resource.Path.Split("/{")[0];

    // A stream of many things ends by itself never, so that it can show nothing here; its own tests read it. One of a single thing is there
    // or is not.
    private static bool IsEndless(AccessRow row) =>
        row.Path.EndsWith("/stream", StringComparison.Ordinal) && !row.Path.Contains('{', StringComparison.Ordinal);

    private static string PathOf(AccessRow row, SeededResource? resource, Role role, bool isList)
    {
        var path =
            resource?.PathFor is { } own ? row.Path.Replace(resource.Path, own(role), StringComparison.Ordinal)
            : resource is not null && !isList
                ? row.Path.Replace(resource.Path, Parameter().Replace(resource.Path, p => Value(p, resource), 1), StringComparison.Ordinal)
            : row.Path;
        path = Parameter().Replace(path, p => resource?.Further.GetValueOrDefault(p.Groups[1].Value) ?? "1");
        return isList && row.Method == "GET" ? path + resource!.ListQuery : path;
    }

    private static string Value(Match parameter, SeededResource resource) =>
        resource.Further.GetValueOrDefault(parameter.Groups[1].Value, resource.Key);

    private static string? CodeOf(string text)
    {
        if (!text.StartsWith('{'))
        {
            return null;
        }

        using var problem = JsonDocument.Parse(text);
        return problem.RootElement.TryGetProperty("type", out var type)
            ? type.GetString()!.Replace("/problems/", "", StringComparison.Ordinal)
            : null;
    }

    private static string Difference(string saved, string made)
    {
        var (before, after) = (saved.Split('\n'), made.Split('\n'));
        return string.Join(
            '\n',
            before.Except(after).Select(line => $"- {line}").Concat(after.Except(before).Select(line => $"+ {line}")).Take(30)
        );
    }

    [GeneratedRegex(@":[^{}]+\}")]
    private static partial Regex Constraint();

    [GeneratedRegex(@"\{\*{0,2}([^{}]+)\}")]
    private static partial Regex Parameter();
}
