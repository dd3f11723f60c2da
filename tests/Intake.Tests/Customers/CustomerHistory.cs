using CustomerService.Intake.Customers.Files;
using CustomerService.TestSupport;

namespace CustomerService.Intake.Tests.Customers;

/// <summary>The file that decision tests start from.</summary>
internal static class CustomerHistory
{
    public const string Number = "C000001";
    public static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
    public static readonly CustomerOptions Rules = new();
    public static readonly Actor Agent = new("agent", "A017");
    public static readonly Actor Lead = new("supervisor", "S001") { Clearance = Confidentiality.Confidential };
    public static readonly Actor Other = new("administrator", "X001") { Clearance = Confidentiality.TopSecret };
    public static readonly Actor Third = new("supervisor", "S002") { Clearance = Confidentiality.TopSecret };

    public static readonly CustomerRegistered Registered = new(
        CustomerKind.Person,
        "测试",
        "+8613800138000",
        "someone@example.org",
        "上海市",
        "3101",
        "测试路1号",
        "zh-Hans",
        25_000,
        CustomerClass.Vip,
        Now
    );

    public static Given<Customer> AFile(params object[] after) => IntakeDecisions.Given<Customer>(Number, [Registered, .. after]);

    public static ConfidentialitySet At(Confidentiality level) => new(level, "a public person", "administrator:X001", Now);
}
