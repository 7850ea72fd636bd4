using System.Reflection;

namespace OpenEo.Slices.Api.Web;

/// <summary>What the service says of itself; title, description and whether it is for production are configuration.</summary>
/// <param name="configuration">The section <c>Service</c>.</param>
/// <param name="embedded">Whether the database is the service's own private one.</param>
public sealed class ServiceInfo(IConfiguration configuration, bool embedded)
{
    /// <summary>Where the service listens unless <c>ASPNETCORE_URLS</c> or <c>--urls</c> says otherwise.</summary>
    public const string DefaultUrl = "http://127.0.0.1:8080";

    /// <summary>The version of the openEO API that is offered.</summary>
    public const string ApiVersion = "1.3.0";

    /// <summary>This build: version and commit.</summary>
    public static string Version { get; } =
        typeof(ServiceInfo).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion is { } full
            ? full.Split('+') is [var version, { Length: > 9 } commit] ? $"{version}+{commit[..9]}" : full
            : "0";

    /// <summary>Identifier of the service as a STAC catalog: <c>Service:Id</c>.</summary>
    public string Id { get; } = configuration["Service:Id"] ?? "openeo-slices";

    /// <summary>Name of the service: <c>Service:Title</c>.</summary>
    public string Title { get; } = configuration["Service:Title"] ?? "OpenEo.Slices";

    /// <summary>What users should know about it, as CommonMark: <c>Service:Description</c>.</summary>
    public string Description { get; } = configuration["Service:Description"] ?? "An openEO back-end for earth observation data cubes.";

    /// <summary>Whether others may rely on it: <c>Service:Production</c>; by default not with the embedded database.</summary>
    public bool Production { get; } = configuration.GetValue("Service:Production", !embedded);
}
