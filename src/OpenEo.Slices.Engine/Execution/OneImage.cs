using OpenEo.Slices.Engine.Cubes;

namespace OpenEo.Slices.Engine.Execution;

/// <summary>
/// Images of several times as one: the bands of each follow those of the one before, called by the image's label and the band's, as in <c>2024-06-01_B04</c>.
/// </summary>
static class OneImage
{
    /// <param name="images">At least one: parts of the same cube, all <c>[bands, y, x]</c> or all <c>[y, x]</c>, with labels unlike each other.</param>
    public static RasterCube Of(IReadOnlyList<(RasterCube Cube, string Label)> images)
    {
        var first = images[0].Cube.Schema;
        var bands = first.Find(DimensionType.Bands);
        var name = bands?.Name ?? "bands";
        while (bands is null && first.IndexOf(name) >= 0) name += "_";
        string[] old = [.. (bands?.Labels ?? []).Select(OutputFormats.Text)];
        List<string> labels = [];
        List<RasterCube> parts = [];
        var (scales, names) = (new Dictionary<string, BandScale>(), new Dictionary<string, BandNames>());
        foreach (var (cube, image) in images)
        {
            string[] mine = bands is null ? [image] : [.. old.Select(band => $"{image}_{band}")];
            var dimension = LabelledDimension.Of(name, DimensionType.Bands, mine);
            parts.Add(ArrangedCube.Of([dimension, .. cube.Schema.Dimensions.Where(one => one.Name != name)], cube));
            labels.AddRange(mine);
            for (var band = 0; band < old.Length; band++)
            {
                if (cube.Schema.Scales.TryGetValue(old[band], out var scale)) scales[mine[band]] = scale;
                if (cube.Schema.Names.TryGetValue(old[band], out var known)) names[mine[band]] = known;
            }
        }
        return new StackedCube(0, LabelledDimension.Of(name, DimensionType.Bands, labels), parts, parts[0].Schema with { Scales = scales, Names = names });
    }
}
