using System.Text.Json;
using System.Text.Json.Nodes;
using CustomerService.ServiceDefaults;
using CustomerService.Subscriptions.TroubleTickets;

namespace CustomerService.Subscriptions.Tests.TroubleTickets;

/// <summary>E7: a change of status is a command of Intake, or an error.</summary>
public sealed class StatusPatchTests
{
    private static readonly string[] Statuses =
    [
        "acknowledged",
        "rejected",
        "pending",
        "held",
        "inProgress",
        "cancelled",
        "resolved",
        "closed",
    ];
    private static readonly string[] Open = ["acknowledged", "pending", "held", "inProgress"];

    [Theory]
    [InlineData("acknowledged", "inProgress", null, "status", """{"status":"inProgress"}""")]
    [InlineData("inProgress", "acknowledged", null, "status", """{"status":"acknowledged"}""")]
    [InlineData("inProgress", "pending", null, "status", """{"status":"pending","waitingFor":"customer"}""")]
    [InlineData("inProgress", "pending", "us", "status", """{"status":"pending","waitingFor":"us"}""")]
    [InlineData("inProgress", "held", null, "status", """{"status":"held","waitingFor":"thirdParty"}""")]
    [InlineData("pending", "held", "Parts", "status", """{"status":"held","waitingFor":"parts"}""")]
    [InlineData("acknowledged", "rejected", null, "status", """{"status":"rejected"}""")]
    [InlineData("held", "cancelled", "withdrawn", "cancel", """{"reason":"withdrawn"}""")]
    [InlineData("held", "cancelled", null, "cancel", """{"reason":"tmf621"}""")]
    [InlineData("pending", "resolved", "restarted", "resolve", """{"code":"tmf621","note":"restarted"}""")]
    [InlineData("resolved", "closed", null, "accept", "{}")]
    [InlineData("resolved", "inProgress", "again", "reject", """{"reason":"again"}""")]
    [InlineData("closed", "inProgress", "again", "reopen", """{"reason":"again"}""")]
    public void AChangeIsACommand(string from, string to, string? reason, string action, string body)
    {
        var (command, error) = StatusPatch.Decide(from, to, reason);
        Assert.Null(error);
        Assert.Equal((action, body), (command!.Action, JsonSerializer.Serialize(command.Body, Json.Options)));
    }

    [Theory]
    [InlineData("inProgress", "resolved")]
    [InlineData("resolved", "inProgress")]
    [InlineData("closed", "inProgress")]
    public void WhereIntakeWantsAReasonOneMustBeGiven(string from, string to) =>
        Assert.Equal(("reasonMissing", "400"), Refused(StatusPatch.Decide(from, to, " ")));

    [Fact]
    public void TheRestIsRefusedAndTheSameChangesNothing()
    {
        foreach (var from in Statuses)
        {
            foreach (var to in Statuses)
            {
                var (command, error) = StatusPatch.Decide(from, to, "why");
                var allowed =
                    (from, to) is ("resolved", "closed") or ("resolved", "inProgress") or ("closed", "inProgress")
                    || (Open.Contains(from) && to != "closed");
                if (from == to && !Open.Contains(from))
                {
                    Assert.Null(command!.Action);
                }
                else if (allowed)
                {
                    Assert.NotNull(command!.Action);
                }
                else
                {
                    Assert.Equal(("transitionNotAllowed", "409"), (error!.Code, error.Status));
                }
            }
        }
    }

    [Theory]
    [InlineData("""{"status":"closed","severity":"Minor"}""", "notPatchable")]
    [InlineData("""{"statusChangeReason":"why"}""", "status")]
    [InlineData("""{"status":"open"}""", "status")]
    [InlineData("""{"status":5}""", "status")]
    [InlineData("[]", "malformed")]
    public void APatchOfSomethingElseIsRefused(string patch, string code) =>
        Assert.Equal(code, PatchTroubleTicket.Read(JsonNode.Parse(patch)).Error!.Code);

    private static (string, string) Refused((IntakeCommand? Command, TmfError? Error) decided)
    {
        Assert.Null(decided.Command);
        return (decided.Error!.Code, decided.Error.Status);
    }
}
