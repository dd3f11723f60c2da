using System.Collections.Concurrent;
using CustomerService.Intake.Customers.Files;
using CustomerService.Intake.Customers.Proofs;
using CustomerService.TestSupport;

namespace CustomerService.Intake.HostTests;

/// <summary>Keeps the codes that went out, instead of a mail server and a gateway for short messages.</summary>
internal sealed class SentCodes : ICodeSender
{
    private readonly ConcurrentQueue<OutgoingCode> _sent = [];

    /// <summary>A key, so that codes can be sent.</summary>
    public static Dictionary<string, string> Settings { get; } =
        new() { ["Proofs:Key"] = Convert.ToBase64String(Enumerable.Range(0, 32).Select(i => (byte)i).ToArray()) };

    /// <inheritdoc />
    public bool Carries(ContactPointKind kind) => true;

    /// <inheritdoc />
    public Task<bool> Send(OutgoingCode code, CancellationToken cancellationToken)
    {
        _sent.Enqueue(code);
        return Task.FromResult(true);
    }

    /// <summary>Codes that went there, oldest first.</summary>
    public IReadOnlyList<string> To(string contact) => [.. _sent.Where(c => c.To == contact).Select(c => c.Code)];

    /// <summary>The code that goes there next after those that did.</summary>
    public Task<string> Next(string contact, int before) =>
        Eventually.Gives(() => Task.FromResult(To(contact).Skip(before).FirstOrDefault()), $"a code to {contact}");
}
