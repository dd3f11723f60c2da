namespace CustomerService.TestSupport;

/// <summary>How much data the tests of the whole system take. What they assert is the same.</summary>
public static class Extent
{
    /// <summary>All there is: <c>infra/test --long</c>.</summary>
    public static bool IsLong { get; } = Environment.GetEnvironmentVariable("CUSTOMERSERVICE_TEST_EXTENT") == "long";
}
