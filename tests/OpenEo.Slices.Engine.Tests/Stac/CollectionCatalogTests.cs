using System.Net;
using OpenEo.Slices.Engine.Stac;

namespace OpenEo.Slices.Engine.Tests.Stac;

/// <summary>Who gets what while a source is read, and when reading fails.</summary>
public sealed class CollectionCatalogTests : IDisposable
{
    const string Document =
        """
        {"type":"Collection","stac_version":"1.1.0","id":"ID","description":"x","license":"other","extent":{"spatial":{"bbox":[[1,2,3,4]]},
         "temporal":{"interval":[[null,null]]}},"links":[]}
        """;

    readonly string folder = Directory.CreateTempSubdirectory("openeo-catalog-").FullName;
    readonly SlowServer server = new();
    readonly List<string> warnings = [];
    readonly TestClock clock = new();

    public void Dispose()
    {
        server.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Answers when it is told to.</summary>
    sealed class SlowServer : HttpMessageHandler
    {
        public int Asked;
        public TaskCompletionSource<HttpStatusCode> Answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref Asked);
            return new HttpResponseMessage(await Answer.Task.WaitAsync(cancellationToken)) {
                Content = new StringContent(Document.Replace("ID", "REMOTE", StringComparison.Ordinal)) };
        }
    }

    sealed class TestClock : TimeProvider
    {
        public DateTimeOffset Now = DateTimeOffset.UnixEpoch;

        public override DateTimeOffset GetUtcNow() => Now;
    }

    CollectionCatalog Catalog(params string[] locations)
    {
        var http = new HttpClient(server, disposeHandler: false);
        return new([.. locations.Select(location => new CatalogSource(location))], new CatalogReader(new LocationPolicy([folder], ["stac.test"]), http), clock,
            warnings.Add);
    }

    string Local()
    {
        var path = Path.Combine(folder, "collection.json");
        File.WriteAllText(path, Document.Replace("ID", "LOCAL", StringComparison.Ordinal));
        return path;
    }

    static async Task<string[]> IdsAsync(CollectionCatalog catalog, CancellationToken ct = default) =>
        [.. (await catalog.ReadAsync(ct)).Collections.Select(collection => collection.Id)];

    [Fact]
    public async Task All_who_come_while_a_source_is_read_for_the_first_time_wait_for_it()
    {
        var catalog = Catalog("https://stac.test/c", Local());
        var clients = Enumerable.Range(0, 5).Select(_ => IdsAsync(catalog)).ToList();
        await Task.Delay(50);
        Assert.DoesNotContain(clients, client => client.IsCompleted);
        server.Answer.SetResult(HttpStatusCode.OK);
        foreach (var client in clients) Assert.Equal(["REMOTE", "LOCAL"], await client);
        Assert.Equal(1, server.Asked);
    }

    [Fact]
    public async Task Whoever_leaves_while_a_source_is_read_takes_nothing_from_the_others()
    {
        var catalog = Catalog("https://stac.test/c", Local());
        using var leaves = new CancellationTokenSource();
        var first = IdsAsync(catalog, leaves.Token);
        var second = IdsAsync(catalog);
        await leaves.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        server.Answer.SetResult(HttpStatusCode.OK);
        Assert.Equal(["REMOTE", "LOCAL"], await second);
        Assert.Equal(["REMOTE", "LOCAL"], await IdsAsync(catalog));
        Assert.Equal(1, server.Asked);
    }

    [Fact]
    public async Task Whoever_has_left_before_anything_was_read_leaves_nothing_empty()
    {
        var catalog = Catalog(Local());
        using var gone = new CancellationTokenSource();
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => catalog.ReadAsync(gone.Token));
        Assert.Equal(["LOCAL"], await IdsAsync(catalog));
    }

    [Fact]
    public async Task A_source_that_fails_keeps_what_it_gave_and_is_asked_again_soon_when_it_never_gave_any()
    {
        var catalog = Catalog("https://stac.test/c");
        server.Answer.SetResult(HttpStatusCode.NotFound);
        Assert.Empty(await IdsAsync(catalog));
        Assert.Empty(await IdsAsync(catalog));
        Assert.Equal((1, 1), (server.Asked, warnings.Count));
        Assert.Contains("https://stac.test/c", warnings[0], StringComparison.Ordinal);

        (clock.Now, server.Answer) = (clock.Now.AddSeconds(16), new());
        server.Answer.SetResult(HttpStatusCode.OK);
        Assert.Equal(["REMOTE"], await IdsAsync(catalog));

        // Old: asked again behind the scenes, in vain.
        (clock.Now, server.Answer) = (clock.Now + CollectionCatalog.Freshness, new());
        Assert.Equal(["REMOTE"], await IdsAsync(catalog));
        server.Answer.SetResult(HttpStatusCode.NotFound);
        for (var i = 0; i < 100 && warnings.Count < 2; i++) await Task.Delay(20);
        Assert.Equal(["REMOTE"], await IdsAsync(catalog));
        Assert.Equal((3, 2), (server.Asked, warnings.Count));
    }

    [Fact]
    public async Task A_file_is_read_again_when_it_changes()
    {
        var path = Local();
        var catalog = Catalog(path);
        Assert.Equal(["LOCAL"], await IdsAsync(catalog));
        var version = (await catalog.ReadAsync(default)).Version;
        Assert.Equal(version, (await catalog.ReadAsync(default)).Version);
        await File.WriteAllTextAsync(path, Document.Replace("ID", "CHANGED", StringComparison.Ordinal));
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddMinutes(1));
        Assert.Equal(["CHANGED"], await IdsAsync(catalog));
        Assert.NotEqual(version, (await catalog.ReadAsync(default)).Version);
    }
}
