using System.Collections.Frozen;
using System.Text.Json;
using FluentValidation;
using FluentValidation.Results;
using OpenEo.Slices.Api.Web;
using OpenEo.Slices.Engine.Faults;

namespace OpenEo.Slices.Api.Jobs;

/// <summary>What a job's members may hold, wherever they come from.</summary>
static class JobMembers
{
    /// <summary>Told when a budget is refused.</summary>
    public const string BudgetMessage = "The budget must be 0 or more.";

    /// <summary>Told when a log level is refused.</summary>
    public const string LogLevelMessage = $"'log_level' {JobLog.Choice}.";

    static readonly FrozenSet<string> ReadOnly =
        new[] { "id", "status", "progress", "created", "updated", "queued", "started", "unpublished", "costs", "usage", "links" }.ToFrozenSet();

    /// <summary>Members that only the service sets.</summary>
    public static bool IsReadOnly(string member) => ReadOnly.Contains(member);

    /// <summary>Whether a job may have the budget: none, or one that is not negative.</summary>
    public static bool IsBudget(double? budget) => budget is null or (>= 0 and < double.PositiveInfinity);

    /// <summary>Whether a job may have the log level; without one, it has the default.</summary>
    public static bool IsLogLevel(string? level) => level is null || LogSeverities.Find(level) is not null;

    /// <summary>Whether a text, where there is one, has at most so many characters and none that the database does not take.</summary>
    public static bool IsStorable(string? text, int length) => text is null || text.Length <= length && !text.Contains('\0');

    /// <summary>A rule for the members that the API does not define: the job options among them are what they should be.</summary>
    public static void CheckOptions<T>(IReadOnlyDictionary<string, JsonElement> members, ValidationContext<T> context)
    {
        if (!members.Values.All(Json.IsText)) return;   // told by another rule
        var faults = new List<string>();
        JobOptions.Read(members, faults, []);
        foreach (var fault in faults) context.AddFailure(new ValidationFailure("job_options", fault) { ErrorCode = ErrorCodes.RequestInvalid });
    }
}
