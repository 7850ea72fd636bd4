using System.Text.Json;
using OpenEo.Slices.Api.Access;
using OpenEo.Slices.Engine.Faults;

namespace OpenEo.Slices.Api.Running;

/// <summary>
/// What worker processes get from the service.
/// </summary>
/// <param name="handover">What each reads first.</param>
/// <param name="cage">What each may see beside its slot; null for no cage.</param>
/// <param name="added">Variables that the service adds.</param>
/// <param name="signer">Answers their questions for addresses of objects.</param>
sealed class WorkerEnvironment(Handover handover, CagePlan? cage, IReadOnlyDictionary<string, string> added, ObjectSigner signer)
{
    // What a process needs to start, and what operators set for GDAL and its libraries. All else may be secret.
    static readonly string[] kept =
    [
        "PATH", "HOME", "LANG", "LC_", "TZ", "LD_LIBRARY_PATH", "DOTNET_", "COMPlus_", "GDAL_", "CPL_", "PROJ_", "OGR_", "VSI_", "HDF5_", "SSL_CERT_", "OMP_",
        "MALLOC_", "OPENEO_TEST_",
    ];

    /// <summary>What a worker reads first.</summary>
    public Handover Handover => handover;

    /// <summary>The answer to a worker's question. It gives nothing that the worker could not read through any other graph of its user.</summary>
    public WorkerRequest.Signed Answer(WorkerReply.Sign question)
    {
        try
        {
            return new WorkerRequest.Signed(question.Number, signer.Sign(question.Location), null);
        }
        catch (ProcessGraphException e)
        {
            return new WorkerRequest.Signed(question.Number, null, e.Message);
        }
    }

    // Options for requests that GDAL would make, and makes none: they may hold passwords.
    static bool IsSecret(string name) => name.StartsWith("GDAL_HTTP_", StringComparison.Ordinal);

    /// <summary>Leaves in a process's environment what it needs, and adds what it may see.</summary>
    public void Prepare(IDictionary<string, string?> variables, WorkerSlot slot)
    {
        foreach (var name in variables.Keys.Where(name => IsSecret(name) || !kept.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal))).ToList())
            variables.Remove(name);
        foreach (var (name, value) in added) variables[name] = value;
        variables["TMPDIR"] = slot.Scratch;
        if (cage is not null) variables[CagePlan.Variable] = JsonSerializer.Serialize(cage with { Read = [.. cage.Read, slot.In], Write = slot.Write });
    }
}
