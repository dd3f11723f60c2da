using Marten.Linq.MatchesSql;

namespace CustomerService.Intake.Customers.Borrowings;

/// <summary>Who sees which borrowings (I4).</summary>
internal static class BorrowingVisibility
{
    /// <summary>The borrowings that <paramref name="actor"/> may see: their own, and those of files within their clearance.</summary>
    public static IQueryable<Borrowing> VisibleTo(this IQueryable<Borrowing> borrowings, Actor actor, DateTimeOffset now)
    {
        object[] values = [actor.Id, (int)actor.Clearance];
        return borrowings.Where(b =>
            b.MatchesSql(
                "(d.data ->> 'borrower' = ? or not exists (select 1 from mt_doc_confidentialfile f where f.id = d.data ->> "
                    + "'customerNumber' and (f.data ->> 'level')::int > ?))",
                values
            )
        );
    }
}
