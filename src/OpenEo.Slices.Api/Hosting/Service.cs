using System.Globalization;
using Carter;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;
using OpenEo.Slices.Api.Access;
using OpenEo.Slices.Api.Features.Discovery;
using OpenEo.Slices.Api.Settings;
using OpenEo.Slices.Api.Web;
using Serilog;
using Serilog.Events;

namespace OpenEo.Slices.Api.Hosting;

/// <summary>What the HTTP service is made of.</summary>
static class Service
{
    /// <summary>Registers everything that <c>serve</c> needs.</summary>
    public static void AddOpenEo(this WebApplicationBuilder builder)
    {
        if (builder.Configuration["urls"] is null && builder.Configuration["http_ports"] is null) builder.WebHost.UseUrls(ServiceInfo.DefaultUrl);
        builder.Services.AddSettings(builder.Configuration);
        builder.WebHost.ConfigureKestrel((context, kestrel) =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = SettingsReader.Read<LimitSettings>(context.Configuration).BodyBytes;
        });
        builder.Services.AddLog();
        builder.Services.AddComputing();
        builder.Services.AddRunners(builder.Configuration);
        builder.Services.AddSingleton<SealingKey>();
        builder.Services.AddSingleton<Secrets>();
        builder.Services.AddSingleton<Tokens>();
        builder.Services.AddSingleton<IdentityProviders>();
        builder.Services.AddSingleton<Bearers>();
        builder.Services.AddSingleton<Passwords>();
        builder.Services.AddSingleton<LoginThrottle>();
        builder.Services.AddSingleton<Users>();
        builder.Services.AddSingleton<SignedLinks>();
        builder.Services.AddSingleton<Documents>();
        builder.Services.AddSingleton<RateLimits>().AddRateLimiter(_ => { })
            .AddSingleton<IConfigureOptions<RateLimiterOptions>>(services => services.GetRequiredService<RateLimits>());
        builder.Services.AddCompression();
        builder.Services.AddSingleton<Draining>().AddHostedService(services => services.GetRequiredService<Draining>());
        builder.Services.AddOptions<HostOptions>()
            .Configure<ShutdownSettings, JobSettings>((host, shutdown, jobs) => host.ShutdownTimeout = Draining.Limit(shutdown, jobs));
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
        builder.Services.AddOptions<ForwardedHeadersOptions>().Configure<AddressSettings>(TrustProxies);
    }

    /// <summary>What each request passes through, and all routes.</summary>
    public static void UseOpenEo(this WebApplication app)
    {
        var basePath = app.Services.GetRequiredService<AddressSettings>().Base;
        foreach (var unknown in SettingsReader.Unknown(app.Configuration)) app.Logger.LogWarning("{Message}", unknown);
        app.UseSerilogRequestLogging(options =>       // outside the exception handler, or every 404 is logged as a 500
        {
            options.Logger = app.Services.GetRequiredService<Serilog.ILogger>();
            options.GetLevel = (_, _, _) => LogEventLevel.Debug;
        });
        app.UseForwardedHeaders();
        app.UseOpenEoCors();
        app.UsePlainRequests();
        app.UseHead();
        app.UseExceptionHandler();
        app.UseStatusCodePages(pages => ErrorResponses.WriteStatusAsync(pages.HttpContext, basePath));
        app.Use(ErrorResponses.StripRangeErrorAsync);
        app.UseRouting();
        if (app.Services.GetRequiredService<RateLimits>().IsOn) app.UseRateLimiter();
        app.Use(StrangersBody.ApplyAsync);
        app.UseCompression();
        app.MapGroup(basePath).AnswerHead().MapCarter();
        GetWellKnown.Endpoint.Map(app.MapGroup("").AnswerHead());
    }

    /// <summary>The log: one line an event on the console, with the trace id that error responses carry. Level from <c>LogLevel</c>.</summary>
    public static IServiceCollection AddLog(this IServiceCollection services) => services.AddSerilog((provider, log) => log
        .MinimumLevel.Is(provider.GetRequiredService<LogSettings>().LogLevel)
        .MinimumLevel.Override("Microsoft.AspNetCore", LogEventLevel.Warning)
        .Enrich.FromLogContext()
        .WriteTo.Console(
            formatProvider: CultureInfo.InvariantCulture,
            outputTemplate: "{Timestamp:HH:mm:ss.fff} {Level:u3} {TraceId} {Message:lj}{NewLine}{Exception}"),
        preserveStaticLogger: true);

    // Forwarded headers of a stranger would let him choose the host in our links.
    static void TrustProxies(ForwardedHeadersOptions options, AddressSettings settings)
    {
        options.ForwardedHeaders = settings.TrustedProxies.Length == 0 ? ForwardedHeaders.None
            : ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedHost | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedPrefix;
        options.ForwardLimit = null;   // as many gateways, one behind the other, as are trusted
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var network in settings.Networks()) options.KnownIPNetworks.Add(network);
    }
}
