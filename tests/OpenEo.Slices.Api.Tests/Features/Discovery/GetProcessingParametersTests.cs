using System.Text.Json;

namespace OpenEo.Slices.Api.Tests.Features.Discovery;

public sealed class GetProcessingParametersTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Options_are_described_as_parameters_with_schemas()
    {
        using var client = api.CreateClient(null);
        var parameters = await client.GetJsonAsync("processing_parameters");
        var jobs = parameters.GetProperty("create_job_parameters").EnumerateArray().ToList();
        Assert.Equal(["memory", "max_runtime", "retries", "tile_size", "output_file_prefix"],
            jobs.Select(parameter => parameter.GetProperty("name").GetString()));
        Assert.All(jobs,
            parameter => Assert.True(parameter.GetProperty("optional").GetBoolean() && parameter.GetProperty("description").GetString()!.Length > 20
                && parameter.GetProperty("schema").GetArrayLength() > 0));
        // The Web Editor takes the first value of a schema for an option that does not say its default.
        Assert.All(jobs, parameter => Assert.Equal(JsonValueKind.Null, parameter.GetProperty("default").ValueKind));
        Assert.DoesNotContain(parameters.GetProperty("create_synchronous_parameters").EnumerateArray(),
            parameter => parameter.GetProperty("name").GetString() == "retries");
        Assert.Contains("https://api.openeo.org/extensions/processing-parameters/0.1.0",
            (await client.GetJsonAsync("conformance")).GetProperty("conformsTo").EnumerateArray().Select(uri => uri.GetString()));
    }
}
