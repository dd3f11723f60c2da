using Marten;

namespace CustomerService.Intake.Common.PersonalData;

/// <summary>
/// A module that keeps something about customers says here what: the erasure and the right of access (I4) ask every one that is registered
/// and know none of them by name.
/// </summary>
internal interface IHoldsPersonalData
{
    /// <summary>What it keeps, as it is called in the answer to the right of access: tickets.</summary>
    string Part { get; }

    /// <summary>Streams that are about the customer, beside the file's own: what is personal in their events is masked.</summary>
    Task<IReadOnlyList<string>> Streams(IQuerySession query, string customer, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<string>>([]);

    /// <summary>Takes away what stands anywhere else, in the transaction of the erasure; a second time changes nothing.</summary>
    Task Forget(IDocumentSession session, ErasedPerson person, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>What it keeps about the customer, for the customer; null when it has nothing to show.</summary>
    Task<object?> Export(IQuerySession query, string customer, CancellationToken cancellationToken) => Task.FromResult<object?>(null);
}

/// <summary>Who is erased.</summary>
/// <param name="Number">The customer's number.</param>
/// <param name="ReachedAt">Every phone number and address that the file ever held; nothing once it is masked.</param>
internal sealed record ErasedPerson(string Number, IReadOnlyCollection<string> ReachedAt);
