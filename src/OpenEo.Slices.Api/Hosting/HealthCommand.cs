using OpenEo.Slices.Api.Settings;
using OpenEo.Slices.Api.Web;

namespace OpenEo.Slices.Api.Hosting;

/// <summary>
/// The verb <c>health</c>: asks the service that runs with the same configuration on this machine. For container engines, whose images need no other client.
/// </summary>
static class HealthCommand
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary><c>health</c> or <c>health ready</c>, <c>health live</c>. Returns the exit code: 0 when it is.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var what = args.ElementAtOrDefault(1) ?? "ready";
        if (what is not ("ready" or "live")) throw new SetupException("Use: health ready or health live");
        var configuration = WebApplication.CreateSlimBuilder().Configuration;
        var url = $"{Address(configuration)}{SettingsReader.Read<AddressSettings>(configuration).Base}/health/{what}";
        using var client = new HttpClient { Timeout = Patience };
        try
        {
            using var response = await client.GetAsync(url);
            if (response.IsSuccessStatusCode) return 0;
            throw new SetupException($"Not {what}: {url} answers {(int)response.StatusCode}.");
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            throw new SetupException($"Not {what}: {url} does not answer.", e);
        }
    }

    // The first address that it listens on, as seen from here.
    static string Address(ConfigurationManager configuration)
    {
        var address = BindingAddress.Parse((configuration["urls"] ?? ServiceInfo.DefaultUrl).Split(';')[0]);
        var host = address.Host is "+" or "*" or "0.0.0.0" or "[::]" ? "127.0.0.1" : address.Host;
        return $"{address.Scheme}://{host}:{address.Port}";
    }
}
