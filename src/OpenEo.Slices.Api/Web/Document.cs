using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Primitives;

namespace OpenEo.Slices.Api.Web;

/// <summary>A JSON response with its ETag and its compressed forms; answers 304 to a client that has it already.</summary>
sealed class Document : IResult
{
    // Below this a packet holds it anyway.
    const int WorthCompressing = 1200;

    readonly byte[] plain;
    readonly byte[]? brotli;
    readonly byte[]? gzip;
    readonly string tag, mediaType;

    /// <summary>Writes the value in the API's JSON.</summary>
    public Document(object value, string mediaType = "application/json")
    {
        this.mediaType = mediaType;
        plain = JsonSerializer.SerializeToUtf8Bytes(value, Json.Options);
        // Weak, because the compressed forms share it.
        tag = $"W/\"{Convert.ToHexStringLower(SHA256.HashData(plain))[..16]}\"";
        if (plain.Length < WorthCompressing) return;
        brotli = Compress(stream => new BrotliStream(stream, CompressionLevel.Optimal));
        gzip = Compress(stream => new GZipStream(stream, CompressionLevel.Optimal));
    }

    /// <summary>Bytes of memory that it takes, about.</summary>
    public long Size => 500 + plain.Length + (brotli?.Length ?? 0) + (gzip?.Length ?? 0);

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var (request, response) = (httpContext.Request, httpContext.Response);
        response.Headers.ETag = tag;
        response.Headers.Vary = "Accept-Encoding, Host";
        response.Headers.CacheControl = "no-cache";   // keep it, but ask
        if (request.Headers.IfNoneMatch.ToString() is var known && (known == "*" || known.Contains(tag[2..], StringComparison.Ordinal)))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }
        var (body, encoding) = Choose(request.Headers.AcceptEncoding);
        if (encoding is not null) response.Headers.ContentEncoding = encoding;
        response.ContentType = mediaType;
        response.ContentLength = body.Length;
        return response.Body.WriteAsync(body, httpContext.RequestAborted).AsTask();
    }

    (byte[] Body, string? Encoding) Choose(StringValues accepted)
    {
        if (brotli is null || accepted.Count == 0) return (plain, null);
        if (Accepts(accepted, "br")) return (brotli, "br");
        if (gzip is not null && Accepts(accepted, "gzip")) return (gzip, "gzip");
        return (plain, null);
    }

    static bool Accepts(StringValues accepted, string encoding) =>
        accepted.ToString().Split(',')
        .Any(entry => entry.Split(';') is var parts && parts[0].Trim() == encoding && !parts.Skip(1).Any(part => part.Trim() is "q=0" or "q=0.0"));

    byte[] Compress(Func<Stream, Stream> compressor)
    {
        using var buffer = new MemoryStream();
        using (var stream = compressor(buffer)) stream.Write(plain);
        return buffer.ToArray();
    }
}
