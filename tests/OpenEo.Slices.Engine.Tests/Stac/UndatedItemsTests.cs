using OpenEo.Slices.Engine.Execution;
using OpenEo.Slices.Engine.Faults;

namespace OpenEo.Slices.Engine.Tests.Stac;

/// <summary>Items without any time are loaded where no time matters, and never lost in silence.</summary>
public sealed class UndatedItemsTests : IDisposable
{
    readonly StacScene scene = new StacScene().File("a.tif", 1).File("b.tif", 2);

    public void Dispose() => scene.Dispose();

    [Fact]
    public void Without_any_time_there_is_no_time_axis_and_items_are_mosaicked()
    {
        var second = scene.Grid with { OriginX = scene.Grid.OriginX + 40 };
        scene.File("b.tif", 2, second);

        var plan = scene.Plan(scene.List(StacScene.Item("a", null, "a.tif"), StacScene.Item("b", null, "b.tif")));

        Assert.Equal(["bands", "y", "x"], plan.Results[0].Schema.Dimensions.Select(dimension => dimension.Name));
        Assert.Equal(8, plan.Results[0].Schema.X!.Size);
        Assert.Contains(scene.Warnings, warning => warning.StartsWith("2 items have no time", StringComparison.Ordinal));
        var (name, cells) = Assert.Single(scene.Run(plan));
        Assert.Equal("openEO.tif", name);
        Assert.Equal([1, 1, 1, 1, 2, 2, 2, 2], cells[..8]);
    }

    [Fact]
    public void They_have_no_interval_in_what_is_written()
    {
        var plan = scene.Plan(scene.List(StacScene.Item("a", null, "a.tif")));
        var file = Assert.Single(plan.Run(scene.Folder, OutputDefaults.Batch, scene, CancellationToken.None).Files);

        Assert.Null(file.Interval);
    }

    [Fact]
    public void Beside_items_with_a_time_they_are_left_out_with_a_warning_that_names_them()
    {
        var plan = scene.Plan(scene.List(StacScene.Item("old", null, "a.tif"), StacScene.Item("new", "2024-05-06T07:08:09Z", "b.tif")));

        Assert.Equal(["2024-05-06T07:08:09Z"], plan.Results[0].Schema.Dimensions[0].Labels.Select(label => ((Engine.Values.StringValue)label).Value));
        Assert.Contains("The item 'old' has no time, and others have one, so they have no place among them: left out. old.", scene.Warnings);
    }

    [Fact]
    public void In_an_interval_they_are_left_out_with_a_warning_that_counts_them()
    {
        const string Limits = ""","temporal_extent":["2024-01-01","2025-01-01"]""";
        var list = scene.List(StacScene.Item("x", null, "a.tif"), StacScene.Item("y", null, "a.tif"), StacScene.Item("new", "2024-05-06T07:08:09Z", "b.tif"));

        var plan = scene.Plan(list, Limits);

        Assert.Single(plan.Results[0].Schema.Dimensions[0].Labels);
        Assert.Contains(scene.Warnings, warning => warning.StartsWith("2 items have no time", StringComparison.Ordinal)
            && warning.EndsWith("x, y.", StringComparison.Ordinal));
    }

    [Fact]
    public void When_nothing_else_is_there_an_interval_has_no_data()
    {
        const string Limits = ""","temporal_extent":["2024-01-01",null]""";

        var failure = Assert.Throws<ProcessGraphException>(() => scene.Plan(scene.List(StacScene.Item("x", null, "a.tif")), Limits));

        Assert.Equal(FaultCodes.NoDataAvailable, failure.Faults[0].Code);
        Assert.Single(scene.Warnings, warning => warning.Contains("'x' has no time", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("5")]
    [InlineData("\"a\"")]
    public void Items_that_have_a_number_for_an_id_or_none_are_not_taken_for_one(string id)
    {
        var first = StacScene.Item("a", "2024-05-06", "a.tif").Replace("\"id\":\"a\",", id == "5" ? "\"id\":5," : "", StringComparison.Ordinal);
        var second = StacScene.Item("a", "2024-05-07", "b.tif").Replace("\"id\":\"a\",", id == "5" ? "\"id\":6," : "", StringComparison.Ordinal);

        Assert.Equal(2, scene.Plan(scene.List(first, second)).Results[0].Schema.Dimensions[0].Count);
    }
}
