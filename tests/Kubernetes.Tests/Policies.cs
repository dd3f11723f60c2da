using k8s.Models;

namespace CustomerService.Kubernetes.Tests;

/// <summary>
/// A rule for every rendered object: what breaks it, in words, and a way to break it, so that a rule which would never complain is found
/// out.
/// </summary>
internal sealed record Policy(string Name, Func<Rendered, IEnumerable<string>> Violations, Action<Rendered> Break)
{
    public static IReadOnlyList<Policy> All { get; } =
    [
        Of(
            "runs as nobody in particular (pod security: restricted)",
            (pod, _) => pod.Spec.SecurityContext is { RunAsNonRoot: true, RunAsUser: > 0, SeccompProfile.Type: "RuntimeDefault" },
            (pod, _) => pod.Spec.SecurityContext.RunAsNonRoot = null
        ),
        Of(
            "cannot become more than it is",
            (_, container) => container.SecurityContext is { AllowPrivilegeEscalation: false, Privileged: not true },
            (_, container) => container.SecurityContext.AllowPrivilegeEscalation = true
        ),
        Of(
            "has no capability",
            (_, container) =>
                container.SecurityContext.Capabilities is { Add: null or { Count: 0 } } given && given.Drop?.SequenceEqual(["ALL"]) == true,
            (_, container) => container.SecurityContext.Capabilities.Add = ["NET_ADMIN"]
        ),
        Of(
            "writes to no root file system",
            (_, container) => container.SecurityContext.ReadOnlyRootFilesystem == true,
            (_, container) => container.SecurityContext.ReadOnlyRootFilesystem = null
        ),
        Of(
            "has nothing of its node",
            (pod, _) =>
                pod.Spec is { HostNetwork: not true, HostPID: not true, HostIPC: not true }
                && (pod.Spec.Volumes ?? []).All(v => v.HostPath is null)
                && pod.Spec.Containers.SelectMany(c => c.Ports ?? []).All(p => p.HostPort is null),
            (pod, _) => pod.Spec.HostNetwork = true
        ),
        Of(
            "has no token of the API server and no variables of other Services",
            (pod, _) => pod.Spec is { AutomountServiceAccountToken: false, EnableServiceLinks: false },
            (pod, _) => pod.Spec.EnableServiceLinks = null
        ),
        Of(
            "asks for what it needs, has a limit of memory and none of the processor",
            (_, container) =>
                container.Resources is { Requests: { } requests, Limits: { } limits }
                && requests.ContainsKey("cpu")
                && requests.ContainsKey("memory")
                && limits.ContainsKey("memory")
                && !limits.ContainsKey("cpu"),
            (_, container) => container.Resources.Requests.Remove("memory")
        ),
        Of(
            "has an image with a fixed version",
            (_, container) =>
                container.Image.Contains("@sha256:", StringComparison.Ordinal)
                || (container.Image.LastIndexOf(':') is > 0 and var colon && container.Image[(colon + 1)..] is not ("latest" or "0" or "")),
            (_, container) => container.Image = container.Image.Split(':')[0]
        ),
        OfDeployments(
            "has three probes, and does not live by what others do",
            (deployment, container) =>
                container is { StartupProbe: { } startup, LivenessProbe: { } live, ReadinessProbe: not null }
                && (
                    !IsOurs(deployment) || (live.HttpGet.Path == "/health/live" && container.ReadinessProbe.HttpGet.Path == "/health/ready")
                )
                && startup.HttpGet.Path == live.HttpGet.Path,
            (_, container) => container.LivenessProbe.HttpGet.Path = "/health/ready"
        ),
        OfDeployments(
            "gives its probes ports that it has",
            (_, container) =>
                new[] { container.StartupProbe, container.LivenessProbe, container.ReadinessProbe }.All(probe =>
                    container.Ports.Any(port => port.Name == probe.HttpGet.Port.Value)
                ),
            (_, container) => container.ReadinessProbe.HttpGet.Port = "metrics"
        ),
        OfDeployments(
            "is replaced pod by pod, never below what there is",
            (deployment, _) =>
                !IsOurs(deployment) || deployment.Spec is { Strategy.RollingUpdate: { MaxUnavailable.Value: "0" }, MinReadySeconds: >= 5 },
            (deployment, _) => deployment.Spec.Strategy.RollingUpdate.MaxUnavailable = 1
        ),
        OfDeployments(
            "is spread over nodes and zones",
            (deployment, _) =>
                !IsOurs(deployment)
                || (deployment.Spec.Template.Spec.TopologySpreadConstraints ?? [])
                    .Select(c => c.TopologyKey)
                    .Order(StringComparer.Ordinal)
                    .SequenceEqual(["kubernetes.io/hostname", "topology.kubernetes.io/zone"]),
            (deployment, _) => deployment.Spec.Template.Spec.TopologySpreadConstraints.Clear()
        ),
        new(
            "has time enough to stop: above draining and stopping together",
            rendered =>
                from deployment in rendered.Programs
                let environment = rendered.Environment(deployment.Spec.Template.Spec.Containers[0])
                let needed = TimeSpan.Parse(environment["Stop__DrainFor"], null).TotalSeconds
                    + TimeSpan.Parse(environment["Stop__Within"], null).TotalSeconds
                where !(deployment.Spec.Template.Spec.TerminationGracePeriodSeconds > needed)
                select $"{deployment.Metadata.Name}: {needed} s are needed",
            rendered => rendered.Programs.First().Spec.Template.Spec.TerminationGracePeriodSeconds = 30
        ),
        new(
            "may be away one at a time when nodes are drained",
            rendered =>
                from deployment in rendered.Programs
                let budget = rendered
                    .Typed.OfType<V1PodDisruptionBudget>()
                    .SingleOrDefault(b => Selects(b.Spec.Selector, deployment.Spec.Template))
                where budget is not { Spec: { MaxUnavailable.Value: "1", UnhealthyPodEvictionPolicy: "AlwaysAllow" } }
                select deployment.Metadata.Name,
            rendered => rendered.Typed.OfType<V1PodDisruptionBudget>().First().Spec.MaxUnavailable = 0
        ),
        new(
            "has an account of its own",
            rendered =>
                from deployment in rendered.Programs
                where
                    rendered
                        .Typed.OfType<V1ServiceAccount>()
                        .SingleOrDefault(a => a.Metadata.Name == deployment.Spec.Template.Spec.ServiceAccountName)
                        is not { AutomountServiceAccountToken: false }
                select deployment.Metadata.Name,
            rendered => rendered.Programs.First().Spec.Template.Spec.ServiceAccountName = "default"
        ),
        new(
            "selects pods that there are, and not those of another",
            rendered =>
                from service in rendered.Typed.OfType<V1Service>()
                let pods = rendered.Pods.Count(p => Selects(new V1LabelSelector { MatchLabels = service.Spec.Selector }, p.Template))
                where pods != 1
                select $"Service {service.Metadata.Name} selects {pods} kinds of pods",
            rendered => rendered.Typed.OfType<V1Service>().First().Spec.Selector["app.kubernetes.io/name"] = "nobody"
        ),
        new(
            "has ports that its pods have",
            rendered =>
                from service in rendered.Typed.OfType<V1Service>()
                from port in service.Spec.Ports
                where
                    !rendered
                        .Pods.Where(p => Selects(new V1LabelSelector { MatchLabels = service.Spec.Selector }, p.Template))
                        .SelectMany(p => p.Template.Spec.Containers)
                        .SelectMany(c => c.Ports)
                        .Any(p => p.Name == port.TargetPort.Value)
                select $"Service {service.Metadata.Name}, port {port.Name}",
            rendered => rendered.Typed.OfType<V1Service>().First().Spec.Ports[0].TargetPort = "nowhere"
        ),
        new(
            "is a service whose pods callers see one by one",
            rendered =>
                from service in rendered.Typed.OfType<V1Service>()
                where service.Metadata.Name is not ("gateway" or "collector") && service.Spec.ClusterIP != "None"
                select service.Metadata.Name,
            rendered => rendered.Typed.OfType<V1Service>().First(s => s.Spec.ClusterIP == "None").Spec.ClusterIP = null
        ),
        new(
            "scales something that there is, up from more than one",
            rendered =>
                from scaler in rendered.Typed.OfType<V2HorizontalPodAutoscaler>()
                where
                    rendered.Deployments.All(d => d.Metadata.Name != scaler.Spec.ScaleTargetRef.Name)
                    || scaler.Spec.MinReplicas < 2
                    || scaler.Spec.MaxReplicas <= scaler.Spec.MinReplicas
                    || rendered.Deployments.Single(d => d.Metadata.Name == scaler.Spec.ScaleTargetRef.Name).Spec.Replicas is not null
                select scaler.Metadata.Name,
            rendered => rendered.Typed.OfType<V2HorizontalPodAutoscaler>().ToList().ForEach(s => s.Spec.MinReplicas = 1)
        ),
        new(
            "carries no secret",
            rendered =>
                rendered
                    .Typed.OfType<V1Secret>()
                    .Select(s => s.Metadata.Name)
                    .Concat(
                        from container in rendered.Containers
                        from variable in container.Container.Env ?? []
                        where
                            variable.Value is not null
                            && new[] { "Secret", "Password", "Key" }.Any(word => variable.Name.EndsWith(word, StringComparison.Ordinal))
                        select $"{container.Pod}: {variable.Name}"
                    ),
            rendered =>
                rendered
                    .Containers.First(c => c.Container.Env?.Count > 0)
                    .Container.Env.Add(new V1EnvVar { Name = "Password", Value = "x" })
        ),
        new("keeps its pools together below the connections of the database", Connections, rendered =>
            rendered.Of("Cluster").Single()["spec"]!["postgresql"]!["parameters"]!["max_connections"] = "100"
        ),
    ];

