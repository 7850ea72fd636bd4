using System.Text.RegularExpressions;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Gdal.Native;
using OpenEo.Slices.Gdal.Remote;

namespace OpenEo.Slices.Gdal;

/// <summary>Turns GDAL's last error of this thread into an exception that names the C call, the file and GDAL's own words.</summary>
static partial class Errors
{
    const int Failure = 3;

    /// <summary>The exception for a call that failed; read on the failing thread, because GDAL keeps errors by thread.</summary>
    public static RasterException From(string call, string? location)
    {
        var words = LibGdal.CPLGetLastErrorMsg();
        LibGdal.CPLErrorReset();
        // What the server said is worth more than what GDAL made of it.
        if (RemoteFailure.Take() is { } reason && location is not null) return new RasterException($"'{location}' cannot be read: {reason}.");
        words = string.IsNullOrWhiteSpace(words) ? "GDAL gives no reason"
            : Ways().Replace(words, way => way.Value.StartsWith("/vsiremote", StringComparison.Ordinal) ? "" : location ?? "a copy");
        return new RasterException(location is null ? $"{call}: {words}" : $"{call} failed for '{location}': {words}");
    }

    /// <summary>Throws when a call gave back an error code (<c>CPLErr</c> or <c>OGRErr</c>).</summary>
    public static void Check(int code, string call, string? location)
    {
        if (code != 0) throw From(call, location);
    }

    /// <summary>Gives a handle on, or throws when the call gave back none.</summary>
    public static T Check<T>(T handle, string call, string? location) where T : GdalHandle
    {
        if (!handle.IsInvalid) return handle;
        handle.Dispose();
        throw From(call, location);
    }

    /// <summary>Throws when something failed since <see cref="Forget"/>: for calls that say nothing themselves.</summary>
    public static void CheckLast(string call, string? location)
    {
        if (LibGdal.CPLGetLastErrorType() >= Failure) throw From(call, location);
    }

    /// <summary>Clears the last error of this thread, and what a server said on it.</summary>
    public static void Forget()
    {
        LibGdal.CPLErrorReset();
        RemoteFailure.Take();
    }

    // Users know the address, not where a copy of it is or how GDAL is led to it.
    [GeneratedRegex("""[^\s'"]*/remote-[0-9a-f]{32}|/vsiremote[0-9]+/""")]
    private static partial Regex Ways();
}
