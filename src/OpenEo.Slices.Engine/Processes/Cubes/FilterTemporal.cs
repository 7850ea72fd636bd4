using System.Collections.Immutable;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Cubes;

/// <summary>filter_temporal: the labels of temporal dimensions in a left-closed interval.</summary>
sealed class FilterTemporal : Process
{
    public override ProcessDefinition Definition { get; } = new(
        "filter_temporal", "Limit to an interval of time", "Keeps the temporal labels from the start of an interval on (included) up to its end (excluded).",
        ["cubes", "filter"],
        [
            new("data", "A data cube.", CubeTypes.Temporal),
            new("extent",
                "Start (included) and end (excluded) of the interval. The end must be later than the start; one of both may be `null` for an open interval.",
                CubeTypes.Interval),
            new Parameter("dimension", "Name of the temporal dimension to filter; all temporal dimensions by default.", Schema.StringOrNull).OrNull(),
        ],
        new("The cube with fewer (or the same) temporal labels; nothing else changes.", CubeTypes.Temporal))
    {
        Exceptions = ImmutableSortedDictionary<string, string>.Empty
            .Add(FaultCodes.DimensionNotAvailable, "A dimension with the given name does not exist, or the cube has no temporal dimension.")
            .Add(FaultCodes.TemporalExtentEmpty, "The interval is empty: its end must be later than its start."),
        Examples =
        [
            """{"arguments":{"data":{"from_parameter":"data"},"extent":["2024-01-01","2024-02-01"]}}""",
            """{"title":"Everything from a day on","arguments":{"data":{"from_parameter":"data"},"extent":["2024-01-11",null]}}""",
        ],
    };

    public override Value Invoke(Arguments arguments, Evaluation evaluation)
    {
        var cube = arguments.Cube("data");
        var extent = arguments.Period("extent", evaluation);
        foreach (var dimension in TemporalDimensions.Of(cube.Schema, arguments))
        {
            var instants = arguments.Instants("data", cube.Schema.Dimensions[dimension]);
            cube = Alignment.Choose(cube, dimension, [.. Enumerable.Range(0, instants.Length).Where(i => extent.Contains(instants[i]))]);
        }
        return new CubeValue(cube);
    }
}
