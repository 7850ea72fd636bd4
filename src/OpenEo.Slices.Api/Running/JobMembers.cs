using System.Collections.Frozen;

namespace OpenEo.Slices.Api.Running;

/// <summary>What a job's members may hold, wherever they come from.</summary>
public static class JobMembers
{
    /// <summary>Told when a plan is refused.</summary>
    public const string PlanMessage = "There is only the billing plan 'free'.";

    /// <summary>Told when a budget is refused.</summary>
    public const string BudgetMessage = "The budget must be 0 or more.";

    /// <summary>Told when a log level is refused.</summary>
    public const string LogLevelMessage = "'log_level' must be one of error, warning, info and debug.";

    static readonly FrozenSet<string> ReadOnly =
        new[] { "id", "status", "progress", "created", "updated", "queued", "started", "unpublished", "costs", "usage", "links" }.ToFrozenSet();

    /// <summary>Members that only the service sets.</summary>
    public static bool IsReadOnly(string member) => ReadOnly.Contains(member);

    /// <summary>No billing is configured, so there is one plan, and one may leave it away.</summary>
    public static bool IsPlan(string? plan) => plan is null || plan.Equals("free", StringComparison.OrdinalIgnoreCase);

    /// <summary>None, or not negative.</summary>
    public static bool IsBudget(double? budget) => budget is null or (>= 0 and < double.PositiveInfinity);

    /// <summary>Text that the database takes.</summary>
    public static bool IsStorable(string? text) => text is null || !text.Contains('\0');
}
