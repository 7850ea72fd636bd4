using System.Diagnostics;
using OpenEo.Slices.Api.Demo;
using OpenEo.Slices.Api.Settings;

namespace OpenEo.Slices.Benchmarks;

/// <summary>The built service as a process of its own, with an embedded database in a given folder.</summary>
public sealed class RunningService : IAsyncDisposable
{
    const string Api = "openeo/v1/";

    readonly ServiceProcess process;

    RunningService(ServiceProcess process, string folder) => (this.process, Folder) = (process, folder);

    /// <summary>The built service.</summary>
    public static string Binary => Path.GetFullPath(".artifacts/bin/OpenEo.Slices.Api/release/OpenEo.Slices.dll");

    /// <summary>The root of the API.</summary>
    public string Url => new Uri(process.Url, Api).ToString();

    /// <summary>The service's data folder.</summary>
    public string Folder { get; }

    /// <summary>The service's process number.</summary>
    public int Pid => process.Pid;

    /// <summary>From just before the process was made to the first answer of <c>GET /</c>, as a client that asks every 5 ms sees it.</summary>
    public TimeSpan ToFirstAnswer => process.ToFirstAnswer;

    /// <summary>Starts the service on a free port and waits for its first answer.</summary>
    public static async Task<RunningService> StartAsync(string folder, CancellationToken ct, bool limitRates = true,
        params (string Location, string Prefix)[] collections)
    {
        if (!File.Exists(Binary)) throw new BenchmarkException($"{Binary} is missing: run script/bench, which builds it.");
        var start = new ProcessStartInfo("dotnet", [Binary]);
        start.Environment.Remove("ConnectionStrings__OpenEo");
        start.Environment["DataFolder"] = folder;
        if (!limitRates) start.Environment["RateLimits__Enabled"] = "false";
        for (var i = 0; i < collections.Length; i++)
            (start.Environment[$"Collections__{i}__Location"], start.Environment[$"Collections__{i}__Prefix"]) = collections[i];
        try
        {
            return new RunningService(await ServiceProcess.StartAsync(start, Api, ct), folder);
        }
        catch (SetupException e)
        {
            throw new BenchmarkException(e.Message);
        }
    }

    /// <summary>Asks the service to end, as an operator would, and waits for it.</summary>
    public ValueTask DisposeAsync() => process.DisposeAsync();
}
