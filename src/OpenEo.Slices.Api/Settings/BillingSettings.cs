using System.ComponentModel.DataAnnotations;

namespace OpenEo.Slices.Api.Settings;

/// <summary>What computing costs.</summary>
sealed record BillingSettings : ISettings
{
    public static string Section => "Billing";

    /// <summary>ISO 4217 code, or a unit of the operator's own; null: nothing is charged.</summary>
    public string? Currency { get; init; }

    /// <summary>Plans that a request may name.</summary>
    public BillingPlan[] Plans { get; init; } = [new("free", "Everything the service offers.")];

    /// <summary>The plan of requests that name none; null: the only one, or else they must.</summary>
    public string? DefaultPlan { get; init; }

    /// <summary>Price of a million pixels read.</summary>
    [Range(0.0, double.MaxValue)]
    public double PerMegaPixel { get; init; }

    /// <summary>Price of an hour of one processor.</summary>
    [Range(0.0, double.MaxValue)]
    public double PerCpuHour { get; init; }

    /// <summary>Price of a gigabyte (10⁹ bytes) written.</summary>
    [Range(0.0, double.MaxValue)]
    public double PerGigabyte { get; init; }

    /// <summary>A plan by its name in any case of letters, or null.</summary>
    public BillingPlan? Find(string name) => Plans.FirstOrDefault(plan => plan.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    public IEnumerable<string> Check() =>
        DefaultPlan is not null && Find(DefaultPlan) is null ? [$"Billing:DefaultPlan '{DefaultPlan}' is none of Billing:Plans."] : [];
}
