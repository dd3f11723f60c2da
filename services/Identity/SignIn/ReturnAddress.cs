using CustomerService.Identity.Tokens;
using Microsoft.AspNetCore.WebUtilities;
using OpenIddict.Abstractions;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace CustomerService.Identity.SignIn;

/// <summary>Where the sign-in page leads: to the request that wanted somebody signed in, never anywhere else.</summary>
internal static class ReturnAddress
{
    public const string Parameter = "return";

    /// <summary>The request again, without asking once more for what is being done.</summary>
    public static string Of(OpenIddictRequest request)
    {
        var parameters = request
            .GetParameters()
            .Where(p => p.Key is not (Parameters.Prompt or Parameters.MaxAge))
            .Select(p => KeyValuePair.Create(p.Key, (string?)p.Value));
        return QueryHelpers.AddQueryString(TokensModule.AuthorizePath, parameters);
    }

    /// <summary>The address if it is one of ours.</summary>
    public static string? Check(string? address) =>
        address?.StartsWith($"{TokensModule.AuthorizePath}?", StringComparison.Ordinal) == true ? address : null;

    /// <summary>Origin of the app that the request leads back to.</summary>
    public static string? OriginOf(string? address) =>
        Check(address) is { } good
        && QueryHelpers.ParseQuery(good[(TokensModule.AuthorizePath.Length + 1)..]).TryGetValue(Parameters.RedirectUri, out var value)
        && Uri.TryCreate(value, UriKind.Absolute, out var uri)
        && uri.Scheme is ("http" or "https")
            ? uri.GetLeftPart(UriPartial.Authority)
            : null;
}
