using System.Reflection;

namespace OpenEo.Slices.Api.Web;

/// <summary>What this build of the service is.</summary>
static class ServiceInfo
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
}
