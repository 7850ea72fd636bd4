using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using OpenEo.Slices.Api.Tests.Running;

namespace OpenEo.Slices.Api.Tests.Web;

/// <summary>Requests that no client library would send, byte by byte.</summary>
public sealed class MalformedRequestsTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    async Task<(int Status, string Head, string Body)> SendAsync(string head, byte[]? body = null)
    {
        using var connection = new TcpClient();
        await connection.ConnectAsync("127.0.0.1", api.Host.Root.Port);
        var stream = connection.GetStream();
        await stream.WriteAsync(
            Encoding.Latin1.GetBytes(
                $"{head}\r\nHost: h\r\nConnection: "
                + $"close\r\n{(body is null ? "" : $"Content-Length: {body.Length}\r\nContent-Type: application/json\r\n")}\r\n"));
        if (body is not null) await stream.WriteAsync(body);
        using var reader = new StreamReader(stream);
        var answer = await reader.ReadToEndAsync();
        var parts = answer.Split("\r\n\r\n", 2);
        return (int.Parse(parts[0].Split(' ')[1]), parts[0], parts[1]);
    }

    Task<(int Status, string Head, string Body)> PostAsync(string path, byte[] body) =>
        SendAsync($"POST /openeo/v1/{path} HTTP/1.1\r\nAuthorization: Bearer {api.Host.TokenOf("alice")}", body);

    static void ShouldBeError((int Status, string Head, string Body) answer, int status, string code)
    {
        Assert.True(answer.Status == status, $"{answer.Head}\n{answer.Body}");
        var error = JsonElement.Parse(answer.Body[answer.Body.IndexOf('{', StringComparison.Ordinal)..(answer.Body.LastIndexOf('}') + 1)]);
        Assert.Equal(code, error.GetProperty("code").GetString());
        Assert.Equal(JsonValueKind.Array, error.GetProperty("links").ValueKind);
    }

    [Theory]
    [InlineData("nothing/%zz", "NotFound")]
    [InlineData("nothing/%", "NotFound")]
    [InlineData("nothing/%ff%fe", "NotFound")]
    [InlineData("nothing/%ed%a0%80", "NotFound")]
    [InlineData("collections/%c3%28", "CollectionNotFound")]
    [InlineData("collections/a%2Fb", "CollectionNotFound")]
    [InlineData("../../etc/passwd", "NotFound")]
    public async Task Escapes_that_mean_nothing_are_part_of_the_name(string path, string code) =>
        ShouldBeError(await SendAsync($"GET /openeo/v1/{path} HTTP/1.1"), 404, code);

    [Theory]
    [InlineData("processes?limit=%zz")]
    [InlineData("processes?limit=%ff")]
    [InlineData("jobs?limit=%00")]
    [InlineData("jobs?limit=99999999999999999999")]
    public async Task Parameters_that_mean_nothing_are_told(string path) =>
        ShouldBeError(await SendAsync($"GET /openeo/v1/{path} HTTP/1.1\r\nAuthorization: Bearer {api.Host.TokenOf("alice")}"), 400, "RequestInvalid");

    [Theory]
    [InlineData("jobs")]
    [InlineData("validation")]
    [InlineData("result")]
    public async Task JSON_without_end_in_depth_is_refused(string path) =>
        ShouldBeError(await PostAsync(path, Encoding.ASCII.GetBytes("{\"process\":" + string.Concat(Enumerable.Repeat("{\"a\":[", 5000)))), 400,
            "RequestInvalid");

    [Theory]
    [InlineData("""{"process": {"process_graph": {}}, "title": "a", "title": "b"}""", "title")]
    [InlineData("""{"process": {"process_graph": {"a": {"process_id": "add", "process_id": "subtract"}}}}""", "process_id")]
    public async Task Two_members_of_the_same_name_are_refused(string body, string name)
    {
        var answer = await PostAsync("jobs", Encoding.UTF8.GetBytes(body));
        ShouldBeError(answer, 400, "RequestInvalid");
        Assert.Contains(name, answer.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("jobs")]
    [InlineData("validation")]
    [InlineData("result")]
    public async Task Text_that_is_not_UTF_8_is_no_failure(string path)
    {
        byte[] body = [.. "{\"title\": \""u8, 0xff, 0xfe, .. "\", \"process\": {\"id\": \""u8, 0xc3, 0x28,
            .. "\", \"process_graph\": {\"a\": {\"process_id\": \""u8, 0xed, 0xa0, 0x80, .. "\", \"arguments\": {}}}}}"u8];
        var answer = await PostAsync(path, body);
        Assert.True(answer.Status is >= 200 and < 500, $"{answer.Head}\n{answer.Body}");
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused_before_and_while_it_is_read()
    {
        await using var host = api.StartHost(new Dictionary<string, string?> { ["Limits:BodyBytes"] = "1000" });
        using var client = host.CreateClient("alice");
        var body = $$"""{"process":{"process_graph":{} },"title":"{{new string('x', 2000)}}"}""";
        await (await client.PostTextAsync("jobs", body)).ShouldBeErrorAsync(413, "RequestTooLarge");
        using var chunked = new HttpRequestMessage(HttpMethod.Post, "jobs") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        chunked.Headers.TransferEncodingChunked = true;
        await (await client.SendAsync(chunked)).ShouldBeErrorAsync(413, "RequestTooLarge");
    }

    // The server refuses these before the service sees them, without words; the gateway of deploy/nginx has some.
    [Theory]
    [InlineData("GET /openeo/v1/a%00b HTTP/1.1", 400)]
    [InlineData("GARBAGE", 400)]
    [InlineData("GET /openeo/v1/?LONG HTTP/1.1", 414)]
    [InlineData("GET /openeo/v1/ HTTP/1.1\r\nX-Long: LONGLONGLONGLONG", 431)]
    public async Task What_is_no_request_is_refused(string head, int status) =>
        Assert.Equal(status, (await SendAsync(head.Replace("LONG", new string('x', 10_000), StringComparison.Ordinal))).Status);

    [Fact]
    public async Task The_way_to_the_offered_versions_is_part_of_the_error()
    {
        var error = await (await api.CreateClient(null).GetAsync("/openeo/v9/jobs")).ShouldBeAsync(404);
        var link = error.GetProperty("links").EnumerateArray().Single();
        Assert.Equal("version-history", link.GetProperty("rel").GetString());
        await api.CreateClient(null).GetJsonAsync(link.GetProperty("href").GetString()!);
    }
}
