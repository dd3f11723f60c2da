using System.Linq.Expressions;

namespace CustomerService.AccessControl;

/// <summary>
/// Whose work somebody sees (A1): that of sites by code, where a trailing <c>*</c> stands for anything (<c>S310101</c>, <c>S31*</c>,
/// <c>*</c>), and that of regions by the beginning of their code (<c>31</c> is a province, <c>3101</c> a city), which counts for work that
/// no site has yet. An engineer has one site, the lead of a region its sites and the region, headquarters <c>*</c>. Who has nothing sees
/// nothing.
/// </summary>
public sealed record DataScope(IReadOnlyList<string> Sites, IReadOnlyList<string> Regions)
{
    private const string Any = "*";

    /// <summary>Headquarters: all sites and regions.</summary>
    public static DataScope Everything { get; } = new([Any], []);

    /// <summary>No site and no region.</summary>
    public static DataScope Nothing { get; } = new([], []);

    /// <summary>Whether nothing is left out.</summary>
    public bool IsEverything => Sites.Contains(Any);

    /// <summary>Whether the work of this site, or in this region while no site has it, is within the scope.</summary>
    public bool Covers(string? site, string? region = null) =>
        IsEverything
        || (
            site is not null
                ? Sites.Any(pattern => Matches(pattern, site))
                : region is not null && Regions.Any(r => region.StartsWith(r, StringComparison.Ordinal))
        );

    /// <summary>The same rule as <see cref="Covers"/> as a filter of a query.</summary>
    /// <param name="site">The row's site, or null while none has it.</param>
    /// <param name="region">The row's region; leave it out for rows that always have a site.</param>
    /// <param name="orNone">Whether rows without a site are in the scope of everybody who has one.</param>
    public Expression<Func<T, bool>> Filter<T>(
        Expression<Func<T, string?>> site,
        Expression<Func<T, string?>>? region = null,
        bool orNone = false
    )
    {
        var row = site.Parameters[0];
        if (IsEverything)
        {
            return Expression.Lambda<Func<T, bool>>(Expression.Constant(true), row);
        }

        var bySite = Sites.Select(
            Expression (pattern) =>
                pattern.EndsWith('*') ? StartsWith(site.Body, pattern[..^1]) : Expression.Equal(site.Body, Expression.Constant(pattern))
        );
        var noSite = Expression.Equal(site.Body, Expression.Constant(null, typeof(string)));
        var byRegion = region is null
            ? []
            : Regions.Select(Expression (r) => Expression.AndAlso(noSite, StartsWith(Rebase(region, row), r)));
        var byNone = orNone && Sites.Count > 0 ? [noSite] : Array.Empty<Expression>();
        return Expression.Lambda<Func<T, bool>>(
            bySite.Concat(byRegion).Concat(byNone).Aggregate((Expression?)null, (a, b) => a is null ? b : Expression.OrElse(a, b))
                ?? Expression.Constant(false),
            row
        );
    }

    /// <inheritdoc />
    public bool Equals(DataScope? other) => other is not null && Sites.SequenceEqual(other.Sites) && Regions.SequenceEqual(other.Regions);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Sites.Count, Regions.Count);

    private static bool Matches(string pattern, string site) =>
        pattern.EndsWith('*') ? site.StartsWith(pattern[..^1], StringComparison.Ordinal) : pattern == site;

    private static MethodCallExpression StartsWith(Expression text, string prefix) =>
        Expression.Call(text, typeof(string).GetMethod(nameof(string.StartsWith), [typeof(string)])!, Expression.Constant(prefix));

    private static Expression Rebase<T>(Expression<Func<T, string?>> selector, ParameterExpression row) =>
        new Replace(selector.Parameters[0], row).Visit(selector.Body);

    internal sealed class Replace(ParameterExpression old, ParameterExpression wanted) : ExpressionVisitor
    {
        protected override Expression VisitParameter(ParameterExpression node) => node == old ? wanted : node;
    }
}

/// <summary>Conditions of rows put together, so that a store can translate them.</summary>
public static class Filters
{
    /// <summary>One of both.</summary>
    public static Expression<Func<T, bool>> Or<T>(this Expression<Func<T, bool>> left, Expression<Func<T, bool>> right) =>
        Join(Expression.OrElse, left, right);

    /// <summary>Both.</summary>
    public static Expression<Func<T, bool>> And<T>(this Expression<Func<T, bool>> left, Expression<Func<T, bool>> right) =>
        Join(Expression.AndAlso, left, right);

    private static Expression<Func<T, bool>> Join<T>(
        Func<Expression, Expression, BinaryExpression> how,
        Expression<Func<T, bool>> left,
        Expression<Func<T, bool>> right
    ) =>
        Expression.Lambda<Func<T, bool>>(
            how(left.Body, new DataScope.Replace(right.Parameters[0], left.Parameters[0]).Visit(right.Body)),
            left.Parameters[0]
        );
}
