using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using OpenEo.Slices.Api.Tests.Running;

namespace OpenEo.Slices.Api.Tests.Conformance;

[Collection("conformance")]
public sealed class ApiFundamentalsTests(BackEnd api)
{
    [Fact]
    public async Task L1_1_every_address_answers_options_with_all_headers_and_without_content()
    {
        using var client = api.CreateClient(null);
        var endpoints = (await client.GetJsonAsync("")).List("endpoints");
        Assert.NotEmpty(endpoints);
        foreach (var endpoint in endpoints)
        {
            using var response = await client.SendAsync("OPTIONS", endpoint.Text("path").Trim('/').Replace('{', 'x').Replace('}', 'x'));
            Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
            Assert.Empty(await response.Content.ReadAsByteArrayAsync());
            Assert.Equal("*", response.Header("Access-Control-Allow-Origin"));
            foreach (var name in (string[])["Authorization", "Content-Type"]) Assert.Contains(name, response.Header("Access-Control-Allow-Headers"));
            foreach (var method in endpoint.List("methods")) Assert.Contains(method.GetString()!, response.Header("Access-Control-Allow-Methods"));
            foreach (var name in (string[])["Location", "OpenEO-Identifier", "OpenEO-Costs", "Link"])
                Assert.Contains(name, response.Header("Access-Control-Expose-Headers"));
        }
    }

    [Fact]
    public async Task L1_2_pages_of_any_origin_may_read_answers_to_all_methods() =>
        Assert.All(await AnswersToAllMethodsAsync(), response =>
        {
            Assert.Equal("*", response.Header("Access-Control-Allow-Origin"));
            Assert.Equal("", response.Header("Access-Control-Allow-Credentials"));   // browsers refuse the star beside it
        });

    [Fact]
    public async Task L1_3_pages_see_the_headers_of_answers_to_all_methods() =>
        Assert.All(await AnswersToAllMethodsAsync(), response =>
            Assert.All((string[])["Location", "OpenEO-Identifier", "OpenEO-Costs", "Link"],
                name => Assert.Contains(name, response.Header("Access-Control-Expose-Headers"))));

    // Good and bad ones.
    async Task<List<HttpResponseMessage>> AnswersToAllMethodsAsync()
    {
        using var alice = api.CreateClient();
        using var nobody = api.CreateClient(null);
        var id = await alice.CreateJobAsync();
        var answers = new List<HttpResponseMessage>();
        foreach (var (method, path, body, status) in ((string, string, string, int)[])
            [("GET", $"jobs/{id}", "", 200), ("POST", "validation", JobFixture.Sum, 200), ("PUT", "process_graphs/cors", JobFixture.Sum, 200),
                ("PATCH", $"jobs/{id}", "{}", 204), ("DELETE", $"jobs/{id}", "", 204)])
        {
            var good = await alice.SendAsync(method, path, body);
            await good.ShouldBeAsync(status);
            answers.AddRange([good, await nobody.SendAsync(method, path.Replace("validation", "jobs", StringComparison.Ordinal), body)]);
            Assert.Equal(HttpStatusCode.Unauthorized, answers[^1].StatusCode);
        }
        return answers;
    }

