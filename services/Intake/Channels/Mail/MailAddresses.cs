using System.Diagnostics.CodeAnalysis;
using CustomerService.Intake.Customers.Files;
using Marten;

namespace CustomerService.Intake.Channels.Mail;

internal static class MailAddresses
{
    private const int Longest = 254;

    /// <summary>
    /// An address as it is compared, or null when it is none. Whether the part before the @ knows case is the receiver's affair; nobody's
    /// does.
    /// </summary>
    public static string? Normalise(string? address)
    {
        var clean = MailText.Clean(Invisible.Without(address ?? "").Trim(), Longest + 1);
        var at = clean.LastIndexOf('@');
        return clean.Length <= Longest && at > 0 && at < clean.Length - 1 && !clean.Any(char.IsWhiteSpace) ? Lower(clean) : null;
    }

    /// <summary>I1: numbers of the customers whose address it is. The one place that knows where a customer's addresses stand.</summary>
    [SuppressMessage("Performance", "CA1862", Justification = "Becomes SQL, and has an index in this form.")]
    public static async Task<IReadOnlyList<string>> CustomersOf(IQuerySession query, string address, CancellationToken cancellationToken) =>
        [
            .. await query
                .Query<Customer>()
                .Where(c => c.ContactPoints.Any(p => p.Value == address))
                .OrderBy(c => c.Id)
                .Select(c => c.Id)
                .Take(10)
                .ToListAsync(cancellationToken),
        ];

    /// <summary>The same in SQL: whether an address stands in the document of a customer; by its index.</summary>
    public static string IsOf(string customer, string address) =>
        $"{customer}.data @> jsonb_build_object('contactPoints', jsonb_build_array(jsonb_build_object('value', {address})))";

    private static string Lower(string text) => string.Create(text.Length, text, (span, source) => source.AsSpan().ToLowerInvariant(span));
}
