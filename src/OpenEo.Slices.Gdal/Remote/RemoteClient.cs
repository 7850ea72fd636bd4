using System.Net;
using System.Net.Http.Headers;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Stac;
using Polly;
using Polly.Retry;

namespace OpenEo.Slices.Gdal.Remote;

/// <summary>
/// Gets ranges of files from web servers: many at a time, again when a server is busy or a connection breaks, and only whole ones.
/// </summary>
sealed class RemoteClient : IDisposable
{
    const int MostAtOnce = 64, MostAttempts = 6;

    static readonly TimeSpan MostPause = TimeSpan.FromSeconds(20);

    /// <summary>How long a server may be silent.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    readonly HttpClient http;
    readonly RemoteMemory memory;
    readonly Func<string, CancellationToken, ValueTask<Uri>>? objects;
    readonly SemaphoreSlim places = new(MostAtOnce);
    readonly ResiliencePipeline pipeline;
    long requests, bytes;
    int now, peak;

    /// <param name="http">Makes the requests, to where they may go.</param>
    /// <param name="pause">Before the first repetition; then twice that, and so on.</param>
    /// <param name="memory">For ranges.</param>
    /// <param name="objects">The address to ask for an object of a store now; null for none.</param>
    public RemoteClient(HttpClient http, TimeSpan pause, RemoteMemory memory, Func<string, CancellationToken, ValueTask<Uri>>? objects = null)
    {
        (this.http, this.memory, this.objects) = (http, memory, objects);
        pipeline = new ResiliencePipelineBuilder().AddRetry(new RetryStrategyOptions
        {
            MaxRetryAttempts = MostAttempts - 1,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = pause,
            MaxDelay = MostPause,
            ShouldHandle = new PredicateBuilder().Handle<RemoteFailure>(failure => failure.MayPass && !(failure.After > MostPause)),
            DelayGenerator = retry => new((retry.Outcome.Exception as RemoteFailure)?.After),
        }).Build();
    }

    /// <summary>What has been asked for so far: requests, bytes, and the most requests at one time.</summary>
    public (long Requests, long Bytes, int Peak) Counts => (Interlocked.Read(ref requests), Interlocked.Read(ref bytes), peak);

    /// <summary>A range of a file, or the whole file when the server knows no ranges.</summary>
    /// <param name="address">Where.</param>
    /// <param name="from">First byte.</param>
    /// <param name="count">Bytes; the file may end before.</param>
    /// <param name="whole">Takes the body when the server gives the whole file, and renews the limit with each part that comes.</param>
    /// <param name="ct">Stops it.</param>
    /// <exception cref="RemoteFailure">The server does not give it, or not in time.</exception>
    public async Task<RemoteRange> GetAsync(string address, long from, long count, Func<Stream, CancellationTokenSource, Task> whole, CancellationToken ct)
    {
        await places.WaitAsync(ct);
        try
        {
            peak = Math.Max(peak, Interlocked.Increment(ref now));
            return await pipeline.ExecuteAsync(async token => await TryAsync(address, from, count, whole, token), ct);
        }
        catch (RemoteFailure failure)
        {
            throw new RemoteFailure($"{failure.Message} (asked for bytes {from} to {from + count - 1})", failure.MayPass, failure.After,
                failure.IsMissing);
        }
        finally
        {
            Interlocked.Decrement(ref now);
            places.Release();
        }
    }

    public void Dispose()
    {
        http.Dispose();
        places.Dispose();
    }

