using System.IO.Compression;
using Microsoft.AspNetCore.ResponseCompression;

namespace OpenEo.Slices.Api.Web;

/// <summary>
/// Compresses JSON on its way, for endpoints that ask for it with <see cref="Compressed"/>: lists that may be long. Not small answers, which fit into a packet
/// anyway, and not files, which have ranges and are compressed inside. Discovery documents have compressed forms of their own, see <see cref="Document"/>.
/// </summary>
static class Compression
{
    sealed class Wanted;

    static readonly Wanted Mark = new();

    /// <summary>
    /// Compresses the JSON of this endpoint for clients that accept it; what has been written is sent when it is flushed, as without compression.
    /// </summary>
    public static TBuilder Compressed<TBuilder>(this TBuilder endpoint) where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(Mark);

    /// <summary>Registers what <see cref="UseCompression"/> needs.</summary>
    public static IServiceCollection AddCompression(this IServiceCollection services) => services
        .AddResponseCompression(options =>
        {
            // Guessing secrets by the length of encrypted answers needs a browser that sends them along with a stranger's requests. Ours are never in
            // cookies: no page can ask in the user's name without having the token already.
            options.EnableForHttps = true;
            options.MimeTypes = ["application/json", "application/geo+json"];
        })
        .Configure<BrotliCompressionProviderOptions>(options => options.Level = CompressionLevel.Fastest)
        .Configure<GzipCompressionProviderOptions>(options => options.Level = CompressionLevel.Fastest);

    /// <summary>Puts the compression before the endpoints that want it; after routing.</summary>
    public static void UseCompression(this IApplicationBuilder app) =>
        app.UseWhen(context => context.GetEndpoint()?.Metadata.GetMetadata<Wanted>() is not null, branch => branch.UseResponseCompression());
}
