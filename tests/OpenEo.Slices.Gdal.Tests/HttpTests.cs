using System.Text;
using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Gdal.Remote;

namespace OpenEo.Slices.Gdal.Tests;

/// <summary>Files at web servers, good ones and bad ones.</summary>
public sealed class HttpTests : GdalTest
{
    const int Side = 1500;

    readonly FaultServer server = new();
    readonly GdalLibrary remote = new(new GdalOptions { Pause = TimeSpan.FromMilliseconds(20) });

    /// <inheritdoc/>
    public override void Dispose()
    {
        remote.Dispose();
        server.Dispose();
        base.Dispose();
    }

    // Cells are numbered from "first"; uncompressed, so that a corrupt byte is a cell and a part is a part.
    byte[] Scene(int first = 0, string compression = "none")
    {
        var schema = Schema(ElementType.Float64, double.NaN, Side, Side);
        var path = PathOf($"{Guid.NewGuid():N}.tif");
        using (var sink = Library.Create(Target(path, "GTiff", schema, ("compression", compression), ("overviews", "none"))))
        {
            WriteAll(sink, schema, position => first + position[0] * Side + position[1]);
            sink.Complete([AnyStatistics]);
        }
        return File.ReadAllBytes(path);
    }

    string Put(string path, byte[] bytes)
    {
        server.Files["/" + path] = bytes;
        return server.Address + path;
    }

    double[] Read(string address, int x = 1100, int y = 1200)
    {
        using var block = Pool.Rent(ElementType.Float64, 2, 2);
        remote.Read(address, 1, x, y, block);
        return block.Cells1D<double>().ToArray();
    }

    static double[] Expected(int first = 0) => [first + 1801100, first + 1801101, first + 1802600, first + 1802601];

    string MessageOf(string address) => Assert.Throws<RasterException>(() => Read(address)).Message;

    [Fact]
    public void A_part_of_a_file_is_read_by_ranges()
    {
        var missing = MessageOf($"{server.Address}remote.tif?key=a%20b");
        Assert.Contains("404", missing, StringComparison.Ordinal);
        // A file that was not there a moment ago is found when it is.
        var address = Put("remote.tif?key=a%20b", Scene());
        Assert.Equal(Side, remote.Describe(address).Grid.Width);
        Assert.Equal(Expected(), Read(address));
        Assert.InRange(Interlocked.Read(ref server.Sent), 1, Side * Side * 8 / 2);
    }

    [Theory]
    [InlineData(429, "0")]
    [InlineData(503, "1")]
    [InlineData(500, null)]
    [InlineData(408, null)]
    public void A_busy_server_is_asked_again(int status, string? after)
    {
        var address = Put("busy.tif", Scene());
        server.Instead = (context, before) =>
        {
            if (before % 3 == 2) return false;
            context.Response.StatusCode = status;
            if (after is not null) context.Response.Headers["Retry-After"] = after;
            return true;
        };
        Assert.Equal(Expected(), Read(address));
    }

