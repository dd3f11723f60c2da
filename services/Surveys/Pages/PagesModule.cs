using CustomerService.ServiceDefaults;

namespace CustomerService.Surveys.Pages;

internal static class PagesModule
{
    public static void MapPages(this IEndpointRouteBuilder routes)
    {
        var page = routes.MapGroup("/survey/{token}").PermitAnyone().ReadsAnyQuery().ExcludeFromDescription();
        page.MapMethods("", [HttpMethods.Get, HttpMethods.Head], SurveyEndpoints.Show);
        page.MapPost("", SurveyEndpoints.Submit);
    }
}
