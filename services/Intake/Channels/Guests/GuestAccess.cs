using JasperFx.Events;
using Marten;
using Marten.Events.Aggregation;
using Marten.Events.Projections;

namespace CustomerService.Intake.Channels.Guests;

/// <summary>One guest's way to a ticket, folded from its events. Without a ticket it leads nowhere, whatever code is tried.</summary>
internal sealed record GuestAccess
{
    public required string Id { get; init; }
    public required string? TicketNumber { get; init; }
    public required string? CustomerNumber { get; init; }
    public required string TicketHash { get; init; }
    public required string ContactHash { get; init; }
    public required string CodeHash { get; init; }
    public required DateTimeOffset RequestedAt { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }
    public int Tries { get; init; }
    public bool IsOver { get; init; }

    public static string KeyOf(string handle) => $"guest/{handle}";
}

/// <summary>A pass to one ticket; only its hash is stored.</summary>
/// <param name="Id">Hash of the pass.</param>
/// <param name="TicketNumber">The ticket.</param>
/// <param name="CustomerNumber">Whose it is.</param>
/// <param name="ValidUntil">Until when.</param>
internal sealed record GuestPass(string Id, string TicketNumber, string CustomerNumber, DateTimeOffset ValidUntil);

internal sealed partial class GuestAccessProjection : SingleStreamProjection<GuestAccess, string>
{
    public static GuestAccess Create(IEvent<GuestAccessRequested> e) =>
        new()
        {
            Id = e.StreamKey!,
            TicketNumber = e.Data.TicketNumber,
            CustomerNumber = e.Data.CustomerNumber,
            TicketHash = e.Data.TicketHash,
            ContactHash = e.Data.ContactHash,
            CodeHash = e.Data.CodeHash,
            RequestedAt = e.Data.At,
            ExpiresAt = e.Data.ExpiresAt,
        };

    public static GuestAccess Apply(GuestCodeTried e, GuestAccess access) => access with { Tries = access.Tries + 1, IsOver = e.Right };

    public static GuestAccess Apply(GuestPassGiven e, GuestAccess access) => access with { IsOver = true };
}

internal sealed partial class GuestPasses : EventProjection
{
    public GuestPasses()
    {
        Name = nameof(GuestPasses);
        Options.DeleteViewTypeOnTeardown<GuestPass>();
    }

    public static void Project(IEvent<GuestPassGiven> e, IDocumentOperations operations) =>
        operations.Store(new GuestPass(e.Data.PassHash, e.Data.TicketNumber, e.Data.CustomerNumber, e.Data.ValidUntil));
}
