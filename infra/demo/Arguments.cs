using System.Globalization;

namespace CustomerService.Demo;

/// <summary>What follows a verb: <c>--name value</c> and <c>--switch</c>.</summary>
internal sealed class Arguments(string[] args)
{
    public Uri Gateway => new(Text("--gateway") ?? throw new ArgumentException("--gateway URL is missing."));

    public static Uri RabbitMq => Variable("CUSTOMERSERVICE_RABBITMQ");

    public static Uri Management => Variable("CUSTOMERSERVICE_RABBITMQ_MANAGEMENT");

    /// <summary>Secret of the demo's client at the issuer.</summary>
    public static string Secret =>
        Environment.GetEnvironmentVariable("CUSTOMERSERVICE_DEMO_SECRET")
        ?? throw new ArgumentException("CUSTOMERSERVICE_DEMO_SECRET is not set.");

    public bool Has(string name) => args.Contains(name);

    public string? Text(string name) =>
        Array.IndexOf(args, name) is >= 0 and var at
            ? at + 1 < args.Length && !args[at + 1].StartsWith("--", StringComparison.Ordinal)
                ? args[at + 1]
                : throw new ArgumentException($"{name} wants a value.")
            : null;

    public int? Number(string name) =>
        Text(name) is not { } text ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : throw new ArgumentException($"{name} wants a number.");

    private static Uri Variable(string name) =>
        new(Environment.GetEnvironmentVariable(name) ?? throw new ArgumentException($"{name} is not set."));
}
