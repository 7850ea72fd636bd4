using OpenEo.Slices.Api.Web;
using OpenEo.Slices.Engine.Faults;

namespace OpenEo.Slices.Api.Jobs;

/// <summary>
/// What SQL has to know of log levels: <see cref="LogSeverity"/> as it is stored, and the jobs that want an entry. And how clients ask for them.
/// </summary>
static class JobLog
{
    /// <summary><c>LogSeverity.Error</c> as SQL.</summary>
    public const string Error = "1";

    /// <summary><c>LogSeverity.Info</c> as SQL.</summary>
    public const string Info = "3";

    /// <summary>A condition on <c>jobs</c>: the job wants entries of level info.</summary>
    public const string WantsInfo = "log_level IN ('info', 'debug')";

    /// <summary>The lowest severity that a row of <c>jobs</c> wants, as a number.</summary>
    public const string Lowest = "CASE log_level WHEN 'error' THEN 1 WHEN 'warning' THEN 2 WHEN 'info' THEN 3 ELSE 4 END";

    /// <summary>Told, after the name of a member, when its level is refused.</summary>
    public const string Choice = "must be one of error, warning, info and debug";

    /// <summary>The severity that a request wants at least (parameter <c>level</c>); without one, every. Fails with <c>RequestInvalid</c>.</summary>
    public static LogSeverity ReadLowest(string? level) => string.IsNullOrEmpty(level)
        ? LogSeverity.Debug
        : LogSeverities.Find(level) ?? throw new OpenEoException(ErrorCodes.RequestInvalid, $"'level' {Choice}.");
}
