namespace CustomerService.Subscriptions.Reading;

internal static class ReadingModule
{
    public static void AddReading(this IHostApplicationBuilder builder)
    {
    }

    public static void MapReading(this IEndpointRouteBuilder routes)
    {
    }
}
