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

    /// <summary>
    /// Whether it is taken as null when it is left out though it is required: graphs of other back-ends leave it out, and only one thing can be meant.
    /// </summary>
    public bool MayBeLeftOut { get; init; }

    /// <summary>True when there is a better parameter for the same.</summary>
    public bool Deprecated { get; init; }

    /// <summary>The same parameter, optional with a default.</summary>
    public Parameter Or(Value fallback) => this with { Optional = true, Default = fallback };

    /// <summary>The same parameter, optional with no-data as default.</summary>
    public Parameter OrNull() => Or(Value.Null);

    /// <summary>JSON of the parameter, as <c>GET /processes</c> lists it.</summary>
    public JsonObject ToJson()
    {
        var json = new JsonObject { ["name"] = Name, ["description"] = Description, ["schema"] = Schema.ToJson() };
        if (Deprecated) json["deprecated"] = true;
        if (Optional) (json["optional"], json["default"]) = (true, ValueJson.Write(Default));
        return json;
    }
}
