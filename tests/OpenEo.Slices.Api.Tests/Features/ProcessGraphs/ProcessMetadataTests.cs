using System.Text.Json.Nodes;
using OpenEo.Slices.Api.Tests.Running;

namespace OpenEo.Slices.Api.Tests.Features.ProcessGraphs;

/// <summary>
/// What a process says of itself is refused when it is wrong, or given back in the form of the API, which every answer to these tests is checked by.
/// </summary>
[Collection("jobs")]
public sealed class ProcessMetadataTests(JobFixture api)
{
    const string Complete = """
        {"summary":"s","description":"d","categories":["math"],"deprecated":false,"experimental":true,
         "parameters":[
           {"name":"x","description":"a number","optional":true,"deprecated":false,"experimental":false,"default":1,
            "schema":{"type":"number","subtype":"other","deprecated":false,"title":"t","description":"d","minimum":0,"maximum":9,"pattern":"^a$","enum":[1,2],
             "examples":[1],"default":1}},
           {"name":"list","description":"an array","optional":true,"default":[],"schema":[
             {"type":"array","minItems":0,"maxItems":5,"items":{"type":"number"}},
             {"type":["null","string"],"pattern":"^a$"},
             {"type":"object","subtype":"datacube","dimensions":[{"type":"spatial","axis":["x","y"]},{"type":"temporal"}]},
             {"type":"object","subtype":"process-graph","parameters":[{"name":"p","description":"d","optional":true,"schema":{"type":"number"}}],
              "returns":{"description":"r","schema":{"type":"boolean"}}}]}],
         "returns":{"description":"the product","schema":{"type":"number"}},
         "exceptions":{"TooMuch":{"message":"m","description":"d","http":400}},
         "examples":[{"title":"t","description":"d","arguments":{"x":1},"returns":2}],
         "links":[{"href":"https://example.org","rel":"about","type":"text/html","title":"t"}],
         "process_graph":{"m":{"process_id":"add","arguments":{"x":1,"y":2},"result":true}}}
        """;

    static readonly string[] Instead = ["null", "true", "5", "-1", "\"x\"", "[]", "{}", "[null]", "[5]", "{\"a\":null}", "(removed)"];

    /// <summary>Paths to all parts of the process but its graph, and what is free to be anything.</summary>
    static IEnumerable<string[]> Paths(JsonNode? node, string[] path)
    {
        if (path is ["process_graph", ..]) yield break;
        if (path.Length > 0) yield return path;
        if (path.Length > 0 && path[^1] is "default" or "arguments" or "enum") yield break;
        var parts = node switch
        {
            JsonObject map => map.Select(member => (member.Key, member.Value)),
            JsonArray list => list.Select((item, i) => ($"{i}", item)),
            _ => [],
        };
        foreach (var (key, value) in parts)
            foreach (var inner in Paths(value, [.. path, key])) yield return inner;
    }

    static string With(string[] path, string value)
    {
        var process = JsonNode.Parse(Complete)!;
        var owner = path[..^1].Aggregate(process, (node, key) => node is JsonArray list ? list[int.Parse(key)]! : node[key]!);
        if (value == "(removed)")
        {
            if (owner is JsonArray all) all.RemoveAt(int.Parse(path[^1]));
            else ((JsonObject)owner).Remove(path[^1]);
        }
        else if (owner is JsonArray items) items[int.Parse(path[^1])] = JsonNode.Parse(value);
        else owner[path[^1]] = JsonNode.Parse(value);
        return process.ToJsonString();
    }

    [Fact]
    public async Task Complete_metadata_are_given_back_as_they_came()
    {
        using var client = api.CreateClient("metadata");
        await (await client.PutProcessAsync("complete", Complete)).ShouldBeAsync(200);
        var stored = JsonNode.Parse((await client.GetJsonAsync("process_graphs/complete")).GetRawText())!.AsObject();
        foreach (var (name, value) in JsonNode.Parse(Complete)!.AsObject()) Assert.True(JsonNode.DeepEquals(value, stored[name]), name);
    }

    [Fact]
    public async Task Whatever_one_part_is_replaced_by_it_is_refused_or_comes_back_as_the_API_has_it()
    {
        using var client = api.CreateClient("metadata");
        var wrong = new List<string>();
        foreach (var path in Paths(JsonNode.Parse(Complete), []))
            foreach (var value in Instead)
            {
                var response = await client.PutProcessAsync("mutant", With(path, value));
                if (response.IsSuccessStatusCode)
                {
                    try
                    {
                        await client.GetJsonAsync("process_graphs/mutant");
                        await client.GetJsonAsync("process_graphs");
                    }
                    catch (Xunit.Sdk.TrueException e)
                    {
                        wrong.Add($"{string.Join('.', path)} = {value}: {e.Message.Split('\n')[1]}");
                    }
                }
                else await response.ShouldBeErrorAsync(400, "ProcessInvalid");
            }
        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }
}
