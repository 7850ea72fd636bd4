using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;

namespace OpenEo.Slices.Gdal.Tests;

/// <summary>Files of arrays at web servers.</summary>
public sealed class RemoteArrayTests : GdalTest
{
    const int Side = 20;

    readonly FaultServer server = new();
    readonly GdalLibrary remote = new(new GdalOptions { Pause = TimeSpan.FromMilliseconds(20) });

    /// <inheritdoc/>
    public override void Dispose()
    {
        remote.Dispose();
        server.Dispose();
        base.Dispose();
    }

    // Cells are numbered from 1.
    string Written()
    {
        var schema = Schema(ElementType.Int16, -1, Side, Side, "a");
        var path = PathOf("data.nc");
        using var sink = Library.Create(Target(path, "netCDF", schema));
        WriteAll(sink, schema, position => 1 + position[^2] * Side + position[^1]);
        sink.Complete([AnyStatistics]);
        return path;
    }

    short[] Read(RasterLocation location)
    {
        using var block = Pool.Rent(ElementType.Int16, Side, Side);
        remote.Read(location, 1, 0, 0, block);
        return block.Cells1D<short>().ToArray();
    }

    static IEnumerable<short> Expected => Enumerable.Range(1, Side * Side).Select(cell => (short)cell);

    [Theory]
    [InlineData("data.nc")]
    [InlineData("data?name=netcdf")]
    public void A_netcdf_file_is_read_from_a_copy(string name)
    {
        server.Files["/" + name] = File.ReadAllBytes(Written());
        Assert.Equal(Expected, Read(new RasterLocation(server.Address + name, "application/netcdf")));
    }

    [Fact]
    public void What_is_wrong_with_a_copy_is_said_of_its_address()
    {
        var (path, other) = (PathOf("link.nc"), PathOf("other.nc"));
        HostileHdf5.WritePlain(other);
        HostileHdf5.WriteExternalLink(path, other);
        server.Files["/link.nc"] = File.ReadAllBytes(path);
        server.Files["/none.nc"] = new byte[5000];
        foreach (var name in (string[])["link.nc", "none.nc"])
        {
            var message = Assert.Throws<RasterException>(() => remote.Describe(server.Address + name)).Message;
            Assert.Contains(server.Address + name, message, StringComparison.Ordinal);
            Assert.DoesNotContain(Path.GetTempPath(), message, StringComparison.Ordinal);
        }
    }
}
