using System.Text;
using Microsoft.AspNetCore.Builder;
using Npgsql;
using OpenEo.Slices.Api.Hosting;
using OpenEo.Slices.Api.Web;
using OpenEo.Slices.Engine.Faults;

namespace OpenEo.Slices.Api.Tests.Web;

public sealed class ErrorResponsesTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    sealed record Body(string Title, int Count);

    /// <summary>The service's own pipeline with routes that fail in all ways.</summary>
    async Task<WebApplication> StartFailingAsync()
    {
        var builder = WebApplication.CreateSlimBuilder(["--urls=http://127.0.0.1:0", "--LogLevel=Fatal", $"--ConnectionStrings:OpenEo={api.ConnectionString}",
            $"--DataFolder={api.DataFolder}", "--Limits:BodyBytes=1000"]);
        builder.AddOpenEo();
        var app = builder.Build();
        app.UseOpenEo();
        app.MapPost("/body", (Body body) => body.Title);
        app.MapGet("/bug", string () => throw new InvalidOperationException("a secret of ours"));
        app.MapGet("/down", string () => throw new NpgsqlException("connection lost", new IOException()));
        app.MapGet("/busy", string (string code) => throw new OpenEoException(code));
        app.MapGet("/unknown", string () => throw new ProcessGraphException(new Fault("SomethingNew", "It went wrong in a new way.")));
        app.MapGet("/faults", string () => throw new ProcessGraphException(
            [new Fault("ProcessUnsupported", "No process 'abc'.", "abc1"), new Fault("ProcessParameterRequired", "Needs 'y'.", "add1", "y")]));
        await app.StartAsync();
        return app;
    }

    static async Task<HttpResponseMessage> SendAsync(WebApplication app, string path, string? body = null, string type = "application/json")
    {
        using var client = new HttpClient();
        return body is null ? await client.GetAsync(app.Urls.First() + path)
            : await client.PostAsync(app.Urls.First() + path, new StringContent(body, Encoding.UTF8, type));
    }

    [Fact]
    public async Task Unknown_addresses_are_not_found()
    {
        await (await api.CreateClient(null).GetAsync("nothing-here")).ShouldBeErrorAsync(404, "NotFound");
        await (await api.CreateClient(null).GetAsync("/")).ShouldBeErrorAsync(404, "NotFound");
    }

    [Theory]
    [InlineData("/openeo/v2/jobs", "v2")]
    [InlineData("/openeo/1.0/", "1.0")]
    public async Task Another_version_of_the_API_is_unsupported(string path, string version)
    {
        var message = await (await api.CreateClient(null).GetAsync(path)).ShouldBeErrorAsync(404, "UnsupportedApiVersion");
        Assert.Contains(version, message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_method_that_the_address_does_not_have_is_named()
    {
        var response = await api.CreateClient(null).DeleteAsync("processes");
        Assert.Contains("DELETE", await response.ShouldBeErrorAsync(405, "MethodNotAllowed"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{ \"title\": ", "line 1")]
    [InlineData("{ \"title\": \"x\", \"count\": \"many\" }", "$.count")]
    [InlineData("[]", "line 1")]
    [InlineData("not json", "line 1")]
    public async Task A_body_that_is_not_the_expected_JSON_is_told_where(string body, string where)
    {
        await using var app = await StartFailingAsync();
        var message = await (await SendAsync(app, "/body", body)).ShouldBeErrorAsync(400, "RequestInvalid");
        Assert.Contains(where, message, StringComparison.Ordinal);
        Assert.DoesNotContain("OpenEo.Slices", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "application/json", 400, "RequestInvalid")]
    [InlineData("null", "application/json", 400, "RequestInvalid")]
    [InlineData("title=x", "application/x-www-form-urlencoded", 400, "ContentTypeInvalid")]
    [InlineData("<x/>", "text/xml", 400, "ContentTypeInvalid")]
    public async Task Missing_bodies_and_other_media_types_are_refused(string body, string type, int status, string code)
    {
        await using var app = await StartFailingAsync();
        await (await SendAsync(app, "/body", body, type)).ShouldBeErrorAsync(status, code);
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused()
    {
        await using var app = await StartFailingAsync();
        await (await SendAsync(app, "/body", $$"""{"title": "{{new string('x', 2000)}}"}""")).ShouldBeErrorAsync(413, "RequestTooLarge");
    }

    [Fact]
    public async Task A_bug_tells_the_client_nothing_but_an_id()
    {
        await using var app = await StartFailingAsync();
        var message = await (await SendAsync(app, "/bug")).ShouldBeErrorAsync(500, "Internal");
        Assert.DoesNotContain("secret", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_is_away_is_worth_another_attempt()
    {
        await using var app = await StartFailingAsync();
        var response = await SendAsync(app, "/down");
        await response.ShouldBeErrorAsync(503, "InfrastructureBusy");
        Assert.Equal("5", response.Headers.RetryAfter!.ToString());
    }

    [Theory]
    [InlineData("InfrastructureBusy", 503)]
    [InlineData("InfrastructureMaintenance", 503)]
    [InlineData("TooManyRequests", 429)]
    public async Task Whoever_shall_come_back_is_told_when(string code, int status)
    {
        await using var app = await StartFailingAsync();
        var response = await SendAsync(app, $"/busy?code={code}");
        await response.ShouldBeErrorAsync(status, code);
        Assert.NotNull(response.Headers.RetryAfter);
    }

    [Fact]
    public async Task A_fault_that_has_no_known_code_is_told_as_a_mistake_of_ours()
    {
        await using var app = await StartFailingAsync();
        var message = await (await SendAsync(app, "/unknown")).ShouldBeErrorAsync(500, "Internal");
        Assert.Equal("It went wrong in a new way.", message);
    }

    [Fact]
    public async Task Every_fault_of_a_graph_is_told_with_its_node()
    {
        await using var app = await StartFailingAsync();
        var response = await SendAsync(app, "/faults");
        var message = await response.ShouldBeErrorAsync(400, "ProcessUnsupported");
        Assert.Contains("abc1", message, StringComparison.Ordinal);
        Assert.Contains("node 'add1', parameter 'y'", message, StringComparison.Ordinal);
        var faults = (await response.ShouldBeAsync(400)).GetProperty("faults");
        Assert.Equal("ProcessParameterRequired", faults[1].GetProperty("code").GetString());
    }

    [Fact]
    public void Every_standard_code_has_a_status_and_words_of_its_own()
    {
        Assert.NotEmpty(OpenEoErrors.All);
        Assert.All(OpenEoErrors.All, error => Assert.InRange(error.Value.Status, 400, 599));
        Assert.Equal(OpenEoErrors.All.Count, OpenEoErrors.All.Values.Select(error => error.Message).Distinct().Count());
        Assert.Equal(500, OpenEoErrors.Status("SomethingNew"));
        Assert.Throws<ArgumentException>(() => new OpenEoException("SomethingNew"));
    }
}
