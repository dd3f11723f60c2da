namespace CustomerService.Dispatch.Places;

/// <summary>A place on earth, WGS 84.</summary>
internal readonly record struct GeoPosition(double Latitude, double Longitude)
{
    private const double EarthRadiusKilometres = 6371.0088;

    /// <summary>Great-circle distance (haversine).</summary>
    public double KilometresTo(GeoPosition other)
    {
        var latitudes = Radians(other.Latitude - Latitude) / 2;
        var longitudes = Radians(other.Longitude - Longitude) / 2;
        var h =
            Square(Math.Sin(latitudes)) + Math.Cos(Radians(Latitude)) * Math.Cos(Radians(other.Latitude)) * Square(Math.Sin(longitudes));
        return 2 * EarthRadiusKilometres * Math.Asin(Math.Min(1, Math.Sqrt(h)));
    }

    private static double Radians(double degrees) => degrees * Math.PI / 180;

    private static double Square(double x) => x * x;
}
