using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.RegularExpressions;
using CustomerService.TestSupport;
using k8s.Models;
using Microsoft.Extensions.Configuration;

namespace CustomerService.Kubernetes.Tests;

/// <summary>
/// P6: what a manifest tells a program is something that the program asks for, and what the program must be told is told: the mistake that
/// stops most roll-outs.
/// </summary>
public sealed partial class ConfigurationTests
{
    // Read by the runtime, by libraries, or by other values.
    private static readonly string[] OfOthers =
    [
        "DOTNET_",
        "OTEL_",
        "POOL",
        "POSTGRES",
        "Kestrel__",
        "Logging__",
        "ReverseProxy__Clusters__",
    ];

    public static TheoryData<string, string> EveryProgramInEveryOverlay()
    {
        var data = new TheoryData<string, string>();
        foreach (var overlay in Rendered.Overlays)
        {
            foreach (var program in Asks.All.Keys)
            {
                data.Add(overlay, program);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(EveryProgramInEveryOverlay))]
    public async Task EveryKeyOfItsOwnIsAskedFor(string overlay, string program)
    {
        if (await Rendered.Overlay(overlay) is not { } rendered)
        {
            return;
        }

        var own = Container(rendered, program).Env.Select(e => e.Name);
        var unknown = own.Where(key => !IsOfOthers(key) && !Asks.All[program].Knows(key)).ToList();
        Assert.Empty(unknown);
    }

    [Theory]
    [InlineData("small")]
    [InlineData("production")]
    public async Task EveryKeyForAllIsAskedForBySomebody(string overlay)
    {
        if (await Rendered.Overlay(overlay) is not { } rendered)
        {
            return;
        }

        var settings = rendered.Typed.OfType<V1ConfigMap>().Single(m => m.Metadata.Name.StartsWith("settings", StringComparison.Ordinal));
        var unknown = settings.Data.Keys.Where(key => !IsOfOthers(key) && Asks.All.Values.All(asks => !asks.Knows(key))).ToList();
        Assert.Empty(unknown);
    }

    [Theory]
    [MemberData(nameof(EveryProgramInEveryOverlay))]
    public async Task WhatItMustBeToldItIsTold(string overlay, string program)
    {
        if (await Rendered.Overlay(overlay) is not { } rendered)
        {
            return;
        }

        var told = rendered.Environment(Container(rendered, program)).Keys.Select(key => key.Replace("__", ":", StringComparison.Ordinal));
        var missing = Asks.All[program].Required.Except(told, StringComparer.OrdinalIgnoreCase).ToList();
        Assert.Empty(missing);
    }

    [Fact]
    public void AKeyWithAMistakeIsNotKnown()
    {
        var intake = Asks.All["intake"];
        Assert.True(intake.Knows("Access__Client__Secret") && intake.Knows("Stop__DrainFor") && intake.Knows("Peers__repair__0"));
        Assert.False(intake.Knows("Access__Client__Secrets") || intake.Knows("Stop__DrainsFor") || intake.Knows("Accses__Authority"));
        Assert.Contains("Identity:KeyEncryptionKey", Asks.All["identity"].Required);
        Assert.Contains("ConnectionStrings:postgres", intake.Required);
    }

    [Theory]
    [InlineData("small")]
    [InlineData("production")]
    public async Task EverySecretThatIsNamedIsMade(string overlay)
    {
        if (await Rendered.Overlay(overlay) is not { } rendered)
        {
            return;
        }

        var made = Keys(await Tools.Run(Path.Combine(Repository.Root, "k8s", "make-secrets")));
        var named =
            from container in rendered.Containers
            from variable in container.Container.Env ?? []
            where variable.ValueFrom?.SecretKeyRef is { Optional: not true }
            select $"{variable.ValueFrom.SecretKeyRef.Name}/{variable.ValueFrom.SecretKeyRef.Key}";
        Assert.Empty(named.Except(made));
        if (rendered.Of("ExternalSecret").Any())
        {
            var fetched = rendered
                .Of("ExternalSecret")
                .SelectMany(s => s["spec"]!["data"]!.AsArray().Select(d => $"{s["spec"]!["target"]!["name"]}/{d!["secretKey"]}"));
            Assert.Equal(made.Order(StringComparer.Ordinal), fetched.Order(StringComparer.Ordinal));
        }
    }

    private static bool IsOfOthers(string key) => OfOthers.Any(start => key.StartsWith(start, StringComparison.Ordinal));

    private static V1Container Container(Rendered rendered, string program) =>
        rendered.Programs.Single(d => d.Metadata.Name == program).Spec.Template.Spec.Containers[0];

    private static HashSet<string> Keys(string secrets)
    {
        var (keys, name) = (new HashSet<string>(), "");
        foreach (var line in secrets.Split('\n'))
        {
            if (line.StartsWith("  name: ", StringComparison.Ordinal))
            {
                name = line[8..];
            }
            else if (SecretKey().Match(line) is { Success: true } key)
            {
                keys.Add($"{name}/{key.Groups[1].Value}");
            }
        }

        return keys;
    }

    [GeneratedRegex("""^  ([a-z-]+): ".*"$""")]
    private static partial Regex SecretKey();
}

/// <summary>What one program asks its configuration for, by its sources: options that it binds, and keys that it reads by name.</summary>
internal sealed partial class Asks
{
    private readonly Dictionary<string, Type> _sections = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<Regex> _keys = [];
    private readonly HashSet<string> _required = new(StringComparer.OrdinalIgnoreCase);

