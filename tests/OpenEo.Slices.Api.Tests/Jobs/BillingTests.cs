using Microsoft.Extensions.Configuration;
using OpenEo.Slices.Api.Postgres;
using OpenEo.Slices.Api.Settings;
using OpenEo.Slices.Api.Tests.Running;

namespace OpenEo.Slices.Api.Tests.Jobs;

/// <summary>A service that charges for pixels.</summary>
public sealed class BillingFixture : JobFixture
{
    /// <inheritdoc/>
    protected override IReadOnlyList<(string Key, string? Value)> More =>
    [
        ("Billing:Currency", "EUR"), ("Billing:PerMegaPixel", "10"),
        ("Billing:Plans:0:Name", "free"), ("Billing:Plans:0:Description", "nothing"), ("Billing:Plans:0:Paid", "false"),
        ("Billing:Plans:1:Name", "Pro"), ("Billing:Plans:1:Description", "everything"), ("Billing:Plans:1:Paid", "true"),
        ("Billing:Plans:1:Url", "https://example.org/pro"),
    ];
}

public sealed class BillingTests(BillingFixture api) : IClassFixture<BillingFixture>
{
    // TINY has three dates of two bands of 256 x 256: 0.393216 megapixels.
    const double Price = 3.93216;

    async Task CreditAsync(string user, double? credit)
    {
        api.Host.TokenOf(user);
        await api.Host.Db.ExecuteAsync("UPDATE users SET credit = @credit WHERE name = @user", new { user, credit }, default);
    }

    [Fact]
    public async Task Without_billing_nothing_is_said_of_it_and_free_is_a_plan()
    {
        await using var host = api.StartHost(new Dictionary<string, string?> { ["Jobs:Parallel"] = "0" });
        using var client = host.CreateClient("billing-none");
        Assert.False((await client.GetJsonAsync("")).TryGetProperty("billing", out _));
        Assert.False((await client.GetJsonAsync("me")).TryGetProperty("budget", out _));
        await client.CreateJobAsync(more: "\"plan\":\"FREE\"");
        await (await client.PostTextAsync("jobs", $$"""{"plan":"gold","process":{{JobFixture.Sum}}}""")).ShouldBeErrorAsync(400, "BillingPlanInvalid");
    }

    [Fact]
    public async Task With_billing_currency_and_plans_are_told_and_a_plan_must_be_chosen()
    {
        using var client = api.CreateClient("billing-told");
        var billing = (await client.GetJsonAsync("")).GetProperty("billing");
        Assert.Equal("EUR", billing.GetProperty("currency").GetString());
        Assert.Equal(["free", "Pro"], billing.GetProperty("plans").EnumerateArray().Select(plan => plan.GetProperty("name").GetString()));
        await (await client.PostTextAsync("jobs", $$"""{"process":{{JobFixture.Sum}}}""")).ShouldBeErrorAsync(400, "BillingPlanMissing");
        var id = await client.CreateJobAsync(more: "\"plan\":\"pro\"");
        Assert.Equal("Pro", (await client.GetJsonAsync($"jobs/{id}")).GetProperty("plan").GetString());
    }

    [Fact]
    public async Task A_finished_job_costs_what_was_estimated_and_the_credit_goes_down()
    {
        await CreditAsync("billing-pays", 100);
        using var client = api.CreateClient("billing-pays");
        var id = await client.CreateJobAsync(JobFixture.Copy, "\"plan\":\"Pro\",\"budget\":5");
        Assert.Equal(Price, (await client.GetJsonAsync($"jobs/{id}/estimate")).GetProperty("costs").GetDouble());
        await client.StartJobAsync(id);
        Assert.Equal(Price, (await client.WaitForAsync(id, "finished")).GetProperty("costs").GetDouble());
        using var results = await client.GetAsync($"jobs/{id}/results");
        Assert.Equal("0", results.Headers.GetValues("OpenEO-Costs").Single());
        using var now = await client.PostTextAsync("result",
            $$"""{"plan":"Pro","process":{{JobFixture.Copy.Replace("GTiff", "netCDF", StringComparison.Ordinal)}}}""");
        Assert.Equal("3.93216", now.Headers.GetValues("OpenEO-Costs").Single());
        Assert.Equal(100 - 2 * Price, (await client.GetJsonAsync("me")).GetProperty("budget").GetDouble(), 9);
        var free = await client.RunJobAsync(JobFixture.Copy, more: "\"plan\":\"free\"");
        Assert.Equal(0, (await client.GetJsonAsync($"jobs/{free}")).GetProperty("costs").GetDouble());
    }

    [Fact]
    public async Task A_budget_that_is_too_low_ends_the_job_before_it_reads_anything()
    {
        using var client = api.CreateClient("billing-low");
        var id = await client.RunJobAsync(JobFixture.Copy, "error", "\"plan\":\"Pro\",\"budget\":3");
        var error = (await client.GetJsonAsync($"jobs/{id}/logs?level=error")).GetProperty("logs")[0];
        Assert.Equal("PaymentRequired", error.GetProperty("code").GetString());
        Assert.Equal(0, (await client.GetJsonAsync($"jobs/{id}")).GetProperty("costs").GetDouble());
        await (await client.PostTextAsync("result", $$"""{"plan":"Pro","budget":3,"process":{{JobFixture.Copy}}}"""))
            .ShouldBeErrorAsync(402, "PaymentRequired");
    }

    [Fact]
    public async Task Without_credit_nothing_is_started()
    {
        await CreditAsync("billing-broke", 0);
        using var client = api.CreateClient("billing-broke");
        var id = await client.CreateJobAsync(more: "\"plan\":\"Pro\"");
        await (await client.PostAsync($"jobs/{id}/results", null)).ShouldBeErrorAsync(402, "PaymentRequired");
        await (await client.PostTextAsync("result", $$"""{"plan":"Pro","process":{{JobFixture.Sum}}}""")).ShouldBeErrorAsync(402, "PaymentRequired");
    }

    [Fact]
    public void A_default_plan_that_is_none_of_the_plans_is_told_at_the_start()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Billing:Currency", "EUR"), new("Billing:DefaultPlan", "gold")]).Build();
        Assert.Contains("gold", Assert.Throws<SetupException>(() => SettingsReader.Read<BillingSettings>(configuration)).Message);
    }
}
