using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Graph;

namespace OpenEo.Slices.Engine.Processes.Cubes;

/// <summary>Finds the temporal dimension that a process is about.</summary>
static class TemporalDimensions
{
    /// <summary>The dimension that the argument <c>dimension</c> names, or all temporal ones.</summary>
    /// <exception cref="ProcessGraphException"><c>DimensionNotAvailable</c>: none, or the named one is missing; <c>ProcessParameterInvalid</c>: it is not
    /// temporal.</exception>
    public static IReadOnlyList<int> Of(CubeSchema schema, Arguments arguments)
    {
        if (arguments.Text("dimension") is { } name)
        {
            var named = Callbacks.Dimension(schema, name);
            if (schema.Dimensions[named].Type != DimensionType.Temporal)
                throw arguments.Invalid("dimension",
                    $"the dimension '{name}' is of type {schema.Dimensions[named].Type.ToString().ToLowerInvariant()}, not temporal");
            return [named];
        }
        int[] all = [.. Enumerable.Range(0, schema.Dimensions.Count).Where(i => schema.Dimensions[i].Type == DimensionType.Temporal)];
        return all.Length > 0 ? all : throw Arguments.Fault(
            FaultCodes.DimensionNotAvailable,
            $"The cube has no temporal dimension. It has: {string.Join(", ", schema.Dimensions.Select(dimension => dimension.Name))}.", "data");
    }

    /// <summary>As <see cref="Of"/>, for processes that work on a single one.</summary>
    /// <exception cref="ProcessGraphException">Also <c>TooManyDimensions</c>.</exception>
    public static int Single(CubeSchema schema, Arguments arguments) => Of(schema, arguments) switch
    {
        [var only] => only,
        var several => throw Arguments.Fault(
            FaultCodes.TooManyDimensions,
            $"The data cube contains multiple temporal dimensions. The parameter `dimension` must be specified: "
            + $"{string.Join(", ", several.Select(i => schema.Dimensions[i].Name))}.", "dimension"),
    };
}
