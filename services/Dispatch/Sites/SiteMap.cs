using Marten;

namespace CustomerService.Dispatch.Sites;

/// <summary>
/// Where all sites are, kept in memory: every assignment asks, and sites change by import only. Each time it is asked it first compares the
/// versions of the stored sites, so it never answers with what an import has replaced.
/// </summary>
internal sealed class SiteMap
{
    private sealed record Known(string Versions, IReadOnlyList<SitePosition> Sites);

    private Known? _known;

    public async Task<IReadOnlyList<SitePosition>> Load(IQuerySession query, CancellationToken cancellationToken)
    {
        var versions = (
            await query.QueryAsync<string>(
                "select count(*) || '/' || coalesce(sum(hashtext(mt_version::text)::bigint), 0) from mt_doc_site",
                cancellationToken
            )
        )[0];
        if (_known is { } known && known.Versions == versions)
        {
            return known.Sites;
        }

        var sites = await query
            .Query<Site>()
            .Select(s => new SitePosition(s.Code, s.RegionCode, s.Latitude, s.Longitude))
            .ToListAsync(cancellationToken);
        // Read after the versions: if an import came in between, the versions are already old and the next one reads again.
        _known = new Known(versions, sites);
        return sites;
    }
}
