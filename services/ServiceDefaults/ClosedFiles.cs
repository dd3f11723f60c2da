using Marten;
using Marten.Linq.MatchesSql;
using Weasel.Postgresql.Tables;

namespace CustomerService.ServiceDefaults;

/// <summary>
/// I4: files that are closed to who has not the clearance, and to whom they were lent in spite of it. Their owner tells every change as a
/// public fact, and each service that keeps rows about such files notes it here: few rows, which every filter joins, so that a row is
/// hidden or shown the moment that the level changes, however old it is.
/// </summary>
public static class ClosedFiles
{
    internal static IReadOnlyList<Table> Tables { get; } = [Levels(), Readers()];

    /// <summary>Notes the level of a file; older news than known changes nothing.</summary>
    public static void QueueLevel(this IDocumentOperations session, string file, Confidentiality level, DateTimeOffset at) =>
        session.QueueSqlCommand(
            "insert into closed_file (file, level, at) values (?, ?, ?) on conflict (file) do update "
                + "set level = excluded.level, at = excluded.at where closed_file.at <= excluded.at",
            file,
            (int)level,
            at.ToUniversalTime()
        );

    /// <summary>Notes until when somebody may read a file in spite of its level; who has given it back, may until that moment.</summary>
    public static void QueueReader(this IDocumentOperations session, string file, string reader, DateTimeOffset until, DateTimeOffset at) =>
        session.QueueSqlCommand(
            "insert into closed_file_reader (file, reader, until, at) values (?, ?, ?, ?) on conflict (file, reader) do update "
                + "set until = excluded.until, at = excluded.at where closed_file_reader.at <= excluded.at",
            file,
            reader,
            until.ToUniversalTime(),
            at.ToUniversalTime()
        );

    /// <summary>The rows whose file is not closed to the actor.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="file">SQL of the row's file, such as <c>d.data -&gt;&gt; 'number'</c>; a row without a file is open.</param>
    /// <param name="actor">Who wants to see them.</param>
    public static IQueryable<T> Open<T>(this IQueryable<T> rows, string file, Actor actor)
        where T : notnull
    {
        if (actor.Clearance == Confidentiality.TopSecret)
        {
            return rows;
        }

        var sql =
            $"not exists (select 1 from closed_file f where f.file = {file} and f.level > ? and not exists "
            + "(select 1 from closed_file_reader r where r.file = f.file and r.reader = ? and r.until > now()))";
        object[] values = [(int)actor.Clearance, actor.Id];
        return rows.Where(row => row.MatchesSql(sql, values));
    }

    private static Table Levels()
    {
        var table = new Table("public.closed_file");
        table.AddColumn("file", "text").AsPrimaryKey();
        table.AddColumn("level", "integer").NotNull();
        table.AddColumn("at", "timestamptz").NotNull();
        return table;
    }

    private static Table Readers()
    {
        var table = new Table("public.closed_file_reader");
        table.AddColumn("file", "text").AsPrimaryKey();
        table.AddColumn("reader", "text").AsPrimaryKey();
        table.AddColumn("until", "timestamptz").NotNull();
        table.AddColumn("at", "timestamptz").NotNull();
        return table;
    }
}
