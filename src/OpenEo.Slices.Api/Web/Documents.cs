using System.Collections.Concurrent;

namespace OpenEo.Slices.Api.Web;

/// <summary>Documents that are the same for everybody: built once for each public address and version, then served from memory.</summary>
sealed class Documents
{
    // Addresses come from the Host header, so strangers could make up as many as they like.
    const long MostBytes = 32L << 20;

    readonly ConcurrentDictionary<(string Name, Links Links, int Version), Document> built = new();
    long bytes;

    /// <summary>The document of that name if it has been built, for those that take waiting to build.</summary>
    public Document? Find(string name, Links links, int version) => built.GetValueOrDefault((name, links, version));

    /// <summary>The document of that name, built when it is asked for first.</summary>
    public Document Get(string name, Links links, int version, Func<object> build, string mediaType = "application/json")
    {
        if (built.TryGetValue((name, links, version), out var document)) return document;
        document = new Document(build(), mediaType);
        if (Interlocked.Add(ref bytes, document.Size) > MostBytes)
        {
            built.Clear();
            Interlocked.Exchange(ref bytes, document.Size);
        }
        return built.GetOrAdd((name, links, version), document);
    }
}
