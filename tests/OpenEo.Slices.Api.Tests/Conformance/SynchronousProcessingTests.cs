using System.Formats.Tar;
using System.Globalization;
using System.Text.Json;
using OpenEo.Slices.Api.Tests.Running;

namespace OpenEo.Slices.Api.Tests.Conformance;

[Collection("conformance")]
public sealed class SynchronousProcessingTests(BackEnd api)
{
    static string Monitor(HttpResponseMessage response) =>
        response.Headers.GetValues("Link").Single(link => link.EndsWith("rel=\"monitor\"", StringComparison.Ordinal)).Split('>')[0].TrimStart('<');

    [Fact]
    public async Task L1A_900_a_process_can_be_computed_at_once()
    {
        using var client = api.CreateClient();
        Assert.Equal("3", await client.ValueAsync(JobFixture.Sum));
        using var nobody = api.CreateClient(null);
        await (await nobody.PostTextAsync("result", Graph.Request(JobFixture.Sum))).ShouldBeErrorAsync(401, "AuthenticationRequired");
    }

    [Theory]
    [InlineData("{}", "ProcessGraphMissing")]
    [InlineData("""{"process":{}}""", "ProcessGraphMissing")]
    [InlineData("""{"process":{"process_graph":{}}}""", "ProcessGraphInvalid")]
    [InlineData("""{"process":{"process_graph":{"a":{"process_id":"no_such_process","arguments":{},"result":true}}}}""", "ProcessUnsupported")]
    [InlineData("""{"process":{"process_graph":{"a":{"process_id":"add","arguments":{"x":1},"result":true}}}}""", "ProcessParameterRequired")]
    [InlineData("""{"process":{"process_graph":{"a":{"process_id":"add","arguments":{"x":1,"y":"two"},"result":true}}}}""", "ProcessParameterInvalid")]
    public async Task L1A_901_only_valid_processes_are_computed(string body, string code)
    {
        using var client = api.CreateClient();
        await (await client.PostTextAsync("result", body)).ShouldBeErrorAsync(400, code);
    }

    [Fact]
    public async Task L3_902_plan_and_budget_decide_what_it_may_cost()
    {
        using var client = api.CreateClient("sync-902");
        Assert.Equal(BackEnd.Price.ToString(CultureInfo.InvariantCulture),
            (await client.ComputeAsync(JobFixture.Copy, "\"plan\":\"Pro\",\"budget\":5")).Header("OpenEO-Costs"));
        await (await client.PostTextAsync("result", Graph.Request(JobFixture.Copy, "\"plan\":\"Pro\",\"budget\":3")))
            .ShouldBeErrorAsync(402, "PaymentRequired");
        await (await client.PostTextAsync("result", Graph.Request(JobFixture.Sum, "\"plan\":\"gold\""))).ShouldBeErrorAsync(400, "BillingPlanInvalid");
        await (await client.PostTextAsync("result", Graph.Request(JobFixture.Sum, "\"budget\":-1"))).ShouldBeErrorAsync(400, "BudgetInvalid");
    }

    [Fact]
    public async Task L3_903_the_request_may_say_what_is_logged()
    {
        using var client = api.CreateClient();
        foreach (var (level, isThere) in ((string, bool)[])[("debug", true), ("warning", true), ("error", false)])
        {
            using var response = await client.ComputeAsync(Graph.Call("inspect", """{"data":1,"message":"seen","level":"warning"}"""),
                $"\"log_level\":\"{level}\"");
            Assert.Equal(isThere, (await client.GetJsonAsync(Monitor(response))).Texts("logs", "message").Contains("seen"));
        }
        await (await client.PostTextAsync("result", Graph.Request(JobFixture.Sum, "\"log_level\":\"loud\""))).ShouldBeErrorAsync(400, "RequestInvalid");
    }

