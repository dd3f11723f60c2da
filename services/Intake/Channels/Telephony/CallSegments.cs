namespace CustomerService.Intake.Channels.Telephony;

/// <summary>How the stay of a call in a queue ended.</summary>
public enum SegmentOutcome
{
    /// <summary>Nobody has answered yet.</summary>
    Waiting,

    /// <summary>An agent spoke.</summary>
    Answered,

    /// <summary>The caller gave up.</summary>
    Abandoned,

    /// <summary>It went on to another queue before anybody spoke.</summary>
    MovedOn,
}

/// <summary>The stay of a call in one queue: what the figures count.</summary>
/// <param name="Queue">The queue, or "none".</param>
/// <param name="OfferedAt">When the caller began to wait.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="AnsweredAt">When an agent spoke.</param>
/// <param name="Agent">Who.</param>
/// <param name="EndedAt">When the caller gave up, moved on, or the talk ended.</param>
public sealed record CallSegment(
    string Queue,
    DateTimeOffset OfferedAt,
    SegmentOutcome Outcome,
    DateTimeOffset? AnsweredAt = null,
    string? Agent = null,
    DateTimeOffset? EndedAt = null
)
{
    /// <summary>How long the caller was on hold.</summary>
    public TimeSpan Hold { get; init; }

    /// <summary>Work after the call.</summary>
    public TimeSpan WrapUp { get; init; }

    internal TimeSpan Wait => (AnsweredAt ?? EndedAt ?? OfferedAt) - OfferedAt;

    internal bool IsHandled => Outcome == SegmentOutcome.Answered && EndedAt is not null;

    internal TimeSpan Talk => IsHandled ? EndedAt!.Value - AnsweredAt!.Value - Hold : TimeSpan.Zero;
}

/// <summary>
/// Folds the steps of a call, in the order of time, into its stays in queues. Total: any sequence of steps gives something sensible.
/// </summary>
internal static class CallSegments
{
    private const string NoQueue = "none";

    public static IReadOnlyList<CallSegment> Of(IReadOnlyList<CallStep> steps)
    {
        var segments = new List<CallSegment>();
        DateTimeOffset? heldSince = null;
        foreach (var step in steps)
        {
            var open = segments.Count > 0 && segments[^1] is { EndedAt: null } last ? last : null;
            switch (step.Kind)
            {
                case CallEventKind.Queued
                    when open is null || open.Outcome == SegmentOutcome.Answered || open.Queue != (step.Queue ?? open.Queue):
                    Close(step.At, SegmentOutcome.MovedOn);
                    segments.Add(new CallSegment(step.Queue ?? NoQueue, step.At, SegmentOutcome.Waiting));
                    break;
                case CallEventKind.Ringing when open is null:
                    segments.Add(new CallSegment(QueueOf(step), step.At, SegmentOutcome.Waiting));
                    break;
                case CallEventKind.Answered when open is null or { Outcome: SegmentOutcome.Waiting }:
                    var answered = open ?? new CallSegment(QueueOf(step), step.At, SegmentOutcome.Waiting);
                    Replace(open, answered with { Outcome = SegmentOutcome.Answered, AnsweredAt = step.At, Agent = step.Agent });
                    break;
                case CallEventKind.Held when open is { Outcome: SegmentOutcome.Answered }:
                    heldSince ??= step.At;
                    break;
                case CallEventKind.Resumed:
                    EndHold(step.At);
                    break;
                // At the moment at which the call reaches the next queue it is the end of the stay before, which that arrival has ended
                // already.
                case CallEventKind.Transferred when open is null || open.OfferedAt < step.At:
                    Close(step.At, SegmentOutcome.MovedOn);
                    break;
                case CallEventKind.Abandoned or CallEventKind.Ended:
                    Close(step.At, SegmentOutcome.Abandoned);
                    break;
                case CallEventKind.WrappedUp:
                    WrapUp(step);
                    break;
            }
        }

        return segments;

        // Where a transfer leads is said by the step that follows; a queue that is named nowhere is the one before.
        string QueueOf(CallStep step) => step.Queue ?? (segments.Count > 0 ? segments[^1].Queue : NoQueue);

        void Replace(CallSegment? old, CallSegment changed)
        {
            if (old is null)
            {
                segments.Add(changed);
            }
            else
            {
                segments[^1] = changed;
            }
        }

        void EndHold(DateTimeOffset at)
        {
            if (heldSince is { } since && segments.Count > 0)
            {
                segments[^1] = segments[^1] with { Hold = segments[^1].Hold + (at - since) };
            }

            heldSince = null;
        }

        void Close(DateTimeOffset at, SegmentOutcome whenWaiting)
        {
            EndHold(at);
            if (segments.Count > 0 && segments[^1] is { EndedAt: null } last)
            {
                segments[^1] = last with { EndedAt = at, Outcome = last.Outcome == SegmentOutcome.Waiting ? whenWaiting : last.Outcome };
            }
        }

        void WrapUp(CallStep step)
        {
            var index = segments.FindLastIndex(s => s.IsHandled && (step.Agent is null || s.Agent is null || s.Agent == step.Agent));
            if (index >= 0)
            {
                segments[index] = segments[index] with { WrapUp = step.At - segments[index].EndedAt!.Value };
            }
        }
    }
}
