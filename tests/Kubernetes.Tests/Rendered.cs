using System.Text.Json.Nodes;
using CustomerService.TestSupport;
using k8s;
using k8s.Models;
using YamlDotNet.Serialization;

namespace CustomerService.Kubernetes.Tests;

/// <summary>One overlay as <c>kubectl kustomize</c> prints it: built-in kinds typed and read strictly, custom ones as JSON.</summary>
internal sealed class Rendered
{
    /// <summary>What is applied to a cluster as it stands.</summary>
    public static readonly string[] Overlays = ["small", "production"];

    private static readonly Dictionary<string, Task<string?>> Texts = [];

    private Rendered(IReadOnlyList<object> typed, IReadOnlyList<JsonObject> custom) => (Typed, Custom) = (typed, custom);

    public IReadOnlyList<object> Typed { get; }

    public IReadOnlyList<JsonObject> Custom { get; }

    public IEnumerable<V1Deployment> Deployments => Typed.OfType<V1Deployment>();

    /// <summary>Deployments of our own programs.</summary>
    public IEnumerable<V1Deployment> Programs => Deployments.Where(d => d.Spec.Template.Spec.Containers[0].Name == "program");

    public IEnumerable<V1Job> Jobs => Typed.OfType<V1Job>();

    /// <summary>Every template of pods with the name of what makes them.</summary>
    public IEnumerable<(string Name, V1PodTemplateSpec Template)> Pods =>
        Deployments.Select(d => (d.Metadata.Name, d.Spec.Template)).Concat(Jobs.Select(j => (j.Metadata.Name, j.Spec.Template)));

    public IEnumerable<(string Pod, V1Container Container)> Containers =>
        from pod in Pods
        from container in pod.Template.Spec.Containers.Concat(pod.Template.Spec.InitContainers ?? [])
        select (pod.Name, container);

    /// <summary>Custom objects of a kind.</summary>
    public IEnumerable<JsonObject> Of(string kind) => Custom.Where(o => (string?)o["kind"] == kind);

    /// <summary>The configuration that a container gets: ConfigMaps, then what is set in place; secrets by name and key.</summary>
    public Dictionary<string, string> Environment(V1Container container)
    {
        var environment = new Dictionary<string, string>();
        foreach (var source in container.EnvFrom ?? [])
        {
            var map = Typed.OfType<V1ConfigMap>().Single(m => m.Metadata.Name == source.ConfigMapRef.Name);
            foreach (var (key, value) in map.Data)
            {
                environment[key] = value;
            }
        }

        foreach (var variable in container.Env ?? [])
        {
            environment[variable.Name] = variable.Value
                ?? $"secret {variable.ValueFrom.SecretKeyRef.Name}/{variable.ValueFrom.SecretKeyRef.Key}";
        }

        return environment;
    }

    /// <summary>Null where kubectl cannot be had.</summary>
    public static async Task<Rendered?> Overlay(string name) => await Text(name) is { } text ? Parse(text) : null;

    /// <summary>As it was printed.</summary>
    public static Task<string?> Text(string name)
    {
        lock (Texts)
        {
            return Texts.TryGetValue(name, out var known) ? known : Texts[name] = Render(name);
        }
    }

    private static async Task<string?> Render(string name) =>
        Tools.Kubectl is { } kubectl ? await Tools.Run(kubectl, "kustomize", Path.Combine(Repository.Root, "k8s", "overlays", name)) : null;

    private static Rendered Parse(string text)
    {
        var (typed, custom) = (new List<object>(), new List<JsonObject>());
        var reader = new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().Build();
        var writer = new SerializerBuilder().JsonCompatible().Build();
        foreach (var document in text.Split("\n---\n", StringSplitOptions.RemoveEmptyEntries))
        {
            var json = JsonNode.Parse(writer.Serialize(reader.Deserialize<object>(document)))!.AsObject();
            if (IsBuiltIn((string)json["apiVersion"]!))
            {
                // A field that does not exist is an error here, where the API server would only drop it.
                typed.AddRange(KubernetesYaml.LoadAllFromString(document, strict: true));
            }
            else
            {
                custom.Add(json);
            }
        }

        return new Rendered(typed, custom);
    }

    // Groups without a dot, and those of Kubernetes itself.
    private static bool IsBuiltIn(string apiVersion) =>
        !apiVersion.Contains('.', StringComparison.Ordinal)
        || (apiVersion.Contains(".k8s.io/", StringComparison.Ordinal) && !apiVersion.StartsWith("gateway.", StringComparison.Ordinal));
}
