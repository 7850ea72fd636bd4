namespace OpenEo.Slices.Api.Running;

/// <summary>What a worker process may see, decided before it starts: everything else is shut off by the kernel.</summary>
/// <param name="Read">Folders and files to read; what is not there is left out.</param>
/// <param name="Write">Folders to read and write.</param>
/// <param name="Without">Folders that stay closed although a folder above is in <paramref name="Read"/>.</param>
/// <param name="Ports">TCP ports to connect to, on whichever host.</param>
sealed record CagePlan(string[] Read, string[] Write, string[] Without, int[] Ports)
{
    /// <summary>The variable that carries it to the process, as JSON: there is nothing secret in it.</summary>
    public const string Variable = "OPENEO_CAGE";
}
