using System.Text.Json;
using OpenEo.Slices.Tests;

namespace OpenEo.Slices.Api.Tests;

/// <summary>The check that every response of every test passes through: that it is there, and that it finds something.</summary>
public sealed class OpenApiTests
{
    [SkippableFact]
    public void Responses_are_checked_by_the_description_of_the_API()
    {
        var api = Find();
        Assert.Equal("/jobs/{job_id}/results", api.Template("/jobs/j-1/results"));
        Assert.Equal("/files/{path}", api.Template("/files/a/b/c.txt"));
        Assert.Null(api.Template("/nothing"));
    }

    [SkippableTheory]
    [InlineData("/jobs", "get", 200, """{"jobs":[],"links":[]}""", true)]
    [InlineData("/jobs", "get", 200, """{"jobs":{},"links":[]}""", false)]
    [InlineData("/jobs", "get", 200, """{"jobs":[{"id":"a","status":"done","created":"2024-01-01T00:00:00Z"}],"links":[]}""", false)]
    [InlineData("/jobs/{job_id}", "get", 404, """{"code":"JobNotFound","message":"x"}""", true)]
    [InlineData("/jobs/{job_id}", "get", 404, """{"code":7,"message":"x"}""", false)]
    [InlineData("/jobs", "get", 201, "{}", false)]
    [InlineData("/me", "get", 200, """{"user_id":"a b"}""", false)]
    [InlineData("/me", "get", 200, """{"user_id":"a","budget":null}""", true)]
    public void What_is_not_as_described_is_found(string path, string method, int status, string body, bool isValid) =>
        Assert.Equal(isValid, Find().Fault(path, method, status, "application/json", JsonElement.Parse(body)) is null);

    [SkippableTheory]
    [InlineData("/jobs", "post", 201, "Location, OpenEO-Identifier", true)]
    [InlineData("/jobs", "post", 201, "Location", false)]
    [InlineData("/jobs", "post", 200, "Location, OpenEO-Identifier", false)]
    [InlineData("/jobs/{job_id}", "patch", 204, "", true)]
    [InlineData("/jobs/{job_id}", "patch", 202, "", false)]
    [InlineData("/jobs/{job_id}", "put", 200, "", false)]
    public void Status_and_headers_that_are_not_as_described_are_found(string path, string method, int status, string headers, bool isValid) =>
        Assert.Equal(isValid, Find().HeadFault(path, method, status, headers.Split(", ")) is null);

    static OpenApi Find()
    {
        SharedFolder.Find("reference/openeo-api");   // skips, visibly, where it is absent
        return OpenApi.Find()!;
    }
}