    async Task<RemoteRange> TryAsync(string address, long from, long count, Func<Stream, CancellationTokenSource, Task> whole, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Patience);
        try
        {
            Interlocked.Increment(ref requests);
            using var request = new HttpRequestMessage(HttpMethod.Get, await AddressOfAsync(address, limit.Token));
            request.Headers.Range = new RangeHeaderValue(from, from + count - 1);
            // A range of a compressed answer would be something else.
            request.Headers.AcceptEncoding.ParseAdd("identity");
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            return await ReadAsync(response, from, count, whole, limit, ct);
        }
        catch (ProcessGraphException e)
        {
            throw new RemoteFailure(e.Message.TrimEnd('.'), mayPass: false);   // there is no signature for it
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new RemoteFailure("the server does not answer in time", mayPass: true);
        }
        catch (HttpRequestException e)
        {
            throw new RemoteFailure(e.InnerException is { } inner ? $"{e.Message} ({inner.Message})" : e.Message,
                // A way out through a proxy does not say why: most often the server is busy or just being started.
                mayPass: e.HttpRequestError is not (HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError));
        }
        catch (IOException e) when (e is not RemoteFailure)
        {
            throw new RemoteFailure($"the connection broke: {e.Message}", mayPass: true);
        }
    }

    async Task<RemoteRange> ReadAsync(HttpResponseMessage response, long from, long count, Func<Stream, CancellationTokenSource, Task> whole,
        CancellationTokenSource limit, CancellationToken ct)
    {
        var version = VersionOf(response);
        switch (response.StatusCode)
        {
            case HttpStatusCode.PartialContent when response.Content.Headers.ContentRange is { From: { } first, To: { } last, Length: { } length }
                && first == from && last >= first && last - first < count:
                var size = (int)(last - first + 1);
                var content = new ArraySegment<byte>(memory.Rent(size), 0, size);
                await using (var body = await response.Content.ReadAsStreamAsync(limit.Token))
                {
                    var read = 0;
                    for (int got; read < size && (got = await body.ReadAsync(content.AsMemory(read), limit.Token)) > 0; read += got)
                        limit.CancelAfter(Patience);   // slow is not silent
                    Interlocked.Add(ref bytes, read);
                    if (read < size) throw new RemoteFailure($"the server sends {read} of {size} bytes", mayPass: true);
                }
                // Shorter than asked for, though the file goes on: the rest would be missing.
                if (last + 1 < Math.Min(from + count, length)) throw new RemoteFailure("the server sends less than was asked for", mayPass: true);
                return new RemoteRange(content, length, version);
            case HttpStatusCode.OK:
                await using (var body = await response.Content.ReadAsStreamAsync(limit.Token))
                    await whole(body, limit);
                return new RemoteRange(null, response.Content.Headers.ContentLength ?? -1, version);
            case HttpStatusCode.RequestedRangeNotSatisfiable when response.Content.Headers.ContentRange is { Length: { } length }:
                return new RemoteRange(ArraySegment<byte>.Empty, length, version);
            case HttpStatusCode.PartialContent:
                throw new RemoteFailure("the server sends another range than was asked for", mayPass: true);
            case var status:
                throw new RemoteFailure($"the server answers {await ServerWords.OfAsync(response, ct)}",
                    mayPass: (int)status is 408 or 425 or 429 or >= 500 and not 501 and not 505, RetryAfter(response), isMissing: (int)status is 404 or 410);
        }
    }

    static TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date > DateTimeOffset.UtcNow ? date - DateTimeOffset.UtcNow : TimeSpan.Zero,
        _ => null,
    };

    static string? VersionOf(HttpResponseMessage response) =>
        response.Headers.ETag?.ToString() ?? response.Content.Headers.LastModified?.ToString("R", System.Globalization.CultureInfo.InvariantCulture);

    // Each time anew: a signature ends, and the file is known by its own address.
    async ValueTask<Uri> AddressOfAsync(string address, CancellationToken ct)
    {
        if (!address.StartsWith("s3://", StringComparison.OrdinalIgnoreCase)) return AddressOf(address);
        return objects is null ? throw new RemoteFailure("objects of a store are not read here", mayPass: false) : await objects(address, ct);
    }

    // As it is written, where it is written well; spaces and letters that have no place in an address are escaped.
    static Uri AddressOf(string address) => Uri.TryCreate(address, UriKind.Absolute, out var uri)
        ? uri : throw new RemoteFailure("it is not a valid address", mayPass: false);
}
