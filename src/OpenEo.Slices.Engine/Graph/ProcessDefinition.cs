using System.Collections.Immutable;
using System.Text.Json.Nodes;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Graph;

/// <summary>A parameter of a process. An optional one has a default (no-data unless given).</summary>
public sealed record Parameter(string Name, string Description, Schema Schema)
{
    /// <summary>True when the argument may be left out.</summary>
    public bool Optional { get; init; }

    /// <summary>What an optional parameter is when it is left out.</summary>
    public Value Default { get; init; } = Value.Null;

    /// <summary>The same parameter, optional with a default.</summary>
    public Parameter Or(Value fallback) => this with { Optional = true, Default = fallback };

    /// <summary>The same parameter, optional with no-data as default.</summary>
    public Parameter OrNull() => Or(Value.Null);

    /// <summary>As in <c>/processes</c>.</summary>
    public JsonObject ToJson()
    {
        var json = new JsonObject { ["name"] = Name, ["description"] = Description, ["schema"] = Schema.ToJson() };
        if (Optional) (json["optional"], json["default"]) = (true, ValueJson.Write(Default));
        return json;
    }
}

/// <summary>What a process returns.</summary>
public sealed record Returns(string Description, Schema Schema)
{
    /// <summary>As in <c>/processes</c>.</summary>
    public JsonObject ToJson() => new() { ["description"] = Description, ["schema"] = Schema.ToJson() };
}

/// <summary>What <c>/processes</c> says of a process: its contract in our words, with the parameters and schemas of the openEO process of that id.</summary>
public sealed record ProcessDefinition(string Id, string Summary, string Description, ImmutableArray<string> Categories, ImmutableArray<Parameter> Parameters,
    Returns Returns)
{
    /// <summary>Error codes of its own, with what they mean.</summary>
    public ImmutableSortedDictionary<string, string> Exceptions { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>True while openEO calls the process a proposal.</summary>
    public bool Experimental { get; init; }

    /// <summary>As in <c>/processes</c>; members without a value are left out.</summary>
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
        return json;
    }
}
