using CustomerService.Intake.Common.PersonalData;
using CustomerService.Intake.Customers.Files;
using CustomerService.Intake.Tests.Integration;
using CustomerService.Intake.Tickets.Life;

namespace CustomerService.Intake.Tests.Customers;

/// <summary>I4: what is personal in an event is masked, what counts stays.</summary>
public sealed class MaskingTests
{
    private static readonly Dictionary<string, string> NoText = new()
    {
        // Fields that hold text and nothing that a person wrote or is: why.
        ["By"] = "an actor",
        ["From"] = "staff or a number",
        ["Into"] = "a number",
        ["Parent"] = "a number",
        ["Number"] = "a number",
        ["To"] = "staff or a number",
        ["BackTo"] = "staff",
        ["FirstOwner"] = "staff",
        ["Owner"] = "staff",
        ["Borrower"] = "staff",
        ["RequestedBy"] = "staff",
        ["ApprovedBy"] = "staff",
        ["AccountOwner"] = "staff",
        ["EngineerId"] = "staff",
        ["CustomerNumber"] = "a number",
        ["CustomerNumbers"] = "numbers",
        ["First"] = "a number",
        ["Second"] = "a number",
        ["TicketNumber"] = "a number",
        ["WorkOrderNumber"] = "a number",
        ["RepairOrderNumber"] = "a number",
        ["ComplaintNumber"] = "a number",
        ["CaseNumber"] = "a number",
        ["InvoiceNumber"] = "a number",
        ["UnitImei"] = "a number",
        ["CustomerClass"] = "a code",
        ["Language"] = "a code",
        ["RegionCode"] = "a code",
        ["SiteCode"] = "a code",
        ["Model"] = "a code",
        ["FaultCode"] = "a code",
        ["RequestNumber"] = "a number",
        ["Department"] = "a code",
        ["Step"] = "a code",
        ["Status"] = "a code",
        ["SubStatus"] = "a code",
        ["Severity"] = "a code",
        ["AboutKind"] = "a code",
        ["About"] = "a code",
        ["RemedySought"] = "a code",
        ["Code"] = "a code",
        ["Clock"] = "a code",
        ["Category"] = "a code",
        ["Seller"] = "a shop",
        ["AttachmentId"] = "an id",
        ["Attachments"] = "ids",
        ["Type"] = "a media type",
        ["City"] = "a region",
        ["Erasure"] = "an id",
        ["CallId"] = "an id of the phone system",
        ["EventId"] = "an id of the phone system",
        ["Queue"] = "a code",
        ["Audience"] = "a code",
        ["Tickets"] = "numbers",
        ["Skills"] = "codes",
        ["Languages"] = "codes",
        ["Classes"] = "codes",
        ["Sites"] = "codes",
        ["Regions"] = "codes",
        ["Agent"] = "staff",
        ["Source"] = "a mailbox of ours",
        ["Sha256"] = "a hash",
        ["ContactPointId"] = "an id",
        ["ProofId"] = "an id",
        ["CodeHash"] = "a keyed hash",
        ["PassHash"] = "a hash",
        ["TicketHash"] = "a keyed hash",
        ["ContactHash"] = "a keyed hash",
        ["NameEn"] = "of a model",
        ["NameZh"] = "of a model",
        ["En"] = "a name of ours",
        ["ZhHans"] = "a name of ours",
        ["Members"] = "staff",
        ["Mentions"] = "staff",
        ["Leads"] = "staff",
        ["Team"] = "a code",
    };

    // ProofFailed, TicketReopened, Mail…: a code of ours. CustomersListed: a purpose that the code names. Case…: about words of the
    // library, which are nobody's. PresenceChanged: of staff. MajorFault…: about a fault that many units have.
    private static readonly HashSet<string> CodesOfOurs =
    [
        "ProofFailed.Reason",
        "TicketReopened.Reason",
        "ReplyFailed.Reason",
        "ReplyBounced.Reason",
        "MailAccepted.Reason",
        "MailRefused.Reason",
        "MailParked.Reason",
        "CustomersListed.Purpose",
        "CaseReturned.Reason",
        "CaseRetired.Reason",
        "PresenceChanged.Reason",
        "MajorFaultProposed.Symptom",
        "MajorFaultProposed.Place",
        "MajorFaultDescribed.Symptom",
        "MajorFaultDescribed.Place",
        "MajorFaultRejected.Reason",
        "LikeTicketUnlinked.Reason",
        "MajorFaultProgressed.Plan",
        "MajorFaultProgressed.Progress",
        "MajorFaultClosed.Cause",
        "MajorFaultClosed.Measures",
    ];

    public static TheoryData<string> All => [.. Samples.Ticket.Concat(Samples.Others).Select(e => e.GetType().Name)];

    [Theory]
    [MemberData(nameof(All))]
    public void EveryFieldWithTextIsMaskedOrStandsOnTheListWithItsReason(string type)
    {
        var sample = Samples.Ticket.Concat(Samples.Others).Single(e => e.GetType().Name == type);
        var masked = IntakeDecisions.Mask(sample);
        foreach (
            var property in sample
                .GetType()
                .GetProperties()
                .Where(p => p.PropertyType == typeof(string) || typeof(IEnumerable<object>).IsAssignableFrom(p.PropertyType))
        )
        {
            var stays = Equals(property.GetValue(masked), property.GetValue(sample));
            var mayStay =
                NoText.ContainsKey(property.Name) || CodesOfOurs.Contains($"{type}.{property.Name}") || property.GetValue(sample) is null;
            Assert.True(!stays || mayStay, $"{type}.{property.Name} is neither masked nor on the list.");
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void WhatCountsStays(string type)
    {
        var sample = Samples.Ticket.Concat(Samples.Others).Single(e => e.GetType().Name == type);
        var masked = IntakeDecisions.Mask(sample);
        Assert.All(sample.GetType().GetProperties().Where(p => NoText.ContainsKey(p.Name) || p.PropertyType.IsValueType), property =>
            Assert.Equal(property.GetValue(sample), property.GetValue(masked))
        );
    }

    [Fact]
    public void ATicketIsMaskedWithItsContactsAndNotes()
    {
        Assert.True(
            Masking.Concerns(typeof(TicketOpened)) && Masking.Concerns(typeof(ContactRecorded)) && Masking.Concerns(typeof(NoteAdded))
        );
        Assert.False(Masking.Concerns(typeof(TicketClosed)));
        Assert.Equal(Masking.Mask, ((CustomerRegistered)IntakeDecisions.Mask(Samples.Others.OfType<CustomerRegistered>().Single())).Name);
    }
}
