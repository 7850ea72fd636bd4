using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace OpenEo.Slices.Engine.Graph;

/// <summary>What <c>/processes</c> says of a process: its contract in our words, with the parameters and schemas of the openEO process of that id.</summary>
public sealed record ProcessDefinition(string Id, string Summary, string Description, ImmutableArray<string> Categories, ImmutableArray<Parameter> Parameters,
    Returns Returns)
{
    /// <summary>Error codes of its own, with what they mean.</summary>
    public ImmutableSortedDictionary<string, string> Exceptions { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>True while openEO calls the process a proposal.</summary>
    public bool Experimental { get; init; }

    /// <summary>Calls, as JSON objects with <c>arguments</c> and, where the result can be written down, <c>returns</c>. A test makes them.</summary>
    public ImmutableArray<string> Examples { get; init; } = [];

    /// <summary>JSON of the process, as <c>GET /processes</c> lists it; members without a value are left out.</summary>
    public JsonObject ToJson()
    {
        var json = new JsonObject
        {
            ["id"] = Id,
            ["summary"] = Summary,
            ["description"] = Description,
            ["categories"] = new JsonArray([.. Categories.Select(category => JsonValue.Create(category))]),
            ["parameters"] = new JsonArray([.. Parameters.Select(parameter => parameter.ToJson())]),
            ["returns"] = Returns.ToJson(),
        };
        if (Experimental) json["experimental"] = true;
        if (!Exceptions.IsEmpty)
            json["exceptions"] = new JsonObject(
                Exceptions.Select(error => KeyValuePair.Create(error.Key, (JsonNode?)new JsonObject { ["message"] = error.Value })));
        if (!Examples.IsEmpty) json["examples"] = new JsonArray([.. Examples.Select(example => JsonNode.Parse(example))]);
        return json;
    }
}
