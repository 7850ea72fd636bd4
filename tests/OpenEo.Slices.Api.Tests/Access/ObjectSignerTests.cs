using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OpenEo.Slices.Api.Access;
using OpenEo.Slices.Api.Running;
using OpenEo.Slices.Api.Tests.Running;
using OpenEo.Slices.Engine.Faults;

namespace OpenEo.Slices.Api.Tests.Access;

/// <summary>Data in buckets of a real S3 server, through the whole service and its workers.</summary>
public sealed class ObjectSignerTests(ObjectStoreFixture api) : IClassFixture<ObjectStoreFixture>
{
    const string Save = """
        {"process_graph":{
          "load":{"process_id":"load_stac","arguments":{"url":"URL"}},
          "save":{"process_id":"save_result","arguments":{"data":{"from_node":"load"},"format":"GTiff"},"result":true}}}
        """;

    static string Load(string url) => Save.Replace("URL", url, StringComparison.Ordinal);

    static Task<HttpResponseMessage> ComputeAsync(HttpClient client, string url) => client.PostTextAsync("result", $$"""{"process":{{Load(url)}}}""");

    static async Task ShouldBeImageAsync(HttpResponseMessage response)
    {
        Assert.True((int)response.StatusCode == 200, await response.Content.ReadAsStringAsync());
        Assert.Equal("II*\0"u8.ToArray(), (await response.Content.ReadAsByteArrayAsync())[..4]);
    }

    [SkippableTheory]
    [InlineData("s3://open/items/item.json", false)]
    [InlineData("s3://closed/items/item.json", true)]
    public async Task An_item_and_its_file_are_read_in_parts_with_a_signature_when_there_is_a_key(string url, bool signed)
    {
        Skip.IfNot(api.Missing is null, api.Missing);
        using var client = api.CreateClient();
        await api.PutAsync("open", "anything", [1]);
        api.TakeRequests();
        await ShouldBeImageAsync(await ComputeAsync(client, url));
        // The worker may look whether files of other tests are still the same.
        var requests = api.TakeRequests().Where(request => request.Url.StartsWith(url["s3:/".Length..].Split("items")[0], StringComparison.Ordinal)).ToList();
        Assert.All(requests, request => Assert.Equal(signed, request.Url.Contains("X-Amz-Signature=", StringComparison.Ordinal)));
        var parts = requests.Where(request => request.Range is not null).ToList();
        Assert.NotEmpty(parts);
        Assert.All(parts, part => Assert.Contains("/items/a%20b/gr%C3%B6%C3%9Fe%2B100%2525%231.tif", part.Url, StringComparison.Ordinal));
        Assert.Equal(parts.Count, parts.Select(part => part.Range).Distinct().Count());
    }

    [SkippableTheory]
    [InlineData("mistyped", "403 Forbidden (SignatureDoesNotMatch: ")]
    [InlineData("unknown", "403 Forbidden (InvalidAccessKeyId: ")]
    public async Task A_wrong_key_is_told_with_item_asset_and_the_server_s_words(string bucket, string words)
    {
        Skip.IfNot(api.Missing is null, api.Missing);
        using var client = api.CreateClient();
        var response = await ComputeAsync(client, $"s3://open/{bucket}.json");
        var body = await response.Content.ReadAsStringAsync();
        Assert.Equal("DataUnreadable", JsonElement.Parse(body).GetProperty("code").GetString());
        foreach (var part in (string[])[$"asset 'data' of the item '{bucket}'", $"s3://{bucket}/items/", words])
            Assert.Contains(part, JsonElement.Parse(body).GetProperty("message").GetString(), StringComparison.Ordinal);
        AssertKeepsSecrets(body);
        // The same of the document itself.
        body = await (await ComputeAsync(client, $"s3://{bucket}/items/item.json")).Content.ReadAsStringAsync();
        Assert.Contains(words, JsonElement.Parse(body).GetProperty("message").GetString(), StringComparison.Ordinal);
        AssertKeepsSecrets(body);
    }

