using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Net;

namespace CustomerService.Subscriptions.Webhooks;

/// <summary>
/// Every number of the webhook rules (E4), section <c>Webhooks</c>. The defaults are those of Standard Webhooks and of the stream's
/// contract.
/// </summary>
public sealed class WebhookOptions
{
    private static readonly char[] Separators = [' ', ','];

    /// <summary>The DNS name under which this system asks endpoints for permission and sends to them.</summary>
    [Required]
    public string Origin { get; set; } = "customerservice.internal";

    /// <summary>
    /// Keys that secrets are sealed with at rest: <c>name:base64 of 32 bytes</c>, several by comma. The first seals, all open; without one
    /// no endpoint can be registered.
    /// </summary>
    public string SecretKeys { get; set; } = "";

    /// <summary>Pauses before the attempts of one delivery, the first included.</summary>
    [Required]
    public string Schedule { get; set; } = "00:00:00 00:00:05 00:05:00 00:30:00 02:00:00 05:00:00 10:00:00 14:00:00 20:00:00 1.00:00:00";

    /// <summary>Share of a pause that chance adds, so that what failed together does not come back together.</summary>
    [Range(0, 1)]
    public double Jitter { get; set; } = 0.1;

    /// <summary>From the start of an attempt to its answer's status.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>From the start of the handshake to its answer.</summary>
    public TimeSpan HandshakeTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Requests a minute that the handshake asks for.</summary>
    [Range(1, 1_000_000)]
    public int RequestedRate { get; set; } = 6000;

    /// <summary>Longest Retry-After that is obeyed; a longer one counts as this.</summary>
    public TimeSpan MaximumRetryAfter { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How long a rotated secret still signs beside its successor.</summary>
    public TimeSpan RotationGrace { get; set; } = TimeSpan.FromHours(24);

    /// <summary>From the warning that a schedule ran out without a success to the disabling; a success in between calls it off.</summary>
    public TimeSpan DisableAfter { get; set; } = TimeSpan.FromDays(3);

    /// <summary>How long a failed delivery holds later ones of its ticket, from its first attempt.</summary>
    public TimeSpan HoldFor { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Deliveries of one ticket that may wait behind a failed one; one more, and they go on without it.</summary>
    [Range(1, 100_000)]
    public int HoldUpTo { get; set; } = 100;

    /// <summary>Requests in flight to one endpoint, for each replica.</summary>
    [Range(1, 256)]
    public int EndpointConcurrency { get; set; } = 8;

    /// <summary>Planned and unfinished deliveries of one endpoint; beyond it the rest waits in the index.</summary>
    [Range(1, 100_000)]
    public int MaximumOutstanding { get; set; } = 2000;

    /// <summary>Endpoints of one subscriber.</summary>
    [Range(1, 1000)]
    public int MaximumEndpoints { get; set; } = 20;

    /// <summary>How long finished deliveries and their attempts stay in the log.</summary>
    public TimeSpan LogRetention { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Characters of an answer that the log keeps.</summary>
    [Range(0, 65_536)]
    public int ResponseExcerpt { get; set; } = 1024;

    /// <summary>Pause between two looks for due deliveries when nobody wakes the sender.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Plain http; for tests and systems inside only.</summary>
    public bool AllowHttp { get; set; }

    /// <summary>Ports that an endpoint may have, single or as ranges: <c>443 8000-8999</c>.</summary>
    [Required]
    public string AllowedPorts { get; set; } = "443";

    /// <summary>Networks (CIDR) that may be called although they are not public; for tests and systems inside.</summary>
    public string AllowedNetworks { get; set; } = "";

    internal IReadOnlyList<TimeSpan> Pauses => field ??= [.. Split(Schedule).Select(p => TimeSpan.Parse(p, CultureInfo.InvariantCulture))];

    internal IReadOnlyList<IPNetwork> Networks => field ??= [.. Split(AllowedNetworks).Select(IPNetwork.Parse)];

    internal bool AllowsPort(int port) =>
        Split(AllowedPorts)
            .Select(r => r.Split('-'))
            .Any(r => port >= int.Parse(r[0], CultureInfo.InvariantCulture) && port <= int.Parse(r[^1], CultureInfo.InvariantCulture));

    private static string[] Split(string list) => list.Split(Separators, StringSplitOptions.RemoveEmptyEntries);
}
