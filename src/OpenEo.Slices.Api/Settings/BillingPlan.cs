namespace OpenEo.Slices.Api.Settings;

/// <summary>A plan that users may choose: name, description, whether it costs anything, and where to read more.</summary>
sealed record BillingPlan(string Name, string Description, bool Paid = false, string? Url = null);
