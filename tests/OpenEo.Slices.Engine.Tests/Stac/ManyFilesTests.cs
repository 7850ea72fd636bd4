using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Faults;

namespace OpenEo.Slices.Engine.Tests.Stac;

/// <summary>Files beyond those that are opened beforehand are compared with their metadata too.</summary>
public sealed class ManyFilesTests : IDisposable
{
    const int Count = 101;

    readonly StacScene scene = new();

    public void Dispose() => scene.Dispose();

    string List(Func<int, ElementType> element, Func<int, double?> noData)
    {
        string[] items = [.. Enumerable.Range(0, Count).Select(i =>
        {
            scene.Reader.With(scene.PathOf($"{i}.tif"), scene.Grid, element(i), noData(i), [.. Enumerable.Repeat(300.0, 12)]);
            var date = new DateOnly(2024, 1, 1).AddDays(i);
            return StacScene.Item($"i{i}", $"{date:yyyy-MM-dd}T00:00:00Z", $"{i}.tif").Replace("""{"name":"v"}""",
                """{"name":"v","data_type":"uint8","nodata":0,"proj:code":"EPSG:32632","proj:shape":[3,4],"proj:transform":[10,0,500000,0,-10,5000000]}""",
                StringComparison.Ordinal);
        })];
        return scene.List(items);
    }

    [Fact]
    public void Wider_cells_than_promised_are_not_cut()
    {
        var plan = scene.Plan(List(_ => ElementType.UInt16, _ => 0));

        Assert.All(scene.Run(plan).Values, cells => Assert.All(cells, cell => Assert.Equal(300, cell)));
    }

    [Fact]
    public void One_file_with_wider_cells_is_refused()
    {
        var plan = scene.Plan(List(i => i == 70 ? ElementType.UInt16 : ElementType.UInt8, _ => 0));

        var fault = Assert.Throws<ProcessGraphException>(() => scene.Run(plan)).Faults[0];

        Assert.Contains("'i70'", fault.Message, StringComparison.Ordinal);
        Assert.Contains("uint8 by its metadata, uint16 in the file", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_value_for_no_data_is_told()
    {
        scene.Plan(List(_ => ElementType.UInt8, _ => 255));

        Assert.Contains(scene.Warnings, warning => warning.Contains("no-data is 0 by its metadata, 255 in the file", StringComparison.Ordinal));
    }
}
