using System.Collections.Concurrent;
using Marten;

namespace CustomerService.Intake.Common.PersonalData;

/// <summary>
/// What is personal in stored events, and what stands there after the person was erased: names, ways to reach them, addresses, and every
/// free text, since words can hold anything. Class, region, dates, amounts, codes and numbers stay: facts stay countable. Each schema file
/// says it beside the stored name of the event; a test looks for events with text and without a rule.
/// </summary>
internal static class Masking
{
    /// <summary>Stands in the place of what was personal.</summary>
    public const string Mask = "erased";

    // The same for every store of the process: what is personal in an event does not depend on where it is stored.
    private static readonly ConcurrentDictionary<Type, Func<object, object>> Rules = new();

    /// <summary>Declares what of an event is personal, by saying what is left when it was erased.</summary>
    public static void Personal<T>(this StoreOptions options, Func<T, T> mask)
        where T : notnull
    {
        options.Events.AddMaskingRuleForProtectedInformation(mask);
        Rules[typeof(T)] = data => mask((T)data);
    }

    /// <summary>Whether a type of event has something personal in it.</summary>
    public static bool Concerns(Type type) => Rules.ContainsKey(type);

    /// <summary>What stands in the place of an event.</summary>
    public static object Of(object data) => Rules.TryGetValue(data.GetType(), out var mask) ? mask(data) : data;
}
