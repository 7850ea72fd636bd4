using Serilog.Events;

namespace OpenEo.Slices.Api.Settings;

/// <summary>What the service logs.</summary>
sealed record LogSettings : ISettings
{
    public static string Section => "";

    /// <summary>The least severe entries that are written.</summary>
    public LogEventLevel LogLevel { get; init; } = LogEventLevel.Information;
}
