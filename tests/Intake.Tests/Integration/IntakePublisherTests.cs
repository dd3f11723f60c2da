using System.Text.Encodings.Web;
using System.Text.Json;
using CustomerService.Contracts.Intake.V1;
using CustomerService.Intake.Catalogue.Units;
using CustomerService.Intake.Integration;
using CustomerService.Intake.Tickets.Life;
using CustomerService.ServiceDefaults;

namespace CustomerService.Intake.Tests.Integration;

/// <summary>E1: what of Intake the world may know.</summary>
public sealed class IntakePublisherTests
{
    private static readonly HashSet<Type> StaysInside =
    [
        typeof(NoteAdded),
        typeof(AttachmentAdded),
        typeof(ReplySent),
        typeof(ReplyFailed),
        typeof(ReplyBounced),
        typeof(UnitSet),
        typeof(HandOverOffered),
        typeof(HandOverDeclined),
        typeof(HandOverLapsed),
        typeof(HandOverWithdrawn),
        typeof(DepartmentAsked),
        typeof(DepartmentTook),
        typeof(DepartmentAnswered),
        typeof(DepartmentDisputed),
        typeof(DepartmentRuled),
        typeof(DepartmentOverdue),
        typeof(TicketReclassified),
        typeof(WorkOrderProgressed),
        typeof(RepairOrderProgressed),
        typeof(CaseUsed),
        typeof(CaseRated),
        typeof(TicketAbsorbed),
        typeof(TicketReleased),
        typeof(ParentSet),
        typeof(ParentRemoved),
        typeof(ChildAdded),
        typeof(ChildRemoved),
        .. Samples
            .Others.Select(e => e.GetType())
            .Where(t =>
                t.Namespace != typeof(Unit).Namespace
                && t != typeof(Intake.Customers.Files.CustomerStandingChanged)
                && t != typeof(Intake.Customers.Files.ConfidentialitySet)
                && t != typeof(Intake.Customers.Borrowings.BorrowingApproved)
                && t != typeof(Intake.Customers.Borrowings.BorrowingReturned)
                && t != typeof(Intake.Desk.MajorFaults.ChainLevelTold)
            ),
        typeof(UnitOwnerChanged),
    ];

    private static readonly JsonSerializerOptions Readable = new(Json.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static TheoryData<string> All => [.. Samples.Ticket.Concat(Samples.Others).Select(e => e.GetType().Name)];

    [Theory]
    [MemberData(nameof(All))]
    public void AnEventIsPublishedOrStandsOnTheList(string type)
    {
        var fact = IntakePublisher.ToFact(Samples.Store(Sample(type)));
        Assert.Equal(StaysInside.Contains(Sample(type).GetType()), fact is null);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void NoPersonalDataAndNoFreeTextLeaves(string type)
    {
        if (IntakePublisher.ToFact(Samples.Store(Sample(type))) is { } fact)
        {
            var json =
                JsonSerializer.Serialize(fact with { Contract = "" }, Readable)
                + JsonSerializer.Serialize(fact.Contract, fact.Contract.GetType(), Readable);
            Assert.All(Samples.Private, text => Assert.DoesNotContain(text, json, StringComparison.Ordinal));
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void EveryFieldOfAContractIsFilled(string type)
    {
        if (IntakePublisher.ToFact(Samples.Store(Samples.Grown(Sample(type)))) is { } fact)
        {
            Assert.All(fact.Contract.GetType().GetProperties(), property =>
                Assert.False(
                    property.GetValue(fact.Contract) is null or "" or 0
                        || Equals(property.GetValue(fact.Contract), default(DateTimeOffset)),
                    $"{fact.Contract.GetType().Name}.{property.Name} is empty"
                )
            );
        }
    }

    [Fact]
    public void EveryContractOfIntakeIsPublished()
    {
        var published = Samples
            .Ticket.Concat(Samples.Others)
            .Select(e => IntakePublisher.ToFact(Samples.Store(e))?.Contract.GetType())
            .OfType<Type>()
            .Distinct();
        var promised = typeof(TicketStatusChanged)
            .Assembly.GetTypes()
            .Where(t => t.Namespace == typeof(Contracts.Intake.V1.TicketOpened).Namespace);
        Assert.Equal(promised.Select(t => t.Name).Order(), published.Select(t => t.Name).Order());
    }

    [Fact]
    public void FactsOfATicketKeepTheirOrderByItsNumber()
    {
        foreach (var fact in Samples.Ticket.Select(e => IntakePublisher.ToFact(Samples.Store(e))).OfType<PublicFact>())
        {
            Assert.Equal(("/tickets/T00000042", "T00000042", "T00000042"), (fact.Source, fact.Subject, fact.PartitionKey));
            Assert.Equal(new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero), fact.Time);
        }
    }

    [Fact]
    public void UnitsAndModelsAreTheirOwnSources()
    {
        var unit = IntakePublisher.ToFact(
            Samples.Store(Samples.Others.OfType<Intake.Catalogue.Units.UnitRegistered>().Single(), "001016952601545")
        )!;
        Assert.Equal(("/units/001016952601545", "001016952601545"), (unit.Source, unit.Subject));
        var model = IntakePublisher.ToFact(
            Samples.Store(Samples.Others.OfType<Intake.Catalogue.Units.ModelRegistered>().Single(), Model.KeyOf("CS-L5"))
        )!;
        Assert.Equal(
            ("/models/CS-L5", "CS-L5", "CS-L5"),
            (model.Source, model.Subject, ((Contracts.Intake.V1.ModelRegistered)model.Contract).Model)
        );
    }

    [Fact]
    public void CodesAreInCamelCase()
    {
        var status = (TicketStatusChanged)
            IntakePublisher
                .ToFact(Samples.Store(new StatusChanged(1, TicketStatus.InProgress, null, WaitingFor.ThirdParty, default)))!
                .Contract;
        Assert.Equal(("inProgress", "thirdParty"), (status.Status, status.WaitingFor));
    }

    private static object Sample(string type) => Samples.Ticket.Concat(Samples.Others).Single(e => e.GetType().Name == type);
}
