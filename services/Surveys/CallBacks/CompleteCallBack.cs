using System.ComponentModel.DataAnnotations;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Surveys.CallBacks;

/// <summary>S6: the call was made. The same result again changes nothing; another one is refused.</summary>
/// <param name="Result">What came of it.</param>
/// <param name="Note">What was said; it stays in Surveys.</param>
public sealed record CompleteCallBack(CallBackResult Result, [property: Required, StringLength(4000, MinimumLength = 1)] string Note)
{
    internal static Decision Decide(CallBack callBack, CompleteCallBack command, Actor actor, DateTimeOffset now) =>
        callBack.Result is null
            ? Decision.Accept(new CallBackCompleted(callBack.TicketNumber, command.Result, command.Note, actor.ToString(), now))
        : callBack.Result == command.Result ? Decision.NoChange
        : Rejection.Conflict("call-back-completed", $"The call-back was completed: {callBack.Result.Value.ToCode()}.");

    internal static Task<Results<Ok<CallBackView>, ProblemHttpResult>> Handle(
        string number,
        CompleteCallBack command,
        Actor actor,
        Commands commands,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) =>
        commands.Execute<CallBack, CallBackView>(
            number,
            callBack => Decide(callBack, command, actor, clock.GetUtcNow()),
            cancellationToken
        );
}
