using Marten;

namespace CustomerService.Dispatch.Places;

/// <summary>
/// All places, kept in memory: every assignment asks, and places change seldom. Each time it is asked it first compares the versions of the
/// stored places, so it never answers with what has been replaced.
/// </summary>
internal sealed class PlaceMap
{
    private sealed record Known(string Versions, IReadOnlyDictionary<string, Place> Places);

    private Known? _known;

    public async Task<IReadOnlyDictionary<string, Place>> Load(IQuerySession query, CancellationToken cancellationToken)
    {
        var versions = (
            await query.QueryAsync<string>(
                "select count(*) || '/' || coalesce(sum(hashtext(id || mt_version::text)::bigint), 0) from mt_doc_place",
                cancellationToken
            )
        )[0];
        if (_known is { } known && known.Versions == versions)
        {
            return known.Places;
        }

        var places = (await query.Query<Place>().ToListAsync(cancellationToken)).ToDictionary(p => p.Code);
        // Read after the versions: if a change came in between, the versions are already old and the next one reads again.
        _known = new Known(versions, places);
        return places;
    }
}
