using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Faults;

namespace OpenEo.Slices.Gdal.Tests;

/// <summary>Objects of stores: known by their own address, asked for at one that changes.</summary>
public sealed class ObjectTests : GdalTest
{
    const string Key = "s3://bucket/a b/größe+100%25.tif";

    readonly FaultServer server = new();
    int signatures;

    /// <inheritdoc/>
    public override void Dispose()
    {
        server.Dispose();
        base.Dispose();
    }

    GdalLibrary Remote(Func<string, Uri> sign) => new(new GdalOptions
    {
        Pause = TimeSpan.FromMilliseconds(20),
        Objects = (location, _) => new(sign(location)),
    });

    byte[] Scene()
    {
        var schema = Schema(ElementType.Float64, double.NaN, 600, 600);
        var path = PathOf("scene.tif");
        using (var sink = Library.Create(Target(path, "GTiff", schema, ("compression", "none"), ("overviews", "none"))))
        {
            WriteAll(sink, schema, position => position[0] * 600 + position[1]);
            sink.Complete([AnyStatistics]);
        }
        return File.ReadAllBytes(path);
    }

    double First(GdalLibrary library, string location, int y)
    {
        using var block = Pool.Rent(ElementType.Float64, 1, 1);
        library.Read(location, 1, 0, y, block);
        return block.Cells1D<double>()[0];
    }

    [Fact]
    public void Each_request_is_signed_anew_and_what_is_in_memory_stays()
    {
        var scene = Scene();
        for (var i = 1; i < 50; i++) server.Files[$"/x?sig={i}"] = scene;
        using var library = Remote(location => location == Key
            ? new Uri($"{server.Address}x?sig={++signatures}") : throw new InvalidOperationException(location));
        Assert.Equal(600, library.Describe(Key).Grid.Width);
        Assert.Equal(500 * 600, First(library, Key, 500));
        Assert.InRange(signatures, 2, 10);
        var asked = server.Requests;
        Assert.Equal(500 * 600, First(library, Key, 500));
        Assert.Equal((asked, asked), (server.Requests, signatures));
        library.Refresh(default);
        Assert.Equal(500 * 600, First(library, Key, 500));
        Assert.Equal(asked + 1, server.Requests);
    }

    [Fact]
    public void What_goes_wrong_is_told_of_the_object_and_not_of_the_signed_address()
    {
        server.Instead = (context, _) =>
        {
            context.Response.StatusCode = 403;
            context.Response.ContentType = "application/xml";
            context.Response.OutputStream.Write("<Error><Code>ExpiredToken</Code><Message>Too late.</Message><Token>secret</Token></Error>"u8);
            return true;
        };
        using var library = Remote(_ => new Uri($"{server.Address}x?sig=secret"));
        var message = Assert.Throws<RasterException>(() => library.Describe(Key)).Message;
        Assert.Contains(Key, message, StringComparison.Ordinal);
        Assert.Contains("403 Forbidden (ExpiredToken: Too late)", message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", message, StringComparison.Ordinal);
        server.Dispose();
        message = Assert.Throws<RasterException>(() => library.Describe("s3://bucket/other.tif")).Message;
        Assert.DoesNotContain("secret", message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_object_that_nobody_signs_is_not_read()
    {
        using var refusing = Remote(location => throw new ProcessGraphException(new Fault(FaultCodes.PermissionsInsufficient, $"'{location}' has no key.")));
        Assert.Contains("has no key", Assert.Throws<RasterException>(() => refusing.Describe(Key)).Message, StringComparison.Ordinal);
        Assert.Contains("not read here", Assert.Throws<RasterException>(() => Library.Describe(Key)).Message, StringComparison.Ordinal);
        Assert.Equal(0, server.Requests);
    }
}
