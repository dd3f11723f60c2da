using System.Text;
using System.Text.RegularExpressions;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace CustomerService.TestSupport.Access;

/// <summary>What a role gets at an endpoint.</summary>
public enum Mark
{
    /// <summary>Refused.</summary>
    No,

    /// <summary>What is theirs.</summary>
    Own,

    /// <summary>What is of their sites and regions.</summary>
    Site,

    /// <summary>Everything.</summary>
    All,

    /// <summary>Everything, and only for who has all sites.</summary>
    Company,

    /// <summary>Even without a token.</summary>
    Anyone,
}

/// <summary>One endpoint and what each role gets there, in the order of <see cref="Role"/>.</summary>
public sealed record AccessRow(string Method, string Path, IReadOnlyList<Mark> Marks)
{
    /// <summary>Whether it needs no token.</summary>
    public bool IsForAnyone => Marks[0] == Mark.Anyone;

    /// <summary>Under which heading it stands.</summary>
    public string Resource =>
        Path.StartsWith("/api/", StringComparison.Ordinal) ? string.Join('/', Path.Split('/').Take(3))
        : Path.Contains('.', StringComparison.Ordinal) && Method == "POST" ? Path[..Path.LastIndexOf('/')]
        : "other";
}

/// <summary>
/// <c>infra/ACCESS.md</c>: endpoint by role, made from what the endpoints themselves say. Each service's tests guard its part of the file;
/// <c>CUSTOMERSERVICE_REWRITE_SNAPSHOTS=1</c> writes that part anew.
/// </summary>
public static partial class AccessTable
{
    private const string Begin = "<!-- begin ";
    private static readonly Role[] Roles = Enum.GetValues<Role>();
    private static readonly Dictionary<string, Mark> Marks = Enum.GetValues<Mark>().ToDictionary(Text);

    private static string File => Path.Combine(Repository.Root, "infra", "ACCESS.md");

    /// <summary>The rows as the endpoints of a running service say.</summary>
    public static IReadOnlyList<AccessRow> Of(EndpointDataSource endpoints) =>
        [
            .. endpoints
                .Endpoints.OfType<RouteEndpoint>()
                .SelectMany(e =>
                    (e.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"]).Select(method => new AccessRow(
                        method,
                        Constraint().Replace($"/{e.RoutePattern.RawText!.Trim('/')}", "}"),
                        MarksOf(e.Metadata)
                    ))
                )
                .Where(row => !row.IsForAnyone || row.Path.StartsWith("/api/", StringComparison.Ordinal) || row.Resource == "other")
                .DistinctBy(row => (row.Method, row.Path))
                .OrderBy(row => row.Resource, StringComparer.Ordinal)
                .ThenBy(row => row.Path, StringComparer.Ordinal)
                .ThenBy(row => row.Method, StringComparer.Ordinal),
        ];

    /// <summary>The part of <paramref name="service"/> as text.</summary>
    public static string Render(string service, IReadOnlyList<AccessRow> rows)
    {
        var text = new StringBuilder($"{Begin}{service} -->\n## {service}\n");
        foreach (var resource in rows.GroupBy(row => row.Resource))
        {
            text.Append(
                $"\n### {resource.Key}\n\n| | {string.Join(" | ", Roles.Select(role => role.Code()))} "
                    + $"|\n|---|{string.Concat(Roles.Select(_ => ":-:|"))}\n"
            );
            foreach (var row in resource)
            {
                text.Append($"| {row.Method} `{row.Path}` | {string.Join(" | ", row.Marks.Select(Text))} |\n");
            }
        }

        return text.Append($"<!-- end {service} -->\n").ToString();
    }

    /// <summary>The part of <paramref name="service"/> in the file, after writing it anew when that was asked for.</summary>
    public static string Saved(string service, Func<string> made)
    {
        var file = System.IO.File.ReadAllText(File);
        if (Environment.GetEnvironmentVariable("CUSTOMERSERVICE_REWRITE_SNAPSHOTS") == "1")
        {
            var saved = Part(file, service);
            file = saved.Length == 0 ? $"{file.TrimEnd()}\n\n{made()}" : file.Replace(saved, made(), StringComparison.Ordinal);
            System.IO.File.WriteAllText(File, file);
        }

        return Part(file, service);
    }

    /// <summary>Reads the rows back.</summary>
    public static IReadOnlyList<AccessRow> Parse(string part) =>
        [
            .. part.Split('\n')
                .Select(line => Row().Match(line))
                .Where(row => row.Success)
                .Select(row => new AccessRow(
                    row.Groups["method"].Value,
                    row.Groups["path"].Value,
                    [.. row.Groups["mark"].Captures.Select(mark => Marks[mark.Value.Trim()])]
                )),
        ];

    private static string Part(string file, string service)
    {
        var begin = file.IndexOf($"{Begin}{service} -->", StringComparison.Ordinal);
        var end = $"<!-- end {service} -->\n";
        return begin < 0 ? "" : file[begin..(file.IndexOf(end, begin, StringComparison.Ordinal) + end.Length)];
    }

    private static Mark[] MarksOf(EndpointMetadataCollection metadata)
    {
        if (metadata.GetMetadata<AnyoneMayCall>() is not null)
        {
            return [.. Roles.Select(_ => Mark.Anyone)];
        }

        var permitted = metadata.GetMetadata<PermissionAttribute>()?.Roles ?? [];
        var visible = metadata.GetMetadata<VisibleResource>();
        return
        [
            .. Roles.Select(role =>
            {
                if (!permitted.Contains(role))
                    return Mark.No;
                if (metadata.GetMetadata<WholeCompanyAttribute>() is not null)
                    return Mark.Company;
                if (visible is null || role == Role.System)
                    return Mark.All;
                if (visible.Owners.Contains(role))
                    return Mark.Own;
                if (visible.ByPlace)
                    return Mark.Site;
                return Mark.All;
            }),
        ];
    }

    private static string Text(Mark mark) =>
        mark switch
        {
            Mark.No => "",
            Mark.Anyone => "any",
            _ => mark.ToCode(),
        };

    [GeneratedRegex(@":[^{}/]+\}")]
    private static partial Regex Constraint();

    [GeneratedRegex(@"^\| (?<method>[A-Z]+) `(?<path>[^`]+)` (?:\|(?<mark>[ a-z]*)){12}\|$")]
    private static partial Regex Row();
}
