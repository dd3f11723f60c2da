using System.Text.RegularExpressions;
using k8s.Models;

namespace CustomerService.Kubernetes.Tests;

/// <summary>P6: who may talk to whom is who is told to: one rule for each arrow of the picture, and nothing beside them.</summary>
public sealed partial class NetworkTests
{
    private static readonly V1PodTemplateSpec Postgres = Labelled("cnpg.io/cluster", "postgres");
    private static readonly V1PodTemplateSpec RabbitMq = Labelled("app.kubernetes.io/name", "rabbitmq");

    [Theory]
    [InlineData("small")]
    [InlineData("production")]
    public async Task WhatIsAllowedIsWhatTheConfigurationConnectsTo(string overlay)
    {
        if (await Rendered.Overlay(overlay) is { } rendered)
        {
            Assert.Equal(Configured(rendered), Allowed(rendered));
        }
    }

    [Fact]
    public async Task AnArrowTooManyIsSeen()
    {
        if (await Rendered.Overlay("small") is not { } rendered)
        {
            return;
        }

        var policies = rendered.Typed.OfType<V1NetworkPolicy>().ToList();
        policies.Single(p => p.Metadata.Name == "surveys").Spec.Egress[0].To.Add(Peer("intake"));
        policies.Single(p => p.Metadata.Name == "intake").Spec.Ingress[0].FromProperty.Add(Peer("surveys"));
        Assert.Equal(["surveys -> intake:8080"], Allowed(rendered).Except(Configured(rendered)));

        static V1NetworkPolicyPeer Peer(string name) =>
            new()
            {
                PodSelector = new V1LabelSelector { MatchLabels = new Dictionary<string, string> { ["app.kubernetes.io/name"] = name } },
            };
    }

    [Theory]
    [InlineData("small")]
    [InlineData("production")]
    public async Task NothingIsAllowedUnlessSaid(string overlay)
    {
        if (await Rendered.Overlay(overlay) is not { } rendered)
        {
            return;
        }

        var all = rendered.Typed.OfType<V1NetworkPolicy>().Single(p => p.Metadata.Name == "default-deny").Spec;
        Assert.Equal(["Egress", "Ingress"], all.PolicyTypes.Order(StringComparer.Ordinal));
        Assert.True(all is { Ingress: null or { Count: 0 }, Egress: null or { Count: 0 }, PodSelector.MatchLabels: null or { Count: 0 } });
    }

    [Theory]
    [InlineData("small")]
    [InlineData("production")]
    public async Task EveryRuleIsAboutPodsThatThereAre(string overlay)
    {
        if (await Rendered.Overlay(overlay) is not { } rendered)
        {
            return;
        }

        var pods = Pods(rendered).Select(p => p.Template).ToList();
        foreach (var policy in rendered.Typed.OfType<V1NetworkPolicy>())
        {
            var peers = (policy.Spec.Ingress ?? [])
                .SelectMany(i => i.FromProperty ?? [])
                .Concat((policy.Spec.Egress ?? []).SelectMany(e => e.To ?? []));
            var selectors = peers.Where(p => p.NamespaceSelector is null && p.PodSelector is not null).Select(p => p.PodSelector);
            Assert.All(selectors.Append(policy.Spec.PodSelector), selector =>
                Assert.True(pods.Any(pod => Policy.Selects(selector, pod)), policy.Metadata.Name)
            );
        }
    }

    [Fact]
    public async Task OnlyWebhooksAndMailLeaveTheCluster()
    {
        if (await Rendered.Overlay("production") is not { } rendered)
        {
            return;
        }

        var leaving =
            from policy in rendered.Typed.OfType<V1NetworkPolicy>()
            from rule in policy.Spec.Egress ?? []
            where rule.To.Any(to => to.IpBlock is not null)
            select $"{policy.Metadata.Name}: {string.Join(' ', rule.Ports.Select(p => p.Port.Value))}";
        // The data layer asks the API server and stores its backups.
        Assert.Equal(
            ["mail-out: 587 465", "postgres: 443 6443", "rabbitmq: 443 6443", "subscriptions-to-webhooks: 443"],
            leaving.Order(StringComparer.Ordinal)
        );
        var webhooks = rendered.Typed.OfType<V1NetworkPolicy>().Single(p => p.Metadata.Name == "subscriptions-to-webhooks");
        Assert.Contains("169.254.0.0/16", webhooks.Spec.Egress.Single().To.Single().IpBlock.Except);
        Assert.Contains("10.0.0.0/8", webhooks.Spec.Egress.Single().To.Single().IpBlock.Except);
    }

    private static IEnumerable<(string Name, V1PodTemplateSpec Template)> Pods(Rendered rendered) =>
        rendered.Pods.Concat([("postgres", Postgres), ("rabbitmq", RabbitMq)]);

    /// <summary>Both sides must allow it: the one that calls and the one that is called.</summary>
    private static SortedSet<string> Allowed(Rendered rendered)
    {
        var policies = rendered.Typed.OfType<V1NetworkPolicy>().ToList();
        var edges =
            from caller in Pods(rendered)
            from called in Pods(rendered)
            where caller.Name is not ("postgres" or "rabbitmq" or "collector")
            let outgoing = from policy in policies
            where Policy.Selects(policy.Spec.PodSelector, caller.Template)
            from rule in policy.Spec.Egress ?? []
            where (rule.To ?? []).Any(target => Means(target, called.Template))
            from port in rule.Ports
            select port.Port.Value
            from port in outgoing.Distinct()
            let incoming = from policy in policies
            where Policy.Selects(policy.Spec.PodSelector, called.Template)
            from rule in policy.Spec.Ingress ?? []
            where (rule.FromProperty ?? []).Any(source => Means(source, caller.Template)) && rule.Ports.Any(p => p.Port.Value == port)
            select rule
            where incoming.Any()
            select $"{Short(caller.Name)} -> {called.Name}:{port}";
        return new SortedSet<string>(edges, StringComparer.Ordinal);
    }

    /// <summary>The addresses in what each process is told.</summary>
    private static SortedSet<string> Configured(Rendered rendered)
    {
        var edges = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var (name, template) in rendered.Pods.Where(p => p.Name != "collector"))
        {
            // A Job changes tables and tells how it went, whatever else the common settings say.
            var isJob = name.StartsWith("schema-", StringComparison.Ordinal);
            foreach (var value in rendered.Environment(template.Spec.Containers[0]).Values)
            {
                foreach (Match address in Address().Matches(value).Where(a => !isJob || a.Groups[1].Value == "collector"))
                {
                    edges.Add($"{Short(name)} -> {address.Groups[1].Value}:{address.Groups[2].Value}");
                }
            }

            if (name != "gateway")
            {
                edges.Add($"{Short(name)} -> postgres:5432");
            }

            if (name == "gateway" || isJob)
            {
                edges.Remove($"{Short(name)} -> rabbitmq:5672");
            }
        }

        return edges;
    }

    // The version of a Job is no part of who it is.
    private static string Short(string name) => name.StartsWith("schema-", StringComparison.Ordinal) ? name[..name.LastIndexOf('-')] : name;

    private static bool Means(V1NetworkPolicyPeer peer, V1PodTemplateSpec pod) =>
        peer is { NamespaceSelector: null, PodSelector: { } selector } && Policy.Selects(selector, pod);

    private static V1PodTemplateSpec Labelled(string key, string value) =>
        new() { Metadata = new V1ObjectMeta { Labels = new Dictionary<string, string> { [key] = value } } };

    [GeneratedRegex("(?:http|amqp)://([a-z]+):([0-9]+)")]
    private static partial Regex Address();
}
