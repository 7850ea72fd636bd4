using System.Text.Json;
using OpenEo.Slices.Engine.Faults;

namespace OpenEo.Slices.Engine.Stac;

/// <summary>Reads STAC documents from files and over http, each only where the policy allows.</summary>
/// <param name="http">Makes the requests.</param>
/// <param name="patience">How long a server may be silent amid a document; half a minute when null.</param>
public sealed class StacDocuments(HttpClient http, TimeSpan? patience = null)
{
    /// <summary>Larger documents are not STAC metadata.</summary>
    const long MaximumBytes = 64 << 20;

    const int MostAttempts = 4;

    static readonly TimeSpan MostPatience = TimeSpan.FromSeconds(15), Silence = TimeSpan.FromSeconds(30), WholeDocument = TimeSpan.FromMinutes(5);

    /// <summary>The JSON object at a location.</summary>
    /// <exception cref="ProcessGraphException">It cannot be read, or is no JSON object; the message names it.</exception>
    public StacDocument Read(string location, LocationPolicy policy, CancellationToken cancellation) => Read(location, null, policy, cancellation);

    /// <summary>The answer of an API to a search: a JSON object that is sent by POST. Fails as the other does.</summary>
    public StacDocument Search(string location, string search, LocationPolicy policy, CancellationToken cancellation) =>
        Read(location, search, policy, cancellation);

    StacDocument Read(string location, string? search, LocationPolicy policy, CancellationToken cancellation)
    {
        var allowed = policy.Demand(location);
        try
        {
            var final = location;
            using Stream stream = LocationPolicy.IsRemote(allowed) ? Download(allowed, search, policy, out final, cancellation) : File.OpenRead(allowed);
            var document = StacJson.Parse(stream);
            return document.ValueKind == JsonValueKind.Object
                ? new StacDocument(final, document)
                : throw Unreadable(location, "it is not a JSON object");
        }
        catch (JsonException e)
        {
            throw Unreadable(location, $"it is not JSON: line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or HttpRequestException)
        {
            throw Unreadable(location, failure is FileNotFoundException or DirectoryNotFoundException ? "there is no such file" : failure.Message);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw Unreadable(location, "the server does not answer in time");
        }
    }

    MemoryStream Download(string location, string? search, LocationPolicy policy, out string final, CancellationToken cancellation)
    {
        var start = ObjectAddress.IsS3(location) ? policy.Stores.OpenAsync(location, cancellation).AsTask().GetAwaiter().GetResult() : new Uri(location);
        var way = new Redirects(policy, start);
        using var response = Send(way, search, cancellation);
        // An object stays where it is, whatever its web address: the document's links are s3 addresses too.
        final = ObjectAddress.IsS3(location) || way.Address == start ? location : way.Address.AbsoluteUri;
        if (!response.IsSuccessStatusCode)
            throw Unreadable(location, $"the server answers {ServerWords.OfAsync(response, cancellation).GetAwaiter().GetResult()}");
        return BodyAsync(response, location, cancellation).GetAwaiter().GetResult();
    }

    // The client's own limit ends with the headers.
    async Task<MemoryStream> BodyAsync(HttpResponseMessage response, string location, CancellationToken cancellation)
    {
        using var whole = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        whole.CancelAfter(WholeDocument);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(whole.Token);
        limit.CancelAfter(patience ?? Silence);
        var buffer = new MemoryStream();
        await using var body = await response.Content.ReadAsStreamAsync(limit.Token).ConfigureAwait(false);
        var chunk = new byte[81920];
        for (int read; (read = await body.ReadAsync(chunk, limit.Token).ConfigureAwait(false)) > 0;)
        {
            limit.CancelAfter(patience ?? Silence);
            buffer.Write(chunk, 0, read);
            if (buffer.Length > MaximumBytes) throw Unreadable(location, "it is larger than 64 MB");
        }
        buffer.Position = 0;
        return buffer;
    }

    // Servers that are busy are asked again: soon, then later, or when they say.
    HttpResponseMessage Send(Redirects way, string? search, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            if (way.Fetches) search = null;
            using var request = new HttpRequestMessage(search is null ? HttpMethod.Get : HttpMethod.Post, way.Address);
            request.Headers.Accept.ParseAdd("application/geo+json, application/json");
            if (search is not null) request.Content = new StringContent(search, System.Text.Encoding.UTF8, "application/json");
            var response = http.Send(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            if (Follows(way, response))
            {
                attempt--;
                continue;
            }
            if (attempt == MostAttempts || (int)response.StatusCode is not (429 or 502 or 503 or 504)) return response;
            var wait = response.Headers.RetryAfter?.Delta ?? TimeSpan.FromSeconds(0.5 * (1 << attempt));
            response.Dispose();
            cancellation.WaitHandle.WaitOne(wait < MostPatience ? wait : MostPatience);
            cancellation.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Whether there is another place to ask; the answer is done with then.</summary>
    internal static bool Follows(Redirects way, HttpResponseMessage response)
    {
        try
        {
            if (!way.Follow(response)) return false;
        }
        catch
        {
            response.Dispose();
            throw;
        }
        response.Dispose();
        return true;
    }

    internal static ProcessGraphException Unreadable(string location, string reason) =>
        new(new Fault(FaultCodes.DataUnreadable,
            $"The STAC document '{ShownAddress.Of(location)}' cannot be read: "
            + $"{ServerPaths.Hide(reason).TrimEnd('.')}."));
}
