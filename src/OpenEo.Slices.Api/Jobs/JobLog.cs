using OpenEo.Slices.Engine.Faults;

namespace OpenEo.Slices.Api.Jobs;

/// <summary>What SQL has to know of log levels: <see cref="Engine.Faults.LogSeverity"/> as it is stored, and the jobs that want an entry.</summary>
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
}
