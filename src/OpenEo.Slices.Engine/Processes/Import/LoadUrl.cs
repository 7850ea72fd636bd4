using System.Collections.Immutable;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Import;

/// <summary>load_url: a cube of a file on a web server.</summary>
sealed class LoadUrl : Process
{
    public override ProcessDefinition Definition { get; } = new(
        "load_url", "Load a file of a web address",
        "Loads a file from a web server: vectors as a vector cube of their geometries, which keep their properties; images as a cube with the dimensions "
        + "bands, y "
        + "and x. Which hosts may be read is the operator's choice.",
        ["cubes", "import"],
        [
            new("url", "Address of the file, with whatever the server needs to let it go.",
                Schema.Parse("""{"title":"URL","type":"string","format":"uri","subtype":"uri","pattern":"^https?://"}""")),
            new("format", "The file's format, one of the input formats of the service. Upper and lower case are the same.",
                Schema.Parse("""{"type":"string","subtype":"input-format"}""")),
            new Parameter("options", "Options of the format, as the list of input formats has them.",
                Schema.Parse("""{"type":"object","subtype":"input-format-options"}"""))
            .Or(new ObjectValue(ImmutableSortedDictionary<string, Value>.Empty)),
        ],
        new("The data as a cube.", Schema.Cube))
    {
        Exceptions = ImmutableSortedDictionary<string, string>.Empty.Add(FaultCodes.FormatUnsuitable, "The file is not what the format says."),
        Experimental = true,
        Examples = ["""{"arguments":{"url":"https://example.com/fields.geojson","format":"GeoJSON"}}"""],
    };

    public override Value Invoke(Arguments arguments, Evaluation evaluation)
    {
        var (url, policy) = (arguments.Text("url")!, evaluation.Services.Policy);
        if (!Stac.LocationPolicy.IsHttp(url)) throw arguments.Invalid("url", "expected an address that begins with http:// or https://");
        return FileLoad.Cube([(url, policy.Demand(url))], "url", arguments, evaluation, policy);
    }
}
