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

    // The address of a store in four chunks, with the name of the last chunk.
    (RasterLocation Store, string Last) Zarr()
    {
        var (path, folder) = (Written(), PathOf("store.zarr"));
        Run("gdalmdimtranslate", "-q", "-of", "Zarr", "-co", "ARRAY:IF(DIM=2):BLOCKSIZE=10,10", path, folder);
        foreach (var file in Directory.GetFiles(folder, "*", SearchOption.AllDirectories))
            server.Files["/store.zarr/" + Path.GetRelativePath(folder, file)] = File.ReadAllBytes(file);
        return (new RasterLocation(server.Address + "store.zarr", "Zarr"), server.Files.Keys.Single(name => name.EndsWith("/a/1.1", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_chunk_of_a_zarr_store_that_was_never_written_has_no_data()
    {
        var (store, last) = Zarr();
        server.Files.Remove(last, out _);

        var cells = Read(store);

        Assert.Equal(Expected.Select((cell, i) => i / Side >= 10 && i % Side >= 10 ? (short)-1 : cell), cells);
    }

    [Fact]
    public void A_chunk_of_a_zarr_store_that_does_not_come_is_told()
    {
        var (store, last) = Zarr();
        server.Instead = (context, _) =>
        {
            if (context.Request.RawUrl != last) return false;
            context.Response.StatusCode = 503;
            return true;
        };

        Assert.Contains("503", Assert.Throws<RasterException>(() => Read(store)).Message, StringComparison.Ordinal);
    }

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
