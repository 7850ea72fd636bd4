using System.Net;
using System.Text;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Stac;

namespace OpenEo.Slices.Engine.Tests.Stac;

/// <summary>Documents that are somewhere else than they were.</summary>
public class StacDocumentsTests
{
    static readonly LocationPolicy policy = new([], ["a.example", "b.example"]);

    readonly Dictionary<string, (int Status, string To)> answers = [];
    readonly List<string> asked = [];

    StacDocuments Documents => new(new HttpClient(new Answers(this)));

    string MessageOf(string location) => Assert.Throws<ProcessGraphException>(() => Documents.Read(location, policy, default)).Message;

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public void A_document_is_where_its_redirects_lead(int status)
    {
        answers["GET https://a.example/item"] = (status, "/v1/item?x=a%2Fb");
        answers["GET https://a.example/v1/item?x=a%2Fb"] = (status, "https://b.example/items/item.json");
        answers["GET https://b.example/items/item.json"] = (200, """{"type":"Feature"}""");
        var document = Documents.Read("https://a.example/item", policy, default);
        Assert.Equal("https://b.example/items/item.json", document.Location);
        Assert.Equal("https://b.example/items/a.tif", LocationPolicy.Resolve(document.Location, "./a.tif"));
    }

    [Fact]
    public void Five_hops_are_followed_and_not_six()
    {
        for (var i = 0; i < 6; i++) answers[$"GET https://a.example/{i}"] = (302, $"/{i + 1}");
        answers["GET https://a.example/6"] = (200, "{}");
        Assert.Equal("https://a.example/6", Documents.Read("https://a.example/1", policy, default).Location);
        Assert.Contains("more than 5 times", MessageOf("https://a.example/0"), StringComparison.Ordinal);
        answers["GET https://a.example/round"] = (302, "/round");
        Assert.Contains("more than 5 times", MessageOf("https://a.example/round"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://other.example/x", "other.example")]
    [InlineData("http://127.0.0.1/x", "http at '127.0.0.1'")]
    [InlineData("http://a.example/x", "from https to http")]
    [InlineData("file:///etc/passwd", "file:")]
    [InlineData("s3://bucket/key", "s3:")]
    public void A_hop_to_where_nothing_may_be_read_is_refused(string target, string words)
    {
        answers["GET https://a.example/item"] = (302, target);
        Assert.Contains(words, MessageOf("https://a.example/item"), StringComparison.Ordinal);
        Assert.Equal(["GET https://a.example/item"], asked);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public void A_search_stays_a_search(int status)
    {
        answers["POST https://a.example/search"] = (status, "https://b.example/search");
        answers["POST https://b.example/search"] = (200, "{}");
        Assert.Equal("https://b.example/search", Documents.Search("https://a.example/search", """{"limit":1}""", policy, default).Location);
        Assert.Equal(["POST https://a.example/search", "POST https://b.example/search"], asked);
    }

    [Fact]
    public void What_a_search_has_found_elsewhere_is_fetched()
    {
        answers["POST https://a.example/search"] = (303, "/found/1");
        answers["GET https://a.example/found/1"] = (200, "{}");
        Assert.Equal("https://a.example/found/1", Documents.Search("https://a.example/search", "{}", policy, default).Location);
    }

    [Fact]
    public void Items_and_pages_go_on_from_where_they_are_and_are_known_by_where_they_were()
    {
        answers["GET https://a.example/items?limit=500"] = (301, "https://b.example/v2/items?limit=500");
        answers["GET https://b.example/v2/items?limit=500"] = (200, """
            {"type":"FeatureCollection","links":[{"rel":"next","href":"items?page=2"}],
             "features":[{"type":"Feature","id":"a","properties":{"datetime":"2024-01-01T00:00:00Z"},"assets":{"x":{"href":"a.tif"}}}]}
            """);
        answers["GET https://b.example/v2/items?page=2"] = (200, """{"type":"FeatureCollection","features":[]}""");
        var walk = new StacWalk(Documents, policy, default);
        using var api = System.Text.Json.JsonDocument.Parse("""{"type":"Collection","links":[{"rel":"items","href":"./items"}]}""");
        var item = Assert.Single(walk.Items(api.RootElement, "https://a.example/collection", new ItemFilter(null, null, null)));
        Assert.Equal("https://b.example/v2/a.tif", item.Bands[0].Href);

        answers["GET https://a.example/c/1.json"] = (302, "https://b.example/there/1.json?sig=x");
        answers["GET https://b.example/there/1.json?sig=x"] = (200,
            """{"type":"Feature","id":"b","properties":{"datetime":"2024-01-01T00:00:00Z"},"assets":{"x":{"href":"./a.tif"}}}""");
        using var folder = System.Text.Json.JsonDocument.Parse("""{"type":"Collection","links":[{"rel":"item","href":"./c/1.json"}]}""");
        item = Assert.Single(new StacWalk(Documents, policy, default)
            .Items(folder.RootElement, "https://a.example/collection", new ItemFilter(null, null, null)));
        Assert.Equal("https://a.example/c/1.json", item.Location);
        Assert.Equal("https://b.example/there/a.tif", item.Bands[0].Href);
    }

    [Fact]
    public async Task Collections_are_found_where_their_sources_lead()
    {
        answers["GET https://a.example/catalog.json"] = (308, "https://b.example/new/catalog.json");
        answers["GET https://b.example/new/catalog.json"] = (200, """{"type":"Catalog","id":"c","links":[{"rel":"child","href":"./one.json"}]}""");
        answers["GET https://b.example/new/one.json"] = (200, """{"type":"Collection","id":"one","extent":{},"links":[]}""");
        var reader = new CatalogReader(policy, new HttpClient(new Answers(this)));
        var collection = Assert.Single(await reader.ReadAsync(new CatalogSource("https://a.example/catalog.json"), default));
        Assert.Equal(("one", "https://b.example/new/one.json"), (collection.Id, collection.Location));
        answers["GET https://a.example/catalog.json"] = (302, "https://other.example/catalog.json");
        await Assert.ThrowsAsync<ProcessGraphException>(() => reader.ReadAsync(new CatalogSource("https://a.example/catalog.json"), default));
    }

    [Fact]
    public void What_an_object_store_says_is_told_and_nothing_that_repeats_the_request()
    {
        answers["GET https://a.example/denied.xml"] = (403,
            "<Error><Code>AccessDenied</Code><Message>No &amp;\n way.</Message><StringToSign>secret</StringToSign></Error>");
        var message = MessageOf("https://a.example/denied.xml");
        Assert.Contains("403 Forbidden (AccessDenied: No &  way)", message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", message, StringComparison.Ordinal);
    }

    sealed class Answers(StacDocumentsTests test) : HttpMessageHandler
    {
        protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var line = $"{request.Method} {request.RequestUri!.AbsoluteUri}";
            test.asked.Add(line);
            // A search that has lost its body would find something else.
            if (request.Method == HttpMethod.Post && request.Content is null) return new HttpResponseMessage(HttpStatusCode.BadRequest);
            if (!test.answers.TryGetValue(line, out var answer)) return new HttpResponseMessage(HttpStatusCode.NotFound);
            var response = new HttpResponseMessage((HttpStatusCode)answer.Status);
            if (answer.Status / 100 == 3) response.Headers.Location = new Uri(answer.To, UriKind.RelativeOrAbsolute);
            else response.Content = new StringContent(answer.To, Encoding.UTF8, answer.To.StartsWith('<') ? "application/xml" : "application/json");
            return response;
        }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(Send(request, cancellationToken));
    }
}
