using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;

namespace OpenEo.Slices.Gdal.Tests;

public sealed class PngTests : GdalTest
{
    [Theory]
    [InlineData(ElementType.UInt8)]
    [InlineData(ElementType.UInt16)]
    public void Unsigned_values_stay_as_they_are(ElementType element)
    {
        var schema = Schema(element, null, 40, 600, "r", "g", "b");
        var path = PathOf("rgb.png");
        using (var sink = Library.Create(Target(path, "PNG", schema)))
        {
            WriteAll(sink, schema, position => position[2] % 200 + position[0]);
            sink.Complete([AnyStatistics, AnyStatistics, AnyStatistics]);
        }
        Assert.Equal("PNG", (string?)GdalInfo(path)["driverShortName"]);
        var info = Library.Describe(path);
        Assert.Equal([element, element, element], info.Bands.Select(band => band.Element));
        Assert.Equal(Enumerable.Range(0, 600).Select(x => (double)(x % 200 + 2)), ReadBand<double>(path, 3, ElementType.Float64)[..600]);
        Assert.Single(Directory.EnumerateFiles(Path.GetDirectoryName(path)!));
    }

    [Fact]
    public void Other_values_are_stretched_and_no_data_is_transparent()
    {
        var schema = Schema(ElementType.Float32, double.NaN, 2, 5);
        var path = PathOf("grey.png");
        using (var sink = Library.Create(Target(path, "png", schema)))
        {
            WriteAll(sink, schema, position => position[1] == 4 ? double.NaN : position[1] * 0.5 - 1);
            sink.Complete([new(-1, 0.5, 0, 0, 80)]);
        }
        Assert.Equal([0, 85, 170, 255, 0], ReadBand<byte>(path, 1, ElementType.UInt8)[..5]);
        Assert.Equal([255, 255, 255, 255, 0], ReadBand<byte>(path, 2, ElementType.UInt8)[..5]);
    }

    [Fact]
    public void Options_say_what_is_black_and_white()
    {
        var schema = Schema(ElementType.Int16, -1, 1, 4, "r", "g", "b");
        var path = PathOf("scaled.png");
        using (var sink = Library.Create(Target(path, "PNG", schema, ("SCALE_MIN", 0.0), ("scale_max", 2000.0))))
        {
            WriteAll(sink, schema, position => new[] { 0, 1000, 5000, 10 }[position[2]] + position[0]);
            sink.Complete([AnyStatistics, AnyStatistics, AnyStatistics]);
        }
        Assert.Equal(3, Library.Describe(path).Bands.Count);
        Assert.Equal([0, 128, 255, 1], ReadBand<byte>(path, 1, ElementType.UInt8));
    }

    [Fact]
    public void Signed_bytes_and_constant_images_work()
    {
        var schema = Schema(ElementType.Int8, -128, 1, 3);
        var path = PathOf("signed.png");
        using (var sink = Library.Create(Target(path, "PNG", schema)))
        {
            WriteAll(sink, schema, position => position[1] * 10 - 10);
            sink.Complete([new(-10, 10, 0, 0, 100)]);
        }
        Assert.Equal([0, 128, 255], ReadBand<byte>(path, 1, ElementType.UInt8));
        var flat = Schema(ElementType.Float64, double.NaN, 1, 3);
        using (var sink = Library.Create(Target(path, "PNG", flat)))
        {
            WriteAll(sink, flat, _ => 3);
            sink.Complete([new(3, 3, 3, 0, 100)]);
        }
        Assert.Equal([128, 128, 128], ReadBand<byte>(path, 1, ElementType.UInt8));
    }
}