    [Theory]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(410)]
    public void What_the_server_refuses_is_asked_for_once_and_told(int status)
    {
        server.Instead = (context, _) =>
        {
            context.Response.StatusCode = status;
            return true;
        };
        var message = MessageOf(server.Address + "refused.tif");
        Assert.Contains($"{status}", message, StringComparison.Ordinal);
        Assert.Contains("refused.tif", message, StringComparison.Ordinal);
        Assert.InRange(server.Requests, 1, 3);
    }

    [Fact]
    public void A_server_that_stays_busy_is_given_up_with_its_words()
    {
        server.Instead = (context, _) =>
        {
            context.Response.StatusCode = 429;
            return true;
        };
        Assert.Contains("429", MessageOf(server.Address + "never.tif"), StringComparison.Ordinal);
    }

    [Fact]
    public void Connections_that_break_in_the_middle_are_made_again()
    {
        var scene = Scene();
        var address = Put("breaks.tif", scene);
        server.Instead = (context, before) =>
        {
            if (before % 2 == 1) return false;
            context.Response.StatusCode = 206;
            context.Response.Headers["Content-Range"] = $"bytes 0-65535/{scene.Length}";
            context.Response.Headers["ETag"] = "\"1\"";
            context.Response.ContentLength64 = 65536;
            context.Response.OutputStream.Write(scene, 0, 1000);
            context.Response.Abort();
            return true;
        };
        Assert.Equal(Expected(), Read(address));
    }

    [Fact]
    public void A_server_without_ranges_gives_the_whole_file_once()
    {
        var scene = Scene();
        var address = Put("whole.tif", scene);
        server.KnowsRanges = false;
        Assert.Equal(Expected(), Read(address));
        Assert.Equal(Expected(), Read(address));
        Assert.Equal(scene.Length, Interlocked.Read(ref server.Sent));
    }

    [Fact]
    public void A_file_that_is_replaced_between_two_plans_is_read_anew()
    {
        var address = Put("replaced.tif", Scene());
        Assert.Equal(Expected(), Read(address));
        Put("replaced.tif", Scene(first: 5));
        server.Tag = "\"2\"";
        remote.Refresh(default);
        Assert.Equal(Expected(5), Read(address));
        // And one that is the same is not.
        var sent = Interlocked.Read(ref server.Sent);
        remote.Refresh(default);
        Assert.Equal(Expected(5), Read(address));
        Assert.InRange(Interlocked.Read(ref server.Sent) - sent, 0, 10);
    }

    [Fact]
    public void A_file_that_is_replaced_while_it_is_read_is_never_mixed()
    {
        var address = Put("mixed.tif", Scene());
        Assert.Equal([0.0, 1, Side, Side + 1], Read(address, 0, 0));
        Put("mixed.tif", Scene(first: 5));
        server.Tag = "\"2\"";
        Assert.Contains("replaced", MessageOf(address), StringComparison.Ordinal);
        remote.Refresh(default);
        Assert.Equal(Expected(5), Read(address));
    }

    [Fact]
    public void A_file_that_is_found_replaced_while_it_is_fetched_ahead_is_not_mixed()
    {
        var address = Put("ahead.tif", Scene());
        Assert.Equal([0.0, 1, Side, Side + 1], Read(address, 0, 0));
        Put("ahead.tif", Scene(first: 5));
        server.Tag = "\"2\"";
        remote.Foresee([new RasterRead(address, 1, 0, 1000, Side, 500)]);
        Thread.Sleep(1000);
        Assert.Contains("replaced", MessageOf(address), StringComparison.Ordinal);
        Assert.Contains("replaced", MessageOf(address), StringComparison.Ordinal);
        remote.Refresh(default);
        Assert.Equal(Expected(5), Read(address));
    }

    [Fact]
    public void A_server_that_gives_ranges_and_then_the_whole_file_is_not_believed()
    {
        var address = Put("turns.tif", Scene());
        Assert.Equal([0.0, 1, Side, Side + 1], Read(address, 0, 0));
        server.KnowsRanges = false;
        Assert.Contains("and then does not", MessageOf(address), StringComparison.Ordinal);
        Assert.Contains("and then does not", MessageOf(address), StringComparison.Ordinal);
    }

    [Fact]
    public void Ranges_that_are_in_no_file_are_not_foreseen()
    {
        server.Files["/far.bin"] = new byte[100_000];
        var memory = new RemoteMemory();
        using var files = new RemoteFiles(
            new RemoteClient(new HttpClient(), TimeSpan.FromMilliseconds(20), memory), memory, 1 << 20, Path.GetTempPath(), 0, _ => { });
        var file = files[server.Address + "far.bin"];
        Assert.Equal(100_000, file.Length());
        Assert.Equal(0, file.Fetch([(long.MaxValue - 5, 100), (5, long.MaxValue), (-1, 5), (99_999, 2)]));
    }

    [Fact]
    public void Memory_of_bytes_that_were_given_up_is_used_for_others_but_not_while_somebody_reads_them()
    {
        const int Files = 4, Length = 3_000_000, Room = 1 << 20;
        for (var i = 0; i < Files; i++) server.Files[$"/{i}.bin"] = [.. Enumerable.Range(0, Length).Select(at => Value(i, at))];
        var memory = new RemoteMemory();
        using var files = new RemoteFiles(
            new RemoteClient(new HttpClient(), TimeSpan.FromMilliseconds(20), memory), memory, Room, Path.GetTempPath(), 0, _ => { });
        Parallel.For(0, 8, thread =>
        {
            var (random, target) = (new Random(thread), new byte[300_000]);
            for (var round = 0; round < 60; round++)
            {
                var (which, offset) = (random.Next(Files), random.Next(Length));
                var file = files[$"{server.Address}{which}.bin"];
                if (round % 3 == 0 && file.Length() > 0) file.Fetch([(offset, Math.Min(500_000, Length - offset))]);
                var count = file.Read(offset, target.AsSpan(0, random.Next(1, target.Length)));
                for (var i = 0; i < count; i++)
                    if (target[i] != Value(which, offset + i)) Assert.Fail($"byte {offset + i} of file {which} is another one");
                if (round % 20 == 19) files.Release();
            }
        });

        static byte Value(int file, int at) => (byte)((at * 31) ^ (at >> 8) ^ (at >> 15) ^ (file * 77));
    }

    [Fact]
    public void Bytes_that_are_no_image_are_told_with_the_address()
    {
        var address = Put("broken.tif", [.. "II*\0"u8, .. Encoding.ASCII.GetBytes(new string('x', 5000))]);
        Assert.Contains("broken.tif", MessageOf(address), StringComparison.Ordinal);
        var scene = Scene(compression: "deflate");
        for (var i = scene.Length / 2; i < scene.Length - 100; i++) scene[i] ^= 0x55;
        address = Put("corrupt.tif", scene);
        Assert.Contains("corrupt.tif", MessageOf(address), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("with space.tif", "/with%20space.tif")]
    [InlineData("größe.tif", "/gr%C3%B6%C3%9Fe.tif")]
    [InlineData("a%2Fb.tif?sig=x%2By%3D&se=2030-01-01T00%3A00%3A00Z", "/a%2Fb.tif?sig=x%2By%3D&se=2030-01-01T00%3A00%3A00Z")]
    [InlineData("percent%25.tif", "/percent%25.tif")]
    public void Addresses_are_sent_as_they_are_written_and_escaped_where_they_are_not(string written, string sent)
    {
        server.Files[sent] = Scene();
        Assert.Equal(Expected(), Read(server.Address + written));
    }

    [Fact]
    public void Redirects_are_followed()
    {
        Put("there.tif", Scene());
        server.Instead = (context, _) =>
        {
            if (context.Request.RawUrl != "/here.tif") return false;
            context.Response.Redirect(server.Address + "there.tif");
            return true;
        };
        Assert.Equal(Expected(), Read(server.Address + "here.tif"));
    }

    [Fact]
    public void What_is_foreseen_comes_with_few_requests_many_at_a_time_and_each_byte_once()
    {
        var scene = Scene();
        string[] addresses = [.. Enumerable.Range(0, 12).Select(i => Put($"{i}.tif", scene))];
        server.Delay = TimeSpan.FromMilliseconds(50);
        Parallel.ForEach(addresses, new ParallelOptions { MaxDegreeOfParallelism = 12 }, address =>
            remote.Foresee([new RasterRead(address, 1, 0, 0, Side, Side)]));
        using var block = Pool.Rent(ElementType.Float64, Side, Side);
        foreach (var address in addresses) remote.Read(address, 1, 0, 0, block);
        Assert.Equal(Side * Side - 1, block.Cells1D<double>()[^1]);
        var stored = 12L * scene.Length;
        Assert.InRange(remote.RemoteCounts.Bytes, stored * 0.9, stored * 1.05);
        Assert.InRange(server.Requests, 12, 12 * 8);
        Assert.InRange(server.Peak, 8, 64);
    }

    [Fact]
    public void Beginnings_that_are_expected_come_at_the_same_time_though_one_thread_opens_the_files()
    {
        var scene = Scene();
        List<string> addresses = [.. Enumerable.Range(0, 20).Select(i => Put($"expected-{i}.tif", scene))];
        server.Delay = TimeSpan.FromMilliseconds(100);
        foreach (var address in addresses) remote.Expect(address);
        foreach (var address in addresses) Assert.Equal(Side, remote.Describe(address).Grid.Width);
        Assert.Equal(addresses.Count, server.Requests);
        Assert.InRange(server.Peak, 8, 64);
    }

    [Theory]
    [InlineData("\"1\"")]
    [InlineData(null)]
    public void A_file_that_is_expected_again_and_is_another_now_is_read_anew(string? tag)
    {
        var address = Put("again.tif", Scene());
        server.Tag = tag;
        Assert.Equal(Expected(), Read(address));
        Put("again.tif", Scene(first: 5));
        if (tag is not null) server.Tag = "\"2\"";
        remote.Refresh(default);
        remote.Expect(address);
        Assert.Equal(Expected(5), Read(address));
    }

    [Fact]
    public void A_failure_that_was_expected_is_told_to_the_next_reader_and_not_to_the_one_after()
    {
        remote.Expect(server.Address + "late.tif");
        Assert.True(SpinWait.SpinUntil(() => server.Requests == 1, TimeSpan.FromSeconds(10)));
        Thread.Sleep(100);
        Assert.Contains("404", MessageOf(server.Address + "late.tif"), StringComparison.Ordinal);
        Assert.InRange(server.Requests, 1, 3);
        Assert.Equal(Expected(), Read(Put("late.tif", Scene())));
    }

    [Fact]
    public void A_file_without_foresight_is_read_in_growing_parts()
    {
        var scene = Scene();
        var address = Put("unforeseen.tif", scene);
        using var block = Pool.Rent(ElementType.Float64, Side, Side);
        remote.Read(address, 1, 0, 0, block);
        Assert.InRange(server.Requests, 1, 60);
        Assert.InRange(Interlocked.Read(ref server.Sent), scene.Length * 0.9, scene.Length * 1.1);
    }
}
