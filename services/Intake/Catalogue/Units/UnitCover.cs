using CustomerService.Contracts.Repair.Grpc;
using Grpc.Core;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Intake.Catalogue.Units;

/// <summary>What cover a unit has, asked of Repair while the contact is on the line (R1).</summary>
/// <param name="Imei">IMEI of the unit.</param>
/// <param name="Status">inWarranty, expired or unknown.</param>
/// <param name="EndsOn">Last day of the term, or null.</param>
/// <param name="Reasons">Why, as codes; <c>repair-did-not-answer</c> when nobody could be asked.</param>
public sealed record UnitCover(string Imei, string Status, DateOnly? EndsOn, IReadOnlyList<string> Reasons)
{
    /// <summary>Without an answer in time the cover is unknown, never expired: the call goes on.</summary>
    internal static async Task<Ok<UnitCover>> Get(
        string imei,
        CoverDirectory.CoverDirectoryClient repair,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var cover = await repair.GetCoverAsync(new GetCoverRequest { Imei = imei }, cancellationToken: cancellationToken);
            return TypedResults.Ok(
                new UnitCover(
                    imei,
                    cover.Status,
                    DateOnly.TryParse(cover.EndsOn, System.Globalization.CultureInfo.InvariantCulture, out var day) ? day : null,
                    cover.Reasons
                )
            );
        }
        catch (RpcException exception) when (exception.StatusCode is StatusCode.Unavailable or StatusCode.DeadlineExceeded)
        {
            return TypedResults.Ok(new UnitCover(imei, "unknown", null, ["repair-did-not-answer"]));
        }
    }
}
