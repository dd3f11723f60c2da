using CustomerService.TestSupport;
using V1 = CustomerService.Contracts.Intake.V1;

namespace CustomerService.Intake.HostTests;

/// <summary>One Intake for all tests of the assembly.</summary>
public sealed class IntakeHost() : ServiceHost<Program>("intake", null, typeof(V1.TicketOpened), typeof(V1.TicketResolved));

/// <summary>Tests that share the host.</summary>
[CollectionDefinition(Name)]
public sealed class IntakeCollection : ICollectionFixture<IntakeHost>
{
    /// <summary>The collection's name.</summary>
    public const string Name = "intake";
}
