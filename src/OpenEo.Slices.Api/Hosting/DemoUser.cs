using System.Net;
using OpenEo.Slices.Api.Settings;
using OpenEo.Slices.Api.Web;

namespace OpenEo.Slices.Api.Hosting;

/// <summary>When the user may exist whose password everybody knows.</summary>
static class DemoUser
{
    /// <summary>Whether it may: private database, every address a loopback address, nothing public and no gateway configured.</summary>
    public static bool IsAllowed(IConfiguration configuration)
    {
        var addresses = SettingsReader.Read<AddressSettings>(configuration);
        return SettingsReader.Read<DataSettings>(configuration).IsEmbedded && SettingsReader.Read<DemoSettings>(configuration).DemoUser
            && addresses.PublicUrl is null && configuration["http_ports"] is null && configuration["https_ports"] is null
            && !configuration.GetSection("Kestrel:Endpoints").Exists() && !configuration.GetSection(nameof(AddressSettings.TrustedProxies)).Exists()
            && (configuration["urls"] ?? ServiceInfo.DefaultUrl).Split(';', StringSplitOptions.RemoveEmptyEntries).All(IsLoopback);
    }

    static bool IsLoopback(string url)
    {
        var host = BindingAddress.Parse(url).Host.Trim('[', ']');
        return host == "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
    }
}
