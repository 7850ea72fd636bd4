using OpenEo.Slices.Api.Settings;

namespace OpenEo.Slices.Api.Postgres;

/// <summary>PostgreSQL's server programs of one version, as found on this machine.</summary>
/// <param name="Folder">The folder that holds <c>initdb</c> and <c>postgres</c>.</param>
/// <param name="Version">Major version such as <c>15</c>; empty when the folder's name does not tell.</param>
sealed record PostgresBinaries(string Folder, string Version)
{
    /// <summary>Debian's versioned folders, newest first, then the folders of <c>PATH</c>.</summary>
    public static IReadOnlyList<string> UsualPlaces =>
    [
        .. (Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql") : [])
            .OrderByDescending(path => int.TryParse(Path.GetFileName(path), out var version) ? version : 0).Select(path => Path.Combine(path, "bin")),
        .. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries),
    ];

    /// <summary>The full path of a program.</summary>
    public string Program(string name) => Path.Combine(Folder, name);

    /// <summary>
    /// The first place that has both programs; of <paramref name="version"/> when a database of that version exists already. Fails with
    /// <see cref="SetupException"/> that says what to install.
    /// </summary>
    public static PostgresBinaries Find(IEnumerable<string> places, string? version)
    {
        var found = places.Where(place => File.Exists(Path.Combine(place, "initdb")) && File.Exists(Path.Combine(place, "postgres"))).Select(Of).ToList();
        if (found.Count == 0)
            throw new SetupException(
                "No PostgreSQL found. Install it (Debian, Ubuntu: apt-get install postgresql) or set ConnectionStrings__OpenEo to a database.");
        return found.FirstOrDefault(binaries => version is null || binaries.Version.Length == 0 || binaries.Version == version)
            ?? throw new SetupException(
                $"The database was made by PostgreSQL {version}, but only {string.Join(", ", found.Select(b => b.Version))} is installed. "
                + $"Install PostgreSQL {version}, or set DataFolder to another folder.");
    }

    static PostgresBinaries Of(string place)
    {
        // PATH entries may be links into the versioned folder.
        var real = Path.GetDirectoryName(File.ResolveLinkTarget(Path.Combine(place, "initdb"), returnFinalTarget: true)?.FullName
            ?? Path.Combine(place, "initdb"))!;
        var name = Path.GetFileName(Path.GetDirectoryName(real))!;
        return new PostgresBinaries(real, name.All(char.IsAsciiDigit) ? name : "");
    }
}
