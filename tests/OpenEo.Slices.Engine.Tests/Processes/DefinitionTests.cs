using System.Text.Json;
using System.Text.Json.Nodes;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Tests;

namespace OpenEo.Slices.Engine.Tests.Processes;

/// <summary>Definitions keep the facts of the openEO process of the same id (names, order, defaults, schemas) and say the rest in our words.</summary>
public sealed class DefinitionTests
{
    /// <summary>Parameters whose schema is another one on purpose, and why.</summary>
    static readonly Dictionary<(string Process, string Parameter), string> Departures = new()
    {
        [("load_stac", "url")] = "Catalogs may lie in allowed folders and object stores as well.",
        [("save_result", "data")] = "Scalars and arrays can be saved as well.",
    };

    /// <summary>Errors of the reference that are not declared, because they cannot happen, and why.</summary>
    static readonly Dictionary<(string Process, string Code), string> NeverThrown = new()
    {
        [("divide", "DivisionByZero")] = "Divisions follow IEEE 754.",
        [("mod", "DivisionByZero")] = "Divisions follow IEEE 754.",
        [("multiply", "MultiplicandMissing")] = "Both factors are required.",
        [("merge_cubes", "IncompatibleGeometryTypes")] = "Geometries of any types lie side by side in a dimension.",
        [("load_stac", "PropertiesUnsupported")] = "What a source cannot filter by is filtered here.",
    };

    /// <summary>Examples of the reference that contradict it, by position, and why.</summary>
    static readonly Dictionary<(string Process, int Example), string> WrongExamples = new()
    {
        [("count", 4)] = "The condition is no child process, and names a parameter that there is not.",
        [("array_modify", 3)] = "It expects a value to be removed, but does not say how many: the default is none.",
    };

