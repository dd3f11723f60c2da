namespace CustomerService.Intake.Common.PersonalData;

/// <summary>
/// Stands in every stream in which an erasure masked something, the file's own, its tickets' and its borrowings': the audit knows by it why
/// what is stored is not what was chained.
/// </summary>
/// <param name="Erasure">Which erasure; the header <c>masked-by</c> of a masked event names it.</param>
/// <param name="At">When.</param>
internal sealed record PersonalDataErased(string Erasure, DateTimeOffset At);
