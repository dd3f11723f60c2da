using CustomerService.Intake.Common.Imports;

namespace CustomerService.Intake.Tests.Catalogue.Imports;

/// <summary>I1, I6: where an import stands.</summary>
public sealed class ImportTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    private static readonly Import Received = new()
    {
        Id = "I00000001",
        Kind = "customers",
        Role = "administrator",
        ActorId = "X1",
        Rows = 10,
        ReceivedAt = Now,
    };

    [Fact]
    public void ATableWithoutAWrongRowIsWrittenToItsEnd()
    {
        var import = Received.WithChecked(10, Now).Conclude(0, Now.AddSeconds(1));
        Assert.Equal((ImportPhase.Writing, 0, null), (import.Phase, import.Written, import.EndedAt));
        import = import.WithWritten(3, 2, 1, Now.AddSeconds(2));
        Assert.Equal((ImportPhase.Writing, 6), (import.Phase, import.Written));
        import = import.WithWritten(4, 0, 0, Now.AddSeconds(3));
        Assert.Equal(
            (ImportPhase.Completed, 7, 2, 1, Now.AddSeconds(3)),
            (import.Phase, import.Accepted, import.Unchanged, import.Refused, import.EndedAt!.Value)
        );
    }

    [Fact]
    public void OneWrongRowAndNothingIsWritten()
    {
        var import = Received.WithChecked(10, Now).Conclude(1, Now.AddSeconds(1));
        Assert.Equal((ImportPhase.Refused, 1, 0, Now.AddSeconds(1)), (import.Phase, import.Refused, import.Written, import.EndedAt!.Value));
    }

    [Fact]
    public void ATableWithoutRowsIsDoneWhenItIsChecked() =>
        Assert.Equal(ImportPhase.Completed, (Received with { Rows = 0 }).Conclude(0, Now).Phase);

    [Fact]
    public void TheSpeedIsThatOfThePresentPassAndStandsStillAtTheEnd()
    {
        Assert.Null(Received.RowsPerSecond(Now));
        var import = Received.WithChecked(4, Now);
        Assert.Equal((null, 2), (import.RowsPerSecond(Now), import.RowsPerSecond(Now.AddSeconds(2))));
        import = import.WithChecked(6, Now.AddSeconds(2)).Conclude(0, Now.AddSeconds(4)).WithWritten(5, 0, 0, Now.AddSeconds(5));
        Assert.Equal(2.5, import.RowsPerSecond(Now.AddSeconds(6)));
        Assert.Equal(2, import.WithWritten(5, 0, 0, Now.AddSeconds(9)).RowsPerSecond(Now.AddDays(1)));
    }

    [Theory]
    [InlineData(ImportPhase.Checking, null)]
    [InlineData(ImportPhase.Writing, null)]
    [InlineData(ImportPhase.Cancelled, null)]
    [InlineData(ImportPhase.Completed, "import-ended")]
    [InlineData(ImportPhase.Refused, "import-ended")]
    [InlineData(ImportPhase.Failed, "import-ended")]
    public void WhatHasNotEndedIsStoppedAndARepeatIsTheSame(ImportPhase phase, string? code) =>
        Assert.Equal(code, CancelImport.Refusal(Received with { Phase = phase }, Received.Id)?.Code);

    [Fact]
    public void WhatIsNotThereIsNotStopped() => Assert.Equal("import-not-found", CancelImport.Refusal(null, "I1")!.Code);

    [Theory]
    [InlineData("respond-async", true)]
    [InlineData("Respond-Async", true)]
    [InlineData("return=minimal, respond-async; wait=10", true)]
    [InlineData("respond-asynchronously", false)]
    [InlineData("wait=10", false)]
    [InlineData("", false)]
    public void ThePreferenceIsReadAsItsStandardSays(string header, bool isPreferred) =>
        Assert.Equal(isPreferred, ReceiveImport.IsPreferred([header]));

    [Fact]
    public void ThePreferenceMayStandInAnyOfSeveralHeaders() => Assert.True(ReceiveImport.IsPreferred(["return=minimal", "respond-async"]));
}
