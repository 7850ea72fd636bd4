using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;

namespace OpenEo.Slices.Gdal.Tests;

public sealed class HttpTests : GdalTest
{
    readonly ConcurrentDictionary<string, byte[]> files = new();
    long sent;

    [Fact]
    public void Reads_a_part_of_a_remote_file_by_ranges()
    {
        var schema = Schema(ElementType.Float64, double.NaN, 1500, 1500);
        var path = PathOf("remote.tif");
        using (var sink = Library.Create(Target(path, "GTiff", schema, ("compression", "none"), ("overviews", "none"))))
        {
            WriteAll(sink, schema, position => position[0] * 1500 + position[1]);
            sink.Complete([AnyStatistics]);
        }
        using var server = Serve(out var address);
        var missing = Assert.Throws<RasterException>(() => Library.Describe($"{address}remote.tif?key=a%20b"));
        Assert.Contains("404", missing.Message);
        // A file that was not there a moment ago is found when it is.
        files["/remote.tif?key=a%20b"] = File.ReadAllBytes(path);
        Assert.Equal(schema.Grid, Library.Describe($"{address}remote.tif?key=a%20b").Grid);
        using var block = Pool.Rent(ElementType.Float64, 2, 2);
        Library.Read($"{address}remote.tif?key=a%20b", 1, 1100, 1200, block);
        Assert.Equal([1801100, 1801101, 1802600, 1802601], block.Cells1D<double>().ToArray());
        Assert.InRange(Interlocked.Read(ref sent), 1, new FileInfo(path).Length / 2);
    }

    HttpListener Serve(out string address)
    {
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            address = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/";
        }
        var server = new HttpListener { Prefixes = { address } };
        server.Start();
        _ = Task.Run(async () =>
        {
            while (server.IsListening) Answer(await server.GetContextAsync());
        });
        return server;
    }

    void Answer(HttpListenerContext context)
    {
        using var response = context.Response;
        if (!files.TryGetValue(context.Request.RawUrl!, out var bytes))
        {
            response.StatusCode = 404;
            return;
        }
        var (from, to) = (0, bytes.Length - 1);
        if (context.Request.Headers["Range"] is { } range)
        {
            var ends = range["bytes=".Length..].Split('-');
            (from, to) = (int.Parse(ends[0]), Math.Min(to, int.Parse(ends[1])));
            response.StatusCode = 206;
            response.Headers["Content-Range"] = $"bytes {from}-{to}/{bytes.Length}";
        }
        response.Headers["Accept-Ranges"] = "bytes";
        response.ContentLength64 = to - from + 1;
        if (context.Request.HttpMethod == "HEAD") return;
        Interlocked.Add(ref sent, to - from + 1);
        response.OutputStream.Write(bytes, from, to - from + 1);
    }
}
