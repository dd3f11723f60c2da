using CustomerService.Complaints.Files;
using CustomerService.Complaints.Handling;
using CustomerService.Complaints.Integration;
using static CustomerService.Complaints.Tests.ComplaintDecisions;
using Intake = CustomerService.Contracts.Intake.V1;
using Surveys = CustomerService.Contracts.Surveys.V1;

namespace CustomerService.Complaints.Tests;

/// <summary>C1: registering from every channel.</summary>
public sealed class RegisterComplaintTests
{
    [Fact]
    public void TheClocksStartWithRegistration() =>
        Assert.Equivalent(
            new ComplaintRegistered(
                null,
                "C000001",
                AboutKind.Site,
                "S310101",
                Severity.High,
                Remedy.Refund,
                "words",
                Origin.Manual,
                false,
                Now.AddHours(24),
                Now.AddHours(48),
                [50, 75, 100],
                Now
            ),
            RegisterComplaint
                .Decide(
                    new RegisterComplaint(AboutKind.Site, Severity.High, "S310101", Remedy.Refund, "words", null, "C000001"),
                    Origin.Manual,
                    Rules,
                    Now
                )
                .Events.Single(),
            strict: true
        );

    [Fact]
    public void AnAnonymousComplaintCounts() =>
        Assert.Single(
            RegisterComplaint
                .Decide(new RegisterComplaint(AboutKind.Policy, Severity.Low, Anonymous: true), Origin.Manual, Rules, Now)
                .Events
        );

    [Theory]
    [InlineData("T00000042", null)]
    [InlineData(null, "C000001")]
    public void AnAnonymousComplaintNamesNobody(string? ticket, string? customer) =>
        Assert.Equal(
            "anonymous-but-named",
            RegisterComplaint
                .Decide(
                    new RegisterComplaint(AboutKind.Policy, Severity.Low, TicketNumber: ticket, CustomerNumber: customer, Anonymous: true),
                    Origin.Manual,
                    Rules,
                    Now
                )
                .Rejection?.Code
        );

    [Fact]
    public void AComplaintVoicedOnATicketKeepsWhatItSays()
    {
        var command = ComplaintVoicedConsumer.Command(
            new Intake.ComplaintVoiced
            {
                TicketNumber = "T00000042",
                ComplaintNumber = Number,
                CustomerNumber = null,
                AboutKind = "person",
                About = "E07",
                Severity = "high",
                RemedySought = "refund",
                At = Now,
            }
        );
        Assert.Equal(
            new RegisterComplaint(AboutKind.Person, Severity.High, "E07", Remedy.Refund, null, "T00000042", null, Anonymous: true),
            command
        );
        Assert.Single(RegisterComplaint.Decide(command, Origin.Ticket, Rules, Now).Events);
    }

    [Theory]
    [InlineData("E07", "S310101", 1, AboutKind.Person, "E07", Severity.High)]
    [InlineData(null, "S310101", 2, AboutKind.Site, "S310101", Severity.Medium)]
    [InlineData(null, null, 3, AboutKind.Policy, null, Severity.Low)]
    public void ASurveySaysWhoDidTheWorkAndHowBadItWas(
        string? engineer,
        string? site,
        int satisfaction,
        AboutKind kind,
        string? about,
        Severity severity
    )
    {
        var command = ComplaintAskedForConsumer.Command(
            new Surveys.ComplaintAskedFor
            {
                ComplaintNumber = "T00000042-E1-C",
                TicketNumber = "T00000042",
                CustomerNumber = "C000001",
                EngineerId = engineer,
                SiteCode = site,
                Satisfaction = satisfaction,
                At = Now,
            },
            Rules
        );
        Assert.Equal((kind, about, severity), (command.AboutKind, command.About, command.Severity));
    }

    [Fact]
    public void AcknowledgingIsDoneOnce()
    {
        Given(Registered()).When(c => AcknowledgeComplaint.Decide(c, Now)).Then(new ComplaintAcknowledged("T00000042", 1, 1, Now));
        Given(Investigating()).When(c => AcknowledgeComplaint.Decide(c, Now)).ThenNothing();
        Given(Closed()).When(c => AcknowledgeComplaint.Decide(c, Now)).ThenNothing();
    }
}
