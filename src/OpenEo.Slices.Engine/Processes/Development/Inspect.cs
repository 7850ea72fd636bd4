using System.Text.Json.Nodes;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Execution;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Programs;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Development;

/// <summary>inspect: writes a value, or what is known of a cube, into the log.</summary>
sealed class Inspect : Process
{
    // As much of a value as somebody looks at in a log.
    const int LongestData = 20_000;

    public override ProcessDefinition Definition { get; } = new(
        "inspect", "Write into the log",
        "Writes an entry with the data into the log of the job or request, and gives the data back unchanged. Of a cube, its dimensions, type and size are "
        + "written, of the values "
        + "of pixels in a child process that there are such; large arrays and objects are cut. The entry is written when the graph is planned, once for each "
        + "place in the graph.",
        ["development"],
        [
            new("data", "What to look at.", Schema.Parse("""{"description":"A value of any type."}""")),
            new Parameter("message", "A text to go with it.", Schema.String).Or(new StringValue("")),
            new Parameter("code", "A label by which entries can be found again.", Schema.String).Or(new StringValue("User")),
            new Parameter("level", "How severe the entry is.", Schema.Parse($$"""{"type":"string","enum":["{{string.Join("\",\"", LogSeverities.All)}}"]}"""))
            .Or(new StringValue(LogSeverity.Info.Name())),
        ],
        new("The data, unchanged.", Schema.Any))
    {
        Examples = ["""{"arguments":{"data":[1,2],"message":"two numbers","level":"debug"},"returns":[1,2]}"""],
    };

    public override ProcessTraits Traits => ProcessTraits.HasEffect;

    public override Value Invoke(Arguments arguments, Evaluation evaluation)
    {
        var data = arguments["data"];
        var message = arguments.Text("message") is { Length: > 0 } text ? text : $"A value of type {data.TypeName}.";
        evaluation.Services.Log?.Log(LogSeverities.Find(arguments.Text("level")) ?? LogSeverity.Info, message, evaluation.Node, arguments.Text("code"),
            Describe(data)?.ToJsonString());
        return data;
    }

    static JsonNode? Describe(Value value) => value switch
    {
        CubeValue cube => new PlannedResult("", null, cube.Cube.Schema).ToJson() is var json && json.Remove("node") ? json : null,
        LaneValue => new JsonObject { ["type"] = "the values of all pixels" },
        CallbackValue => new JsonObject { ["type"] = "a child process" },
        StacValue stac => new JsonObject { ["type"] = "files to be written", ["node"] = stac.Node },
        _ => Cut(value),
    };

    static JsonNode? Cut(Value value)
    {
        try
        {
            var json = ValueJson.Write(value);
            return json?.ToJsonString() is { Length: > LongestData } text
                ? new JsonObject { ["type"] = value.TypeName, ["begins"] = text[..LongestData] } : json;
        }
        catch (ArgumentException)
        {
            // Cubes or lanes inside an array or object.
            return new JsonObject { ["type"] = value.TypeName };
        }
    }
}
