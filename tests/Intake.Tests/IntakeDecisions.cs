using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CustomerService.Intake.Catalogue.Cases;
using CustomerService.Intake.Catalogue.Units;
using CustomerService.Intake.Channels.Board;
using CustomerService.Intake.Channels.Guests;
using CustomerService.Intake.Channels.Mail;
using CustomerService.Intake.Channels.Replies;
using CustomerService.Intake.Channels.Telephony;
using CustomerService.Intake.Channels.Templates;
using CustomerService.Intake.Common.PersonalData;
using CustomerService.Intake.Customers.Borrowings;
using CustomerService.Intake.Customers.Duplicates;
using CustomerService.Intake.Customers.Erasure;
using CustomerService.Intake.Customers.Files;
using CustomerService.Intake.Customers.Proofs;
using CustomerService.Intake.Desk.Departments;
using CustomerService.Intake.Desk.MajorFaults;
using CustomerService.Intake.Desk.Routing;
using CustomerService.Intake.Tickets.Life;
using CustomerService.Intake.Tickets.Teams;
using CustomerService.TestSupport;
using JasperFx.Events;
using Marten;
using Weasel.Core;

namespace CustomerService.Intake.Tests;

internal static class IntakeDecisions
{
    private static readonly Decisions Decisions = new(Configure);

    private static readonly DocumentStore Store = DocumentStore.For(options =>
    {
        options.Connection("Host=unreachable.invalid");
        options.Events.StreamIdentity = StreamIdentity.AsString;
        // As EventStore configures it: the stored samples must have the shape that production stores.
        options.UseSystemTextJsonForSerialization(EnumStorage.AsString, Casing.CamelCase);
        Configure(options);
    });

    /// <summary>Every event that Intake stores, with the name it is stored under.</summary>
    public static IReadOnlyDictionary<Type, string> StoredNames { get; } =
        ((IReadOnlyStoreOptions)Store.Options)
            .Events.AllKnownEventTypes()
            .Where(e => e.EventType.Assembly == typeof(Ticket).Assembly)
            .ToDictionary(e => e.EventType, e => e.EventTypeName);

    /// <summary>Every event that Intake stores.</summary>
    public static IEnumerable<Type> StoredEvents => StoredNames.Keys;

    public static Given<T> Given<T>(string key, params object[] events)
        where T : class => Decisions.Given<T>(key, events);

    /// <summary>Stories of a stream that nobody wrote.</summary>
    public static Stories<TState, TView> Stories<TState, TView>(Func<TState, object, bool> canFollow)
        where TState : class
        where TView : class => new(Decisions, canFollow);

    /// <summary>The JSON that Marten would store.</summary>
    public static JsonNode Serialize(object data) => JsonNode.Parse(Store.Options.Serializer().ToJson(data))!;

    /// <summary>Reads it as Marten would.</summary>
    public static object Deserialize(Type type, JsonElement json)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(json.GetRawText()));
        return Store.Options.Serializer().FromJson(type, stream);
    }

    /// <summary>What stands in the store after the person was erased.</summary>
    public static object Mask(object data) => Masking.Of(data);

    private static void Configure(StoreOptions store) =>
        store
            .AddFiles()
            .AddProofs()
            .AddDuplicates()
            .AddBorrowings()
            .AddErasure()
            .AddUnits()
            .AddCases()
            .AddTickets()
            .AddTeams()
            .AddDepartments()
            .AddMajorFaults()
            .AddRouting()
            .AddMail()
            .AddReplies()
            .AddTemplates()
            .AddTelephony()
            .AddGuests()
            .AddBoard();
}
