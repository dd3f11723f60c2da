namespace CustomerService.Kubernetes.Tests;

/// <summary>P6: every rendered object keeps the rules, and every rule complains when it is broken.</summary>
public sealed class PolicyTests
{
    public static TheoryData<string, string> EveryPolicyInEveryOverlay()
    {
        var data = new TheoryData<string, string>();
        foreach (var overlay in Rendered.Overlays)
        {
            foreach (var policy in Policy.All)
            {
                data.Add(overlay, policy.Name);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(EveryPolicyInEveryOverlay))]
    public async Task IsKept(string overlay, string policy)
    {
        if (await Rendered.Overlay(overlay) is { } rendered)
        {
            Assert.Empty(Named(policy).Violations(rendered));
        }
    }

    [Theory]
    [MemberData(nameof(EveryPolicyInEveryOverlay))]
    public async Task IsMissedWhenBroken(string overlay, string policy)
    {
        if (overlay == "production" && await Rendered.Overlay(overlay) is { } rendered)
        {
            Named(policy).Break(rendered);
            Assert.NotEmpty(Named(policy).Violations(rendered));
        }
    }

    private static Policy Named(string name) => Policy.All.Single(p => p.Name == name);
}
