namespace OpenEo.Slices.Api.Jobs;

/// <summary>The API's log levels as numbers: 1 error, 2 warning, 3 info, 4 debug. "At least as severe" is then "at most this number".</summary>
public static class LogLevels
{
    static readonly string[] Names = ["error", "warning", "info", "debug"];

    /// <summary>The number of a level; unknown ones count as info.</summary>
    public static int Number(string? level) => Array.IndexOf(Names, level) is >= 0 and var index ? index + 1 : 3;

    /// <summary>The name of a level's number.</summary>
    public static string Name(int number) => Names[number - 1];

    /// <summary>Whether the API knows the level.</summary>
    public static bool IsKnown(string level) => Names.Contains(level);
}
