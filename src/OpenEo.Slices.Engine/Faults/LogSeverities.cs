namespace OpenEo.Slices.Engine.Faults;

/// <summary>LogSeverities by the openEO API's names of log levels.</summary>
public static class LogSeverities
{
    static readonly string[] Names = ["error", "warning", "info", "debug"];

    /// <summary>All names, most severe first.</summary>
    public static IReadOnlyList<string> All => Names;

    /// <summary>The API's name of a severity.</summary>
    public static string Name(this LogSeverity severity) => Names[(int)severity - 1];

    /// <summary>The severity of a name; null for a name that the API does not know.</summary>
    public static LogSeverity? Find(string? name) => Array.IndexOf(Names, name) is >= 0 and var index ? (LogSeverity)(index + 1) : null;

    /// <summary>The severity of a name that has been checked.</summary>
    /// <exception cref="ArgumentException">The API does not know the name.</exception>
    public static LogSeverity Parse(string name) => Find(name) ?? throw new ArgumentException($"'{name}' is no log level.", nameof(name));
}
