namespace OpenEo.Slices.Gdal.Tests;

/// <summary>Options of save_result in real files, as other programs read them.</summary>
public sealed class OutputOptionsTests : SourceTest
{
    string Save(string format, string options)
    {
        WriteTiff("in.tif", 64, cell: at => at[2] == 0 ? 0 : at[1] * 10 + at[2]);
        return Run(Plan("in.tif", then: $$$"""
            ,"b":{"process_id":"rename_labels","arguments":{"data":{"from_node":"l"},"dimension":"bands","target":["B04"]}}
            ,"s":{"process_id":"save_result","arguments":{"data":{"from_node":"b"},"format":"{{{format}}}","options":{{{options}}} },"result":true}
            """));
    }

    [Fact]
    public void A_GeoTIFF_has_the_type_and_the_words_that_were_asked_for()
    {
        var path = Save("COG", """
            {"datatype":"byte","overviews":"OFF","file_metadata":{"project":"A & B","year":2024},
             "bands_metadata":{"B04":{"SCALE":0.5,"OFFSET":-1,"UNIT":"m","DESCRIPTION":"Red light","ORBIT":17}},"tile_grid":"x"}
            """);

        var info = GdalInfo(path);
        var band = info["bands"]![0]!;
        Assert.Equal("Byte", (string?)band["type"]);
        Assert.Equal(("A & B", "2024"), ((string?)info["metadata"]![""]!["project"], (string?)info["metadata"]![""]!["year"]));
        Assert.Equal((0.5, -1.0, "m", "Red light"), ((double)band["scale"]!, (double)band["offset"]!, (string?)band["unit"], (string?)band["description"]));
        Assert.Equal("17", (string?)band["metadata"]![""]!["ORBIT"]);
        Assert.Equal(0, (double)band["noDataValue"]!);
        // 63 × 10 + 63 and its like are more than a byte has; no-data stays no-data, and 1 is the smallest value.
        Assert.Equal([0, 1, 2], ReadBand<byte>(path, 1, Engine.Blocks.ElementType.UInt8)[..3]);
        Assert.Equal(255, ReadBand<byte>(path, 1, Engine.Blocks.ElementType.UInt8)[^1]);
        Assert.Contains(Warnings, warning => warning.Contains("were saved as uint8, of which 0 is no-data: ", StringComparison.Ordinal));
        Assert.Contains(Warnings, warning => warning.Contains("GTiff has no option 'tile_grid'", StringComparison.Ordinal));
    }

    [SkippableFact]
    public void A_netCDF_file_has_them_too()
    {
        var path = Save("NC", """
            {"datatype":"float32","file_metadata":{"project":"A","pro ject":"B","pro_ject":"C"},
             "bands_metadata":{"B04":{"SCALE":0.5,"DESCRIPTION":"Red light","orbit":17,"Or bit":"x","units":"m","_FillValue":3}}}
            """);

        var read = RunPython("netCDF4", """
            import json, sys, netCDF4
            file = netCDF4.Dataset(sys.argv[1])
            band = file["B04"]
            band.set_auto_maskandscale(False)
            print(json.dumps({"type": str(band.dtype), "long": band.long_name, "orbit": float(band.orbit), "other": band.Or_bit, "units": band.units,
                "scale": float(band.scale_factor), "project": file.project, "second": file.pro_ject, "cell": float(band[..., 1, 1].flat[0]),
                "missing": str(band[..., 0, 0].flat[0])}))
            """, path);

        Assert.Equal("""
            {"type":"float32","long":"Red light","orbit":17,"other":"x","units":"m","scale":0.5,"project":"A","second":"B","cell":11,"missing":"nan"}
            """.Trim(), read.ToJsonString().Replace("17.0", "17", StringComparison.Ordinal).Replace("11.0", "11", StringComparison.Ordinal));
        Assert.Contains(Warnings, warning => warning.Contains("'_FillValue' in 'bands_metadata.B04' is left out", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("JPEG", """{"gray":0,"scale_min":0,"scale_max":700}""")]
    [InlineData("jpg", """{"gray":"B04","quality":95}""")]
    public void A_JPEG_is_a_grey_picture(string format, string options)
    {
        var path = Save(format, options);

        var info = GdalInfo(path);
        Assert.Equal(("JPEG", "Byte", 1), ((string?)info["driverShortName"], (string?)info["bands"]![0]!["type"], info["bands"]!.AsArray().Count));
        Assert.EndsWith(".jpg", path, StringComparison.Ordinal);
        var cells = ReadBand<byte>(path, 1, Engine.Blocks.ElementType.UInt8);
        Assert.InRange(cells[63 * 64 + 63], 240, 255);
        Assert.InRange(cells[5], 0, 20);
    }

    [Fact]
    public void A_thumbnail_is_a_small_GeoTIFF()
    {
        WriteTiff("large.tif", 1100, cell: at => at[2] % 2000 + 1);

        var path = Run(Plan("large.tif", then: """
            ,"s":{"process_id":"save_result","arguments":{"data":{"from_node":"l"},"format":"GTIFF-THUMB"},"result":true}
            """));

        var grid = Library.Describe(path).Grid;
        Assert.Equal((367, 367, 30.0), (grid.Width, grid.Height, grid.StepX));
        // The middle one of three pixels.
        Assert.Equal([2, 5, 8], ReadBand<ushort>(path, 1, Engine.Blocks.ElementType.UInt16)[..3]);
        Assert.Contains(Warnings, warning => warning.Contains("367 by 367 pixels of 1100 by 1100", StringComparison.Ordinal));
    }
}