    [Fact]
    public async Task L1_4_https_works_and_links_say_it()
    {
        using var gateway = new TlsGateway(api.Host.Root.Port);
        await using var host = api.Start(("PublicUrl", gateway.Url));
        gateway.Port = host.Root.Port;
        using var client = new HttpClient(
            new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate?.Subject == "CN=localhost" } });
        var root = (await client.GetJsonAsync($"{gateway.Url}/.well-known/openeo")).List("versions")[0].Text("url");
        Assert.StartsWith("https://", root);
        Assert.All((await client.GetJsonAsync(root)).Texts("links", "href"), href => Assert.StartsWith("https://", href));
    }

    [Fact]
    public async Task L1_5_text_is_utf_8_in_requests_and_responses()
    {
        const string title = "größer 木 😀";
        using var client = api.CreateClient();
        var id = await client.CreateJobAsync(more: $"\"title\":\"{title}\"");
        using var response = await client.GetAsync($"jobs/{id}");
        Assert.Contains(response.Content.Headers.ContentType?.CharSet?.ToLowerInvariant(), (string?[])[null, "utf-8"]);
        var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(await response.Content.ReadAsByteArrayAsync());
        Assert.Equal(title, JsonElement.Parse(text).Text("title"));
        using var latin = new ByteArrayContent(Encoding.Latin1.GetBytes(Graph.Request(JobFixture.Sum, "\"title\":\"größer\""))) {
            Headers = { ContentType = new("application/json") } };
        await (await client.PostAsync("jobs", latin)).ShouldBeErrorAsync(400, "RequestInvalid");
    }

    [Fact]
    public async Task L1_6_errors_have_statuses_between_400_and_599() =>
        Assert.All(await FailuresAsync(), response => Assert.InRange((int)response.StatusCode, 400, 599));

    [Fact]
    public async Task L1_7_errors_are_json_with_code_and_message() => await EachErrorAsync(error =>
    {
        Assert.Matches(@"^\w+$", error.Text("code"));
        Assert.False(string.IsNullOrWhiteSpace(error.Text("message")));
    });

    [Fact]
    public async Task L3_8_errors_have_an_id_of_their_own_and_links()
    {
        var ids = new List<string>();
        await EachErrorAsync(error =>
        {
            ids.Add(error.Text("id"));
            Assert.Equal(JsonValueKind.Array, error.GetProperty("links").ValueKind);
        });
        Assert.All(ids, id => Assert.NotEmpty(id));
        Assert.Distinct(ids);
    }

    async Task EachErrorAsync(Action<JsonElement> check)
    {
        foreach (var response in await FailuresAsync())
        {
            Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
            check(JsonElement.Parse(await response.Content.ReadAsStringAsync()));
        }
    }

    // An unknown address, no login, a wrong one, a wrong method, nonsense, a wrong media type, what is not there, a bad graph.
    async Task<List<HttpResponseMessage>> FailuresAsync()
    {
        using var alice = api.CreateClient();
        using var nobody = api.CreateClient(null);
        using var stranger = api.CreateClient(null);
        stranger.DefaultRequestHeaders.Add("Authorization", "Bearer basic//wrong");
        return
        [
            await alice.GetAsync("no/such/path"), await nobody.GetAsync("me"), await stranger.GetAsync("me"), await alice.DeleteAsync("processes"),
            await alice.PostTextAsync("jobs", "{"),
            await alice.PostAsync("jobs", new StringContent("<a/>", Encoding.UTF8, "text/xml")), await alice.GetAsync("jobs/none"),
            await alice.PostTextAsync("result", Graph.Request(Graph.Unknown)),
        ];
    }

    [Fact]
    public async Task L2_9_a_namespace_says_whose_process_is_meant()
    {
        using var client = api.CreateClient("namespaces");
        await (await client.PutTextAsync("process_graphs/three", JobFixture.Sum)).ShouldBeAsync(200);
        string Call(string process, string space, string arguments) =>
            Graph.Call(process, arguments).Replace("\"arguments\"", $"\"namespace\":{space},\"arguments\"", StringComparison.Ordinal);
        foreach (var space in (string[])["null", "\"user\""]) Assert.Equal("3", await client.ValueAsync(Call("three", space, "{}")));
        foreach (var space in (string[])["null", "\"backend\""]) Assert.Equal("9", await client.ValueAsync(Call("multiply", space, """{"x":3,"y":3}""")));
        Assert.Equal(["ProcessUnsupported"], await client.FaultsAsync(Call("three", "\"backend\"", "{}")));
        Assert.Equal(["ProcessUnsupported"], await client.FaultsAsync(Call("multiply", "\"user\"", """{"x":3,"y":3}""")));
    }

    [Fact]
    public async Task L3_10_a_graph_may_save_several_results()
    {
        using var client = api.CreateClient("several");
        var id = await client.RunJobAsync(
            Graph.Of(Graph.Load("2024-01-01", "2024-01-02"), Graph.Save("load", "netCDF", "first"), Graph.Save("load", "GTiff", "second")));
        var types = (await client.GetJsonAsync($"jobs/{id}/results")).GetProperty("assets").EnumerateObject()
            .Select(asset => asset.Value.Text("type").Split(';')[0]);
        Assert.Equal(["application/x-netcdf", "image/tiff"], types.Order());
    }

    [Fact]
    public async Task L2_11_a_graph_may_call_a_process_of_the_user()
    {
        using var client = api.CreateClient("calls");
        await (await client.PutTextAsync("process_graphs/times", Graph.Times)).ShouldBeAsync(200);
        Assert.Equal("13", await client.ValueAsync(Graph.Of(("twice", "times", """{"x":6}"""), ("more", "add", """{"x":{"from_node":"twice"},"y":1}"""))));
        await client.RunJobAsync(Graph.Call("times", """{"x":6}"""));
    }

    [Fact]
    public async Task L2_12_parameters_take_arguments_or_their_defaults()
    {
        using var client = api.CreateClient("parameters");
        await (await client.PutTextAsync("process_graphs/times", Graph.Times)).ShouldBeAsync(200);
        Assert.Equal("8", await client.ValueAsync(Graph.Call("times", """{"x":4}""")));
        Assert.Equal("20", await client.ValueAsync(Graph.Call("times", """{"x":4,"factor":5}""")));
        Assert.Equal(["ProcessParameterRequired"], await client.FaultsAsync(Graph.Call("times", "{}")));
        // In a job nobody gives a value to this one.
        await (await client.PostTextAsync("jobs", Graph.Request(Graph.Call("absolute", """{"x":{"from_parameter":"unknown"}}""")))).ShouldBeAsync(400);
    }

    [Fact]
    public async Task L1_13_processes_take_other_processes_as_callbacks()
    {
        using var client = api.CreateClient();
        var callback = Graph.Call("add", """{"x":{"from_parameter":"x"},"y":1}""");
        Assert.Equal("[2,3,null]", await client.ValueAsync(Graph.Call("array_apply", $$"""{"data":[1,2,null],"process":{{callback}}}""")));
        var reducer = Graph.Call("max", """{"data":{"from_parameter":"data"}}""");
        var id = await client.RunJobAsync(
            Graph.Of(Graph.Load(), ("reduce", "reduce_dimension", $$"""{"data":{"from_node":"load"},"dimension":"t","reducer":{{reducer}}}"""),
                Graph.Save("reduce", "GTiff")));
        var bands = (await client.GetJsonAsync($"jobs/{id}/results")).GetProperty("assets").EnumerateObject().Single().Value.List("bands");
        Assert.Equal([100, 300], bands.Select(band => band.GetProperty("statistics").GetProperty("maximum").GetDouble()));
    }

    /// <summary>Ends TLS, as a gateway does, and passes on what it hears.</summary>
    sealed class TlsGateway : IDisposable
    {
        readonly TcpListener listener = new(IPAddress.Loopback, 0);
        readonly X509Certificate2 certificate;

        public TlsGateway(int port)
        {
            Port = port;
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            using var own = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256)
                .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
            certificate = X509CertificateLoader.LoadPkcs12(own.Export(X509ContentType.Pfx), null);
            listener.Start();
            _ = AcceptAsync();
        }

        public int Port { get; set; }

        public string Url => $"https://localhost:{((IPEndPoint)listener.LocalEndpoint).Port}";

        async Task AcceptAsync()
        {
            while (true) _ = PassAsync(await listener.AcceptTcpClientAsync());
        }

        async Task PassAsync(TcpClient client)
        {
            using var service = new TcpClient();
            await service.ConnectAsync(IPAddress.Loopback, Port);
            await using var tls = new SslStream(client.GetStream());
            await tls.AuthenticateAsServerAsync(certificate);
            await Task.WhenAny(tls.CopyToAsync(service.GetStream()), service.GetStream().CopyToAsync(tls));
        }

        public void Dispose()
        {
            listener.Dispose();
            certificate.Dispose();
        }
    }
}
