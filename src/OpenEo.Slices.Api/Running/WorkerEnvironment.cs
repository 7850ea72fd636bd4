using System.Text.Json;

namespace OpenEo.Slices.Api.Running;

/// <summary>
/// What worker processes get from the service. Made when the first worker starts, because the private database has an address only then.
/// </summary>
sealed class WorkerEnvironment(Func<(Handover Handover, CagePlan? Cage, IReadOnlyDictionary<string, string> Variables)> make)
{
    // What a process needs to start, and what operators set for GDAL and its libraries. All else may be secret.
    static readonly string[] kept =
    [
        "PATH", "HOME", "LANG", "LC_", "TZ", "LD_LIBRARY_PATH", "DOTNET_", "COMPlus_", "GDAL_", "CPL_", "PROJ_", "OGR_", "VSI_", "HDF5_", "SSL_CERT_", "OMP_",
        "MALLOC_", "OPENEO_TEST_",
    ];

    readonly Lazy<(Handover Handover, CagePlan? Cage, IReadOnlyDictionary<string, string> Variables)> made = new(make);

    /// <summary>What it reads first.</summary>
    public Handover Handover => made.Value.Handover;

    /// <summary>Whether a variable is one that could hold a password or a token: such options of GDAL go through <see cref="Handover.Gdal"/>.</summary>
    public static bool IsSecret(string name) => name.StartsWith("GDAL_HTTP_", StringComparison.Ordinal);

    /// <summary>Leaves in a process's environment what it needs, and adds what it may see.</summary>
    public void Prepare(IDictionary<string, string?> variables)
    {
        foreach (var name in variables.Keys.Where(name => IsSecret(name) || !kept.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal))).ToList())
            variables.Remove(name);
        foreach (var (name, value) in made.Value.Variables) variables[name] = value;
        if (made.Value.Cage is { } cage) variables[CagePlan.Variable] = JsonSerializer.Serialize(cage);
    }
}