    [Fact]
    public async Task L3_904_further_members_are_taken_and_those_that_are_described_work()
    {
        using var client = api.CreateClient();
        Assert.Contains("output_file_prefix", (await client.GetJsonAsync("processing_parameters")).Texts("create_synchronous_parameters", "name"));
        using var response = await client.ComputeAsync(Graph.OneDate("GTiff"), """
            "job_options":{"output_file_prefix":"mine-"},"unknown":{"a":[1,null]}
            """);
        Assert.StartsWith("mine-", response.Content.Headers.ContentDisposition?.FileName?.Trim('"'));
    }

    [Fact]
    public async Task L1A_905_the_answer_is_the_data_or_an_error()
    {
        using var client = api.CreateClient();
        using var response = await client.ComputeAsync(Graph.OneDate("GTiff"));
        Assert.Equal("II*\0"u8.ToArray(), (await response.Content.ReadAsByteArrayAsync())[..4]);
        await (await client.PostTextAsync("result", Graph.Request(Graph.Nothing))).ShouldBeErrorAsync(400, "NoDataAvailable");
        await (await client.PostTextAsync("result", Graph.Request(Graph.Unknown))).ShouldBeErrorAsync(400, "ProcessUnsupported");
    }

    [Theory]
    [InlineData("GTiff", "image/tiff", "II*\0")]
    [InlineData("netCDF", "application/x-netcdf", "\u0089HDF")]
    [InlineData("JSON", "application/json", "{")]
    public async Task L1A_906_the_media_type_is_that_of_the_format(string format, string mediaType, string start)
    {
        using var client = api.CreateClient();
        using var response = await client.ComputeAsync(Graph.OneDate(format));
        Assert.Equal(mediaType, response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(start, System.Text.Encoding.Latin1.GetString(await response.Content.ReadAsByteArrayAsync())[..start.Length]);
    }

    [Fact]
    public async Task L3_907_the_header_says_what_it_has_cost()
    {
        using var client = api.CreateClient("sync-907");
        Assert.Equal("0", (await client.ComputeAsync(JobFixture.Copy)).Header("OpenEO-Costs"));
        Assert.Equal(BackEnd.Price.ToString(CultureInfo.InvariantCulture),
            (await client.ComputeAsync(JobFixture.Copy, "\"plan\":\"Pro\"")).Header("OpenEO-Costs"));
    }

    [Fact]
    public async Task L3_908_a_link_leads_to_the_log_also_of_a_failure()
    {
        using var client = api.CreateClient();
        using var good = await client.ComputeAsync(JobFixture.Sum);
        Assert.NotEmpty((await client.GetJsonAsync(Monitor(good))).List("logs"));
        using var bad = await client.PostTextAsync("result", Graph.Request(Graph.Nothing));
        var error = (await client.GetJsonAsync(Monitor(bad))).List("logs").First(entry => entry.Text("level") == "error");
        Assert.Equal(JsonElement.Parse(await bad.Content.ReadAsStringAsync()).Text("code"), error.Text("code"));
    }

    [Fact]
    public async Task L3_909_several_files_come_as_a_tar()
    {
        using var client = api.CreateClient();
        using var response = await client.ComputeAsync(JobFixture.Copy.Replace("GTiff", "PNG", StringComparison.Ordinal));
        Assert.Equal("application/x-tar", response.Content.Headers.ContentType?.MediaType);
        await using var tar = new TarReader(await response.Content.ReadAsStreamAsync());
        var names = new List<string>();
        while (await tar.GetNextEntryAsync(copyData: true) is { } entry)
        {
            names.Add(entry.Name);
            var start = new byte[4];
            await entry.DataStream!.ReadExactlyAsync(start);
            Assert.Equal("PNG"u8.ToArray(), start[1..]);
        }
        Assert.Equal(3, names.Distinct().Count());
    }

    [Fact]
    public async Task L1A_910_without_credit_nothing_is_computed()
    {
        await api.SetCreditAsync("sync-910", 0);
        using var client = api.CreateClient("sync-910");
        await (await client.PostTextAsync("result", Graph.Request(JobFixture.Copy, "\"plan\":\"Pro\""))).ShouldBeErrorAsync(402, "PaymentRequired");
        await api.SetCreditAsync("sync-910", 100);
        await client.ComputeAsync(JobFixture.Copy, "\"plan\":\"Pro\"");
    }
}
