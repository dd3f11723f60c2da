using CustomerService.Intake.Channels.Board;
using CustomerService.Intake.Customers.Borrowings;
using CustomerService.Intake.Customers.Duplicates;
using CustomerService.Intake.Customers.Files;
using CustomerService.Intake.Tickets.Life;
using Marten;

namespace CustomerService.Intake.Customers.Erasure;

/// <summary>
/// What is personal in stored events, and what stands there after the person was erased: names, ways to reach them, addresses, and every
/// free text, since words can hold anything. Class, region, dates, amounts, codes and numbers stay: facts stay countable. A new event with
/// text gets a rule here; a test looks for the ones without.
/// </summary>
internal static class Masking
{
    /// <summary>Stands in the place of what was personal.</summary>
    public const string Mask = "erased";

    private static readonly Rule[] Rules =
    [
        For<CustomerRegistered>(e => e with { Name = Mask, Phone = "", Email = null, Address = Mask }),
        For<CustomerCorrected>(e => e with { Name = Mask, Phone = "", Email = null, Address = Mask }),
        For<CustomerSeen>(e => e with { Purpose = Mask }),
        For<ContactPointsChanged>(e => e with { ContactPoints = [] }),
        For<AddressChanged>(e => e with { Address = Mask }),
        For<FurtherAddressesChanged>(e => e with { Addresses = [] }),
        For<CustomerTagged>(e => e with { Tags = [] }),
        For<ConfidentialitySet>(e => e with { Reason = Mask }),
        For<CustomerReviewed>(e => e with { Note = Mask }),
        For<ClassOverridden>(e => e with { Reason = Mask }),
        For<CreditSet>(e => e with { Reason = Mask }),
        For<CustomerBlacklisted>(e => e with { Reason = Mask }),
        For<BlacklistLifted>(e => e with { Reason = Mask }),
        For<WarningRaised>(e => e with { Reason = Mask }),
        For<WarningLifted>(e => e with { Reason = Mask }),
        For<CustomersLinked>(e => e with { Reason = Mask }),
        For<CustomersUnlinked>(e => e with { Reason = Mask }),
        For<DuplicateDismissed>(e => e with { Reason = Mask }),
        For<ServicePasswordSet>(e => e with { Hash = "" }),
        For<BorrowingRequested>(e => e with { Purpose = Mask }),
        For<BorrowingDeclined>(e => e with { Reason = Mask }),
        For<DestructionRequested>(e => e with { Reason = Mask }),
        For<DestructionRefused>(e => e with { Reason = Mask }),
        For<TicketOpened>(e => e with { Text = Mask, ContactKey = Mask }),
        For<ContactRecorded>(e => e with { Text = Mask, ContactKey = Mask }),
        For<AttachmentAdded>(e => e with { Name = Mask }),
        For<NoteAdded>(e => e with { Text = Mask }),
        For<StatusChanged>(e => e with { Words = e.Words is null ? null : Mask }),
        For<HandOverOffered>(e => e with { Reason = Mask }),
        For<HandOverDeclined>(e => e with { Reason = Mask }),
        For<QuestionAsked>(e => e with { Text = Mask }),
        For<QuestionAnswered>(e => e with { Answer = Mask }),
        For<QuestionRefused>(e => e with { Reason = Mask }),
        For<DepartmentAsked>(e => e with { Question = Mask }),
        For<DepartmentAnswered>(e => e with { Answer = Mask }),
        For<DepartmentDisputed>(e => e with { Reason = Mask }),
        For<DepartmentRuled>(e => e with { Reason = Mask }),
        For<TicketResolved>(e => e with { Note = Mask, StaysOpen = e.StaysOpen is null ? null : Mask }),
        For<TicketMerged>(e => e with { Reason = Mask }),
        For<TicketUnmerged>(e => e with { Reason = Mask }),
        For<TicketCancelled>(e => e with { Reason = Mask }),
    ];

    private static readonly Dictionary<Type, Rule> ByType = Rules.ToDictionary(rule => rule.Type);

    /// <summary>Whether a type of event has something personal in it.</summary>
    public static bool Concerns(Type type) => ByType.ContainsKey(type);

    /// <summary>What stands in the place of an event.</summary>
    public static object Of(object data) => ByType.TryGetValue(data.GetType(), out var rule) ? rule.Mask(data) : data;

    public static void Map(StoreOptions options)
    {
        foreach (var rule in Rules)
        {
            rule.Register(options);
        }
    }

    private static Rule For<T>(Func<T, T> mask)
        where T : notnull => new(typeof(T), data => mask((T)data), options => options.Events.AddMaskingRuleForProtectedInformation(mask));

    private sealed record Rule(Type Type, Func<object, object> Mask, Action<StoreOptions> Register);
}
