using System.Globalization;
using Carter;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;
using OpenEo.Slices.Api.Access;
using OpenEo.Slices.Api.Catalog;
using OpenEo.Slices.Api.Demo;
using OpenEo.Slices.Api.Features.Discovery;
using OpenEo.Slices.Api.Jobs;
using OpenEo.Slices.Api.Postgres;
using OpenEo.Slices.Api.Web;
using OpenEo.Slices.Engine.Stac;
using Serilog;
using Serilog.Events;

namespace OpenEo.Slices.Api.Hosting;

/// <summary>What the HTTP service is made of.</summary>
public static class Service
{
    /// <summary>Registers everything that <c>serve</c> needs.</summary>
    public static void AddOpenEo(this WebApplicationBuilder builder)
    {
        if (builder.Configuration["urls"] is null && builder.Configuration["http_ports"] is null) builder.WebHost.UseUrls(ServiceInfo.DefaultUrl);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = builder.Configuration.GetValue("Limits:BodyBytes", 20L << 20);
        });
        builder.Services.AddLog(builder.Configuration);
        builder.Services.AddDatabase(builder.Configuration);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<Secrets>();
        builder.Services.AddSingleton<Tokens>();
        builder.Services.AddSingleton<IdentityProviders>();
        builder.Services.AddSingleton<Bearers>();
        builder.Services.AddSingleton<Passwords>();
        builder.Services.AddSingleton<LoginThrottle>();
        builder.Services.AddSingleton<Users>();
        builder.Services.AddSingleton<Billing>();
        builder.Services.AddSingleton<Documents>();
        builder.Services.AddSingleton(new ServiceInfo(builder.Configuration, Database.IsEmbedded(builder.Configuration)));
        builder.Services.AddSingleton<RateLimits>().AddRateLimiter(_ => { }).AddSingleton<IConfigureOptions<RateLimiterOptions>>(services => services.GetRequiredService<RateLimits>());
        builder.Services.AddCompression();
        builder.Services.AddSingleton<Draining>().AddHostedService(services => services.GetRequiredService<Draining>());
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = Draining.Limit(builder.Configuration));
        builder.Services.AddCollections(builder.Configuration);
        builder.Services.AddSingleton<SignedLinks>();
        builder.Services.AddRunners(builder.Configuration);
        if (DemoCollection.IsWanted(builder.Configuration)) builder.Services.AddHostedService<DemoWriter>();
        builder.Services.AddSlices(typeof(Service).Assembly);
        builder.Services.AddExceptionHandler<ErrorResponses>();
        builder.Services.AddProblemDetails();
        builder.Services.ConfigureHttpJsonOptions(json =>
        {
            Json.Configure(json.SerializerOptions);
            // Of two members of the same name, readers pick different ones.
            json.SerializerOptions.AllowDuplicateProperties = false;
        });
        // Otherwise a malformed body answers 400 without a word.
        builder.Services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        builder.Services.Configure<ForwardedHeadersOptions>(forwarded => TrustProxies(forwarded, builder.Configuration));
    }

    /// <summary>What each request passes through, and all routes.</summary>
    public static void UseOpenEo(this WebApplication app)
    {
        var basePath = Links.BasePath(app.Configuration);
        app.UseSerilogRequestLogging(options =>       // outside the exception handler, or every 404 is logged as a 500
        {
            options.Logger = app.Services.GetRequiredService<Serilog.ILogger>();
            options.GetLevel = (_, _, _) => LogEventLevel.Debug;
        });
        app.UseForwardedHeaders();
        app.UseOpenEoCors();
        app.UseHead();
        app.UseExceptionHandler();
        app.UseStatusCodePages(pages => ErrorResponses.WriteStatusAsync(pages.HttpContext, basePath));
        app.UseRouting();
        if (app.Services.GetRequiredService<RateLimits>().IsOn) app.UseRateLimiter();
        app.UseCompression();
        app.MapGroup(basePath).AnswerHead().MapCarter();
        GetWellKnown.Endpoint.Map(app.MapGroup("").AnswerHead());
    }

    /// <summary>The collections of <c>Collections</c> and the demo collection; the same for the service and its workers.</summary>
    public static IServiceCollection AddCollections(this IServiceCollection services, IConfiguration configuration) => services.AddSingleton(provider =>
    {
        var log = provider.GetRequiredService<ILogger<CollectionCatalog>>();
        string[] awaited = DemoCollection.IsWanted(configuration) ? [DemoCollection.Document(DemoCollection.Folder(configuration))] : [];
        var policy = provider.GetRequiredService<LocationPolicy>();
        return new CollectionCatalog(
            [.. CatalogSources.Read(configuration), .. awaited.Select(path => new CatalogSource(path))], new CatalogReader(policy, policy.CreateClient()), provider.GetRequiredService<TimeProvider>(),
            message => log.LogWarning("{Message}", message))
        {
            Awaited = awaited,
        };
    });

    /// <summary>The log: one line an event on the console, with the trace id that error responses carry. Level from <c>LogLevel</c>, default Information.</summary>
    public static IServiceCollection AddLog(this IServiceCollection services, IConfiguration configuration) => services.AddSerilog((_, log) => log
        .MinimumLevel.Is(configuration.GetValue("LogLevel", LogEventLevel.Information))
        .MinimumLevel.Override("Microsoft.AspNetCore", LogEventLevel.Warning)
        .Enrich.FromLogContext()
        .WriteTo.Console(
            formatProvider: CultureInfo.InvariantCulture,
            outputTemplate: "{Timestamp:HH:mm:ss.fff} {Level:u3} {TraceId} {Message:lj}{NewLine}{Exception}"),
        preserveStaticLogger: true);

    // Forwarded headers of a stranger would let him choose the host in our links.
    static void TrustProxies(ForwardedHeadersOptions options, ConfigurationManager configuration)
    {
        var proxies = (configuration.GetSection("TrustedProxies").Get<string[]>() ?? []).Where(proxy => proxy.Length > 0).ToList();
        options.ForwardedHeaders = proxies.Count == 0 ? ForwardedHeaders.None
            : ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedHost | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedPrefix;
        options.ForwardLimit = null;   // as many gateways, one behind the other, as are trusted
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var proxy in proxies)
        {
            if (!System.Net.IPNetwork.TryParse(proxy.Contains('/') ? proxy : $"{proxy}/{(proxy.Contains(':') ? 128 : 32)}", out var network))
                throw new SetupException($"TrustedProxies: '{proxy}' is neither an address nor a network such as 10.0.0.0/8.");
            options.KnownIPNetworks.Add(network);
        }
    }
}
