namespace OpenEo.Slices.Engine.Faults;

/// <summary>How severe a log entry is, most severe first: "at least as severe" is "at most this number". The numbers are stored.</summary>
public enum LogSeverity : short
{
    /// <summary>It ends a computation.</summary>
    Error = 1,

    /// <summary>The result may not be what was meant.</summary>
    Warning = 2,

    /// <summary>What somebody wants to know who reads the log.</summary>
    Info = 3,

    /// <summary>What somebody wants to know who looks for a reason.</summary>
    Debug = 4,
}
