using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenEo.Slices.Api.Tests.Running;
using OpenEo.Slices.Api.Web;

namespace OpenEo.Slices.Api.Tests.Web;

public sealed class HeadRequestsTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    static HttpRequestMessage Head(string path) => new(HttpMethod.Head, path);

    [Fact]
    public async Task Every_address_that_can_be_read_answers_HEAD_as_GET_without_a_body()
    {
        var client = api.CreateClient();
        var id = await client.CreateJobAsync();
        var paths = api.Host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods.Contains("GET") == true)
            .Select(endpoint => "/" + endpoint.RoutePattern.RawText!.Trim('/').Replace("{job_id}", id, StringComparison.Ordinal))
            .Select(path => System.Text.RegularExpressions.Regex.Replace(path, @"\{\w+:long\}", "1"))
            .Select(path => System.Text.RegularExpressions.Regex.Replace(path, @"\{[^}]+\}", "x")).ToList();
        Assert.NotEmpty(paths);
        foreach (var path in paths)
        {
            var get = await client.GetAsync(path);
            var head = await client.SendAsync(Head(path));
            Assert.True(get.StatusCode == head.StatusCode, $"{path}: GET {(int)get.StatusCode}, HEAD {(int)head.StatusCode}");
            Assert.Empty(await head.Content.ReadAsByteArrayAsync());
        }
    }

    [Fact]
    public async Task HEAD_of_a_document_tells_its_length_and_tag()
    {
        var client = api.CreateClient(null);
        var get = await client.GetAsync("processes");
        var head = await client.SendAsync(Head("processes"));
        Assert.Equal(get.Content.Headers.ContentLength, head.Content.Headers.ContentLength);
        Assert.Equal(get.Headers.ETag, head.Headers.ETag);
        Assert.Equal("application/json", head.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task HEAD_does_not_wait_for_events()
    {
        var client = api.CreateClient();
        var id = await client.CreateJobAsync();
        var request = Head($"jobs/{id}/logs");
        request.Headers.Add("Accept", "text/event-stream");
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await (await client.SendAsync(request, limit.Token)).ShouldBeAsync(200);
    }

    [Fact]
    public async Task An_endpoint_for_HEAD_alone_goes_before_the_one_for_GET()
    {
        var builder = WebApplication.CreateSlimBuilder(["--urls=http://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        await using var app = builder.Build();
        var group = app.MapGroup("/group").AnswerHead();
        group.MapGet("/both", () => Results.StatusCode(201));
        group.MapMethods("/both", ["HEAD"], () => Results.StatusCode(202));
        group.MapGet("/one", () => Results.StatusCode(203));
        await app.StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        Assert.Equal(201, (int)(await client.GetAsync("group/both")).StatusCode);
        Assert.Equal(202, (int)(await client.SendAsync(Head("group/both"))).StatusCode);
        Assert.Equal(203, (int)(await client.SendAsync(Head("group/one"))).StatusCode);
    }

    [Fact]
    public async Task HEAD_is_no_endpoint_of_its_own_in_the_capabilities()
    {
        var endpoints = (await api.CreateClient(null).GetJsonAsync("/openeo/v1/")).GetProperty("endpoints").EnumerateArray().ToList();
        Assert.NotEmpty(endpoints);
        Assert.All(endpoints, endpoint => Assert.DoesNotContain("HEAD", endpoint.GetProperty("methods").EnumerateArray().Select(method => method.GetString())));
    }

    [Fact]
    public async Task What_cannot_be_read_does_not_answer_HEAD() =>
        Assert.Equal(405, (int)(await api.CreateClient().SendAsync(Head("validation"))).StatusCode);
}
