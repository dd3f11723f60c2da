using CsCheck;

namespace CustomerService.Complaints.Tests;

/// <summary>What people see of a complaint is what decisions know of it.</summary>
public sealed class ViewTests
{
    private const int Stories = 400;

    [Fact]
    public void AViewSaysWhatTheStateSays() => Gen.Int.Sample(ComplaintDecisions.Stories.StateAndViewAgree, iter: Stories, threads: 1);

    [Fact]
    public void TheStoriesLeaveOutNoEvent() => ComplaintDecisions.Stories.EveryEventIsTold(Stories);
}
