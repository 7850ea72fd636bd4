using System.Text.Json.Nodes;

namespace OpenEo.Slices.Engine.Graph;

/// <summary>What a process returns.</summary>
public sealed record Returns(string Description, Schema Schema)
{
    /// <summary>JSON of the return value, as <c>GET /processes</c> lists it.</summary>
    public JsonObject ToJson() => new() { ["description"] = Description, ["schema"] = Schema.ToJson() };
}
