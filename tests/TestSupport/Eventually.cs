using Xunit;

namespace CustomerService.TestSupport;

/// <summary>Waits for a condition, with a deadline instead of a guess.</summary>
public static class Eventually
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);

    /// <summary>Returns when <paramref name="condition"/> holds; fails with <paramref name="what"/> when it does not in time.</summary>
    public static Task Holds(Func<Task<bool>> condition, string what, TimeSpan? within = null) =>
        Gives(async () => await condition() ? condition : null, what, within);

    /// <summary>Returns the first non-null answer of <paramref name="ask"/>.</summary>
    public static async Task<T> Gives<T>(Func<Task<T?>> ask, string what, TimeSpan? within = null)
        where T : class
    {
        using var deadline = new CancellationTokenSource(within ?? Deadline);
        while (!deadline.IsCancellationRequested)
        {
            if (await ask() is { } answer)
            {
                return answer;
            }

            await Task.Delay(Pause);
        }

        Assert.Fail($"Not within {within ?? Deadline}: {what}");
        throw new InvalidOperationException();
    }
}