    [SkippableFact]
    public async Task Without_a_key_the_server_s_refusal_is_told()
    {
        Skip.IfNot(api.Missing is null, api.Missing);
        await using var host = api.StartHost(api.With(("Sources:S3:1:AccessKey", null), ("Sources:S3:1:SecretKeyFile", null), ("Jobs:Parallel", "0")));
        using var client = host.CreateClient("alice");
        var body = await (await ComputeAsync(client, "s3://open/closed.json")).Content.ReadAsStringAsync();
        Assert.Contains("403 Forbidden (AccessDenied: Access Denied)", body, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task What_an_object_store_refuses_is_read_from_an_alternate_and_the_job_s_log_says_so()
    {
        Skip.IfNot(api.Missing is null, api.Missing);
        var other = $"{api.Address}open/items/a%20b/gr%C3%B6%C3%9Fe%2B100%2525%231.tif?sig=a%2Bb";
        await api.PutAsync("open", "alternate.json", Encoding.UTF8.GetBytes(ObjectStoreFixture.Item("two-ways", new
        {
            href = $"s3://mistyped/items/{ObjectStoreFixture.Scene}", roles = (string[])["data"], type = "image/tiff; application=geotiff",
            alternate = new { https = new { href = other } },
        })));
        using var client = api.CreateClient();
        var id = await client.RunJobAsync(Load("s3://open/alternate.json"));
        var messages = await client.MessagesAsync(id);
        var warning = Assert.Single(messages, message => message.Contains("instead", StringComparison.Ordinal));
        foreach (var part in (string[])["'two-ways'", "'data'", "s3://mistyped/items/", other, "SignatureDoesNotMatch"])
            Assert.Contains(part, warning, StringComparison.Ordinal);
        messages.ForEach(AssertKeepsSecrets);
    }

    [SkippableFact]
    public async Task Keys_and_signatures_are_in_no_log_of_the_service()
    {
        Skip.IfNot(api.Missing is null, api.Missing);
        var (database, folder) = (await TestDatabase.CreateAsync(), Directory.CreateTempSubdirectory("openeo-log-").FullName);
        try
        {
            var url = ServiceProcess.FreeUrl();
            using var service = await ServiceProcess.ServeAsync(url, database, folder, api.With(("LogLevel", "Verbose")));
            await using (var second = new ApiHost(database, folder, api.With(("Jobs:Parallel", "0"))))
            {
                using var client = second.CreateClient("operator");
                client.BaseAddress = new Uri($"{url}/openeo/v1/");
                await ShouldBeImageAsync(await ComputeAsync(client, "s3://closed/items/item.json"));
                Assert.False((await ComputeAsync(client, "s3://open/mistyped.json")).IsSuccessStatusCode);
            }
            var (_, output, error) = await service.StopAsync();
            Assert.Contains("s3://mistyped/items/", output, StringComparison.Ordinal);
            AssertKeepsSecrets(output + error);
        }
        finally
        {
            await TestDatabase.DropAsync(database);
            Directory.Delete(folder, recursive: true);
        }
    }

    [SkippableFact]
    public void Workers_get_no_keys_and_no_signatures_for_other_buckets()
    {
        Skip.IfNot(api.Missing is null, api.Missing);
        var environment = api.Host.Services.GetRequiredService<WorkerEnvironment>();
        var handover = WorkerProtocol.Write(environment.Handover);
        Assert.Contains("mistyped", handover, StringComparison.Ordinal);
        Assert.DoesNotContain("reader", handover, StringComparison.Ordinal);
        AssertKeepsSecrets(handover);
        foreach (var location in (string[])["s3://open/items/item.json", "s3://other/a", "s3://closed", "s3://closed/"])
        {
            var answer = environment.Answer(new WorkerReply.Sign(7, location));
            Assert.Equal((7, null), (answer.Number, answer.Address));
            Assert.Contains(location, answer.Refusal, StringComparison.Ordinal);
        }
        var signer = api.Host.Services.GetRequiredService<ObjectSigner>();
        Assert.Throws<ProcessGraphException>(() => signer.Sign("s3://open/items/item.json"));
        var address = signer.Sign("s3://closed/a b");
        Assert.StartsWith($"{api.Address}closed/a%20b?X-Amz-", address.Address, StringComparison.Ordinal);
        Assert.InRange(address.Until - DateTimeOffset.UtcNow, TimeSpan.FromMinutes(55), TimeSpan.FromMinutes(60));
    }

    static void AssertKeepsSecrets(string text)
    {
        foreach (var secret in (string[])[ObjectStoreFixture.Secret, ObjectStoreFixture.Mistyped, Uri.EscapeDataString(ObjectStoreFixture.Secret),
            "X-Amz-Signature", "X-Amz-Credential"])
            Assert.DoesNotContain(secret, text, StringComparison.Ordinal);
    }
}
