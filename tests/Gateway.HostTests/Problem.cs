using System.Net;
using System.Text.Json.Nodes;

namespace CustomerService.Gateway.HostTests;

/// <summary>Checks problem documents.</summary>
internal static class Problem
{
    public static async Task Is(HttpResponseMessage answer, HttpStatusCode status, string code)
    {
        var body = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == status, $"{(int)answer.StatusCode}: {body}");
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = JsonNode.Parse(body)!;
        Assert.Equal($"/problems/{code}", (string?)problem["type"]);
        Assert.False(string.IsNullOrEmpty((string?)problem["traceId"]));
    }
}