    public override string ToString() => Name;

    /// <summary>Whether the selector finds the pods of the template.</summary>
    public static bool Selects(V1LabelSelector selector, V1PodTemplateSpec template)
    {
        var labels = template.Metadata.Labels;
        return (selector.MatchLabels ?? new Dictionary<string, string>()).All(l =>
                labels.TryGetValue(l.Key, out var value) && value == l.Value
            )
            && (selector.MatchExpressions ?? []).All(e =>
                e.OperatorProperty == "In" && labels.TryGetValue(e.Key, out var value) && e.Values.Contains(value)
            );
    }

    private static bool IsOurs(V1Deployment deployment) => deployment.Spec.Template.Spec.Containers[0].Name == "program";

    // While a version is replaced there is one more of each.
    private static IEnumerable<string> Connections(Rendered rendered)
    {
        const int Others = 60;
        var most = (
            from deployment in rendered.Programs
            where deployment.Metadata.Name != "gateway"
            let environment = rendered.Environment(deployment.Spec.Template.Spec.Containers[0])
            let replicas = rendered
                .Typed.OfType<V2HorizontalPodAutoscaler>()
                .SingleOrDefault(s => s.Spec.ScaleTargetRef.Name == deployment.Metadata.Name)
                ?.Spec.MaxReplicas
                ?? deployment.Spec.Replicas
                ?? 1
            select (replicas + 1) * int.Parse(environment["POOL"], null)
        ).Sum();
        var allowed = int.Parse((string)rendered.Of("Cluster").Single()["spec"]!["postgresql"]!["parameters"]!["max_connections"]!, null);
        return most + Others <= allowed ? [] : [$"{most} connections of services and {Others} of others, of {allowed}"];
    }

    private static Policy Of(
        string name,
        Func<V1PodTemplateSpec, V1Container, bool> holds,
        Action<V1PodTemplateSpec, V1Container> broken
    ) =>
        new(
            name,
            rendered =>
                from pod in rendered.Pods
                from container in pod.Template.Spec.Containers
                where !holds(pod.Template, container)
                select $"{pod.Name}/{container.Name}",
            rendered => broken(rendered.Pods.First().Template, rendered.Pods.First().Template.Spec.Containers[0])
        );

    private static Policy OfDeployments(
        string name,
        Func<V1Deployment, V1Container, bool> holds,
        Action<V1Deployment, V1Container> broken
    ) =>
        new(
            name,
            rendered =>
                from deployment in rendered.Deployments
                let container = deployment.Spec.Template.Spec.Containers[0]
                where !holds(deployment, container)
                select deployment.Metadata.Name,
            rendered => broken(rendered.Programs.First(), rendered.Programs.First().Spec.Template.Spec.Containers[0])
        );
}
