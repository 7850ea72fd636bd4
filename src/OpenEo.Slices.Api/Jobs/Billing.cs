using Npgsql;
using OpenEo.Slices.Api.Postgres;
using OpenEo.Slices.Api.Settings;
using OpenEo.Slices.Api.Web;
using OpenEo.Slices.Engine.Faults;

namespace OpenEo.Slices.Api.Jobs;

/// <summary>
/// What computing costs. Without <c>Billing:Currency</c> nothing is charged, and the API says nothing of it; the plan <c>free</c> is then taken from clients
/// that always send one. With it, finished runs and synchronous results are charged by <c>Billing:PerMegaPixel</c> (read), <c>Billing:PerCpuHour</c> and
/// <c>Billing:PerGigabyte</c> (written); what fails or is cancelled costs nothing.
/// </summary>
sealed class Billing(BillingSettings settings)
{
    const string SelectCredit = "SELECT credit FROM users WHERE id = @userId";

    /// <summary>ISO 4217 code, or a unit of the operator's own; null when nothing is charged.</summary>
    public string? Currency => settings.Currency;

    /// <summary>Plans that a request may name.</summary>
    public IReadOnlyList<BillingPlan> Plans => settings.Plans;

    /// <summary>The plan of requests that name none; null when they must.</summary>
    public string? DefaultPlan { get; } = settings.DefaultPlan ?? (settings.Plans is [var only] ? only.Name : null);

    /// <summary>A plan by its name in any case of letters, or null.</summary>
    public BillingPlan? Find(string name) => settings.Find(name);

    /// <summary>Whether a request may name the plan, or none. Spaces and case of letters do not count.</summary>
    public bool IsPlan(string? plan) => plan is null || Find(plan) is not null;

    /// <summary>The plan's own spelling; null stays null.</summary>
    public string? Spell(string? plan) => plan is null ? null : Find(plan)?.Name;

    /// <summary>What a request may say.</summary>
    public string PlansMessage => $"There {(Plans.Count == 1 ? "is" : "are")}: {string.Join(", ", Plans.Select(plan => plan.Name))}.";

    /// <summary>Told when a plan is refused.</summary>
    public string PlanMessage => $"There is no such billing plan. {PlansMessage}";

    /// <summary>
    /// Fails with <c>PaymentRequired</c> when what is known before computing costs more than the budget already. What processors will take comes on top.
    /// </summary>
    public void DemandBudget(double? budget, string? plan, long inputPixels, long outputBytes)
    {
        var costs = Cost(plan, inputPixels, 0, outputBytes);
        if (costs > budget)
            throw new ProcessGraphException(
                new Fault(FaultCodes.PaymentRequired,
                    $"This costs {costs} {Currency} at least, which is more than the budget of {budget}. Raise the budget, or compute less."));
    }

    /// <summary>Fails with <c>PaymentRequired</c> when something is charged and the user has nothing left to spend.</summary>
    public async Task DemandCreditAsync(NpgsqlDataSource db, string userId, CancellationToken ct)
    {
        if (Currency is not null && await db.FindAsync<double?>(SelectCredit, new { userId }, ct) <= 0)
            throw new OpenEoException(FaultCodes.PaymentRequired, "Your credit is used up.");
    }

    /// <summary>The costs under a plan (null: the default), 0 when nothing is charged.</summary>
    public double Cost(string? plan, long inputPixels, double cpuSeconds, long outputBytes)
    {
        if (Currency is null || (plan ?? DefaultPlan) is not { } name || Find(name) is not { Paid: true }) return 0;
        return Math.Round(inputPixels / 1e6 * settings.PerMegaPixel + cpuSeconds / 3600 * settings.PerCpuHour + outputBytes / 1e9 * settings.PerGigabyte, 6);
    }
}