    private Asks(string folder, string assembly, params string[] shared)
    {
        Assembly[] assemblies = [.. shared.Append(assembly).Select(Assembly.Load)];
        var types = assemblies.SelectMany(a => a.GetTypes()).ToLookup(t => t.Name);
        string[] folders = [folder, .. shared.Select(s => $"services/{s.Split('.')[^1]}")];
        foreach (var source in folders.SelectMany(Sources).Select(File.ReadAllText))
        {
            foreach (Match bound in Bound().Matches(source))
            {
                _sections[bound.Groups[2].Value] = types[bound.Groups[1].Value].Single();
            }

            foreach (var key in Read().Matches(source).Select(read => read.Groups[1].Value))
            {
                _keys.Add(new Regex($"^{Placeholder().Replace(key, "[^:]+")}(:.*)?$", RegexOptions.IgnoreCase));
            }

            _required.UnionWith(Peer().Matches(source).Select(p => $"Peers:{p.Groups[1].Value}:0"));
            _required.UnionWith(Needed().Matches(source).Select(n => $"ConnectionStrings:{n.Groups[1].Value}"));
        }

        var given = new ConfigurationBuilder().AddJsonFile(Path.Combine(Repository.Root, folder, "appsettings.json")).Build();
        foreach (var (section, type) in _sections)
        {
            _required.UnionWith(RequiredOf(type, section).Where(key => !given.GetSection(key).Exists()));
        }
    }

    public static IReadOnlyDictionary<string, Asks> All { get; } =
        new[] { "intake", "dispatch", "repair", "complaints", "surveys", "subscriptions", "identity" }
            .Select(name => (name, Folder: char.ToUpperInvariant(name[0]) + name[1..]))
            .ToDictionary(
                s => s.name,
                s => new Asks($"services/{s.Folder}", s.Folder, "CustomerService.ServiceDefaults", "CustomerService.AccessControl")
            )
            .Append(KeyValuePair.Create("gateway", new Asks("gateway", "Gateway", "CustomerService.AccessControl")))
            .ToDictionary();

    /// <summary>Keys without which the program does not start.</summary>
    public IReadOnlySet<string> Required => _required;

    /// <summary>Whether the program asks for a key, written as a variable of the environment.</summary>
    public bool Knows(string variable)
    {
        var key = variable.Replace("__", ":", StringComparison.Ordinal);
        return _required.Contains(key)
            || _keys.Any(k => k.IsMatch(key))
            || _sections.Any(s =>
                key.StartsWith($"{s.Key}:", StringComparison.OrdinalIgnoreCase) && Leads(s.Value, key[(s.Key.Length + 1)..].Split(':'))
            );
    }

    private static IEnumerable<string> Sources(string folder) =>
        Directory
            .EnumerateFiles(Path.Combine(Repository.Root, folder), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains("/obj/", StringComparison.Ordinal) && !f.Contains("/bin/", StringComparison.Ordinal))
            // The gateway compiles this one file of the services.
            .Concat(folder == "gateway" ? [Path.Combine(Repository.Root, "services/ServiceDefaults/Draining.cs")] : Array.Empty<string>());

    private static bool Leads(Type type, ReadOnlySpan<string> path)
    {
        if (path.Length == 0)
        {
            return true;
        }

        if (type != typeof(string) && typeof(IEnumerable).IsAssignableFrom(type))
        {
            var item = type.IsArray ? type.GetElementType()! : type.GetGenericArguments()[^1];
            return Leads(item, path[1..]);
        }

        var name = path[0];
        var property = type.GetProperties().SingleOrDefault(p => p.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        return property is not null && Leads(Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType, path[1..]);
    }

    private static IEnumerable<string> RequiredOf(Type type, string section)
    {
        var fresh = Activator.CreateInstance(type, nonPublic: true);
        foreach (var property in type.GetProperties().Where(p => p.GetIndexParameters().Length == 0))
        {
            if (property.GetCustomAttribute<RequiredAttribute>() is not null && property.GetValue(fresh) is null)
            {
                yield return $"{section}:{property.Name}";
            }
        }
    }

    [GeneratedRegex("""AddOptions<(\w+)>\(\)\s*\.BindConfiguration\("([^"]+)"\)""")]
    private static partial Regex Bound();

    [GeneratedRegex("""(?:GetValue(?:<[^>]+>)?\(|[cC]onfiguration\[|GetSection\()\s*\$?["]([A-Za-z:{}_]+)["]""")]
    private static partial Regex Read();

    [GeneratedRegex("""AddPeer(?:Http|<[^>]+>)\("(\w+)"\)""")]
    private static partial Regex Peer();

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex("""GetRequiredConnectionString\("(\w+)"\)""")]
    private static partial Regex Needed();
}
