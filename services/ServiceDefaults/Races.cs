using Marten.Exceptions;
using Npgsql;

namespace CustomerService.ServiceDefaults;

/// <summary>What a commit fails with when somebody else was faster.</summary>
public static class Races
{
    private const int Attempts = 10;

    /// <summary>
    /// Runs work that nobody asked for by HTTP until it is committed: the loser of a race decides again on what the others left.
    /// <paramref name="work"/> opens its session, decides and commits.
    /// </summary>
    public static async Task<T> Retry<T>(Func<Task<T>> work)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await work();
            }
            catch (Exception raced) when (IsRace(raced) && attempt < Attempts)
            {
                // Decided again on the newer state.
            }
        }
    }

    internal static bool IsRace(Exception exception) =>
        exception
            is JasperFx.ConcurrencyException
                or JasperFx.Events.ExistingStreamIdCollisionException
                or Marten.Exceptions.ExistingStreamIdCollisionException
                or JasperFx.DocumentAlreadyExistsException
                or StreamLockedException
                or PostgresException
                {
                    SqlState: PostgresErrorCodes.UniqueViolation
                        or PostgresErrorCodes.DeadlockDetected
                        or PostgresErrorCodes.SerializationFailure
                }
        || exception is MartenException { InnerException: { } inner } && IsRace(inner);
}
