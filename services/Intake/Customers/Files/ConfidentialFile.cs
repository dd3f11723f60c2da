using Marten;
using Marten.Events.Projections;

namespace CustomerService.Intake.Customers.Files;

/// <summary>
/// The files above normal, and nothing else: few rows, which every filter joins. The level stands here alone, so whatever shows customers
/// or their tickets is right at the moment it changes.
/// </summary>
/// <param name="Id">The customer's number.</param>
/// <param name="Level">The level as a number, so that it can be compared.</param>
internal sealed record ConfidentialFile(string Id, int Level);

internal sealed partial class ConfidentialFiles : EventProjection
{
    public ConfidentialFiles()
    {
        Name = nameof(ConfidentialFiles);
        Options.DeleteViewTypeOnTeardown<ConfidentialFile>();
    }

    public static void Project(JasperFx.Events.IEvent<ConfidentialitySet> e, IDocumentOperations operations)
    {
        if (e.Data.Level == Confidentiality.Normal)
        {
            operations.Delete<ConfidentialFile>(e.StreamKey!);
        }
        else
        {
            operations.Store(new ConfidentialFile(e.StreamKey!, (int)e.Data.Level));
        }
    }
}
