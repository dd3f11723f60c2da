using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Xunit.Sdk;

namespace CustomerService.TestSupport;

/// <summary>
/// How long tests wait for what must happen: far longer than it takes, since a machine may be slow and busy. A test that passes waits for
/// none of them to the end, so they cost nothing.
/// </summary>
public static class Patience
{
    /// <summary>For a condition.</summary>
    public static TimeSpan Condition { get; } = TimeSpan.FromMinutes(3);

    /// <summary>For a process, or a whole system, that starts.</summary>
    public static TimeSpan Start { get; } = TimeSpan.FromMinutes(10);
}

/// <summary>Waits for a condition, with a deadline instead of a guess.</summary>
public static class Eventually
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);

    /// <summary>
    /// Returns when <paramref name="condition"/> holds. When it does not in time, fails with <paramref name="what"/> and what
    /// <paramref name="seen"/> says.
    /// </summary>
    public static Task Holds(
        Func<Task<bool>> condition,
        string what,
        TimeSpan? within = null,
        Func<string>? seen = null,
        [CallerArgumentExpression(nameof(condition))] string asked = ""
    ) => Gives(async () => await condition() ? condition : null, what, within, seen, asked);

    /// <summary>Returns the first non-null answer of <paramref name="ask"/>.</summary>
    public static async Task<T> Gives<T>(
        Func<Task<T?>> ask,
        string what,
        TimeSpan? within = null,
        Func<string>? seen = null,
        [CallerArgumentExpression(nameof(ask))] string asked = ""
    )
        where T : class
    {
        var patience = within ?? Patience.Condition;
        var began = Stopwatch.StartNew();
        for (var times = 1; ; times++)
        {
            var answer = ask();
            if (await Task.WhenAny(answer, Task.Delay(Left())) != answer)
            {
                throw NotInTime(times, "it still waits for the last answer");
            }

            if (await answer is { } given)
            {
                return given;
            }

            if (Left() == TimeSpan.Zero)
            {
                throw NotInTime(times, $"the last answer came after {began.Elapsed}");
            }

            await Task.Delay(Pause);
        }

        TimeSpan Left() => patience > began.Elapsed ? patience - began.Elapsed : TimeSpan.Zero;

        Exception NotInTime(int times, string last) =>
            new XunitException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Not within {patience}: {what}\nAsked {times} times, {last}: {asked}\n{seen?.Invoke()}"
                )
            );
    }
}