    /// <summary>Every process of the engine.</summary>
    public static TheoryData<string> Ids { get; } = [.. ProcessCatalog.Definitions.Select(definition => definition.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void Every_process_is_named_like_its_class(string id) =>
        Assert.Equal(string.Concat(id.Split('_').Select(word => char.ToUpperInvariant(word[0]) + word[1..])), ProcessCatalog.Find(id)!.GetType().Name);

    [Fact]
    public void There_are_processes() => Assert.NotEmpty(ProcessCatalog.Definitions);

    [SkippableTheory]
    [MemberData(nameof(Ids))]
    public void Every_definition_matches_the_reference(string id)
    {
        var (ours, reference) = (ProcessCatalog.Find(id)!.Definition.ToJson(), Reference(id));
        var parameters = ours["parameters"]!.AsArray();
        Assert.Equal(Names(reference["parameters"]), Names(parameters));
        foreach (var (mine, theirs) in parameters.Zip(reference["parameters"]!.AsArray()))
        {
            var name = mine!["name"];
            Assert.True(IsTrue(mine["optional"]) == IsTrue(theirs!["optional"]), $"'{name}' should {(IsTrue(theirs["optional"]) ? "" : "not ")}be optional.");
            if (IsTrue(theirs["optional"]))
                Assert.True(JsonNode.DeepEquals(Facts(mine["default"]), Facts(theirs["default"])),
                    $"'{name}' should have the default {theirs["default"]?.ToJsonString() ?? "null"}.");
            Assert.True(IsTrue(mine["deprecated"]) == IsTrue(theirs["deprecated"]),
                $"'{name}' should {(IsTrue(theirs["deprecated"]) ? "" : "not ")}be deprecated.");
            if (Departures.ContainsKey((id, name!.ToString()))) Assert.False(IsSame(theirs["schema"], mine["schema"]), $"'{name}' departs no longer.");
            else AssertSame(theirs["schema"], mine["schema"], $"'{name}'");
        }
        AssertSame(reference["returns"]!["schema"], ours["returns"]!["schema"], "the return value");
        Assert.Equal(IsTrue(reference["experimental"]), IsTrue(ours["experimental"]));
        Assert.Equal(reference["categories"]?.ToJsonString(), ours["categories"]?.ToJsonString());
        Assert.Equal(Codes(reference).Where(code => !NeverThrown.ContainsKey((id, code))), Codes(ours));

        static IEnumerable<string> Codes(JsonNode definition) =>
            (definition["exceptions"]?.AsObject().Select(exception => exception.Key) ?? []).Order(StringComparer.Ordinal);
    }

    [SkippableTheory]
    [MemberData(nameof(Ids))]
    public void Every_definition_is_in_our_words(string id)
    {
        var theirs = Texts(Reference(id)).ToHashSet();
        // A few words can hardly be said otherwise.
        Assert.DoesNotContain(Texts(ProcessCatalog.Find(id)!.Definition.ToJson()), text => text.Length > 24 && theirs.Contains(text));
    }

    [SkippableTheory]
    [MemberData(nameof(Ids))]
    public void Every_process_answers_as_the_examples_of_the_reference_say(string id)
    {
        var examples =
            Reference(id)["examples"]?.AsArray().Where((example, i) => example!.AsObject().ContainsKey("returns") && !WrongExamples.ContainsKey((id, i)))
            .ToList() ?? [];
        Skip.If(examples.Count == 0, $"The openEO process '{id}' has no examples with a result.");
        foreach (var example in examples)
        {
            using var json = JsonDocument.Parse(example!.ToJsonString());
            CaseComparison.AssertEqual(json.RootElement.GetProperty("returns"), ProcessTests.Call(id, json.RootElement.GetProperty("arguments")), 1e-10);
        }
    }

    /// <summary>Calls of the definitions: process and number.</summary>
    public static TheoryData<string, int> Examples()
    {
        var examples = new TheoryData<string, int>();
        foreach (var definition in ProcessCatalog.Definitions)
            for (var i = 0; i < definition.Examples.Length; i++) examples.Add(definition.Id, i);
        return examples;
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Every_definition_has_an_example(string id) => Assert.NotEmpty(ProcessCatalog.Find(id)!.Definition.Examples);

    [Theory]
    [MemberData(nameof(Examples))]
    public void Our_examples_work(string id, int number) => ExampleCalls.Check(id, JsonNode.Parse(ProcessCatalog.Find(id)!.Definition.Examples[number])!);

    static JsonNode Reference(string id)
    {
        var folder = SharedFolder.Find("reference/openeo-processes");
        string[] places = [Path.Combine(folder, id + ".json"), Path.Combine(folder, "proposals", id + ".json")];
        var path = places.FirstOrDefault(File.Exists);
        Skip.If(path is null, $"There is no openEO process '{id}' to compare with.");
        return JsonNode.Parse(File.ReadAllText(path!))!;
    }

    static void AssertSame(JsonNode? expected, JsonNode? actual, string place) => Assert.True(IsSame(expected, actual),
        $"The schema of {place} should be {Facts(expected)?.ToJsonString()}, but is {Facts(actual)?.ToJsonString()}.");

    static bool IsSame(JsonNode? expected, JsonNode? actual) => JsonNode.DeepEquals(Facts(expected), Facts(actual));

    /// <summary>
    /// A copy without words and examples. What is not said of <c>optional</c> is false, of <c>default</c> null; a schema of only words is empty.
    /// </summary>
    static JsonNode? Facts(JsonNode? json) => json switch
    {
        JsonObject map => new JsonObject(map
            .Where(member => member.Key is not ("description" or "title" or "examples" or "$schema") && !(member.Key == "default" && member.Value is null)
                && !(member.Key == "optional" && !IsTrue(member.Value)))
            .OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => KeyValuePair.Create(member.Key, Facts(member.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Facts)]),
        null => null,
        _ => json.DeepClone(),
    };

    static IEnumerable<string> Texts(JsonNode? json) => json switch
    {
        JsonObject map =>
            map.SelectMany(member => member.Key is "description" or "summary" && member.Value is JsonValue text ? [text.ToString().Trim()]
                : Texts(member.Value)),
        JsonArray list => list.SelectMany(Texts),
        _ => [],
    };

    static IEnumerable<string> Names(JsonNode? parameters) => parameters!.AsArray().Select(parameter => parameter!["name"]!.ToString());

    static bool IsTrue(JsonNode? json) => json is JsonValue value && value.TryGetValue<bool>(out var truth) && truth;
}
