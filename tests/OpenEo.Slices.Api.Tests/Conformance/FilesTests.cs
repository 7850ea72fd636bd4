using System.Security.Cryptography;
using System.Text.Json;
using OpenEo.Slices.Api.Tests.Features.Files;
using OpenEo.Slices.Api.Tests.Running;

namespace OpenEo.Slices.Api.Tests.Conformance;

[Collection("jobs")]
public sealed class FilesTests(JobFixture api) : Requirement(api)
{
    [Fact]
    public async Task L3FS_500_files_need_a_login() => await NeedsLoginAsync("GET", "files", 200);

    [Fact]
    public async Task L3FS_501_files_and_links_are_lists()
    {
        var list = await Me.GetJsonAsync("files");
        Assert.True(list.GetProperty("files").ValueKind is JsonValueKind.Array && list.GetProperty("links").ValueKind is JsonValueKind.Array);
    }

    [Fact]
    public async Task L3FS_502_files_come_in_pages_when_wanted()
    {
        using var client = Api.CreateClient("files-pages");
        foreach (var path in (string[])["b", "a/1", "c", "a/2", "d"]) await (await client.PutFileAsync(path, [1])).ShouldBeAsync(200);
        Assert.Equal(["a/1", "a/2", "b", "c", "d"], await PagesAsync(client, "files", "files", "path"));
    }

    [Fact]
    public async Task L3FS_503_all_files_come_without_a_limit()
    {
        using var client = Api.CreateClient("files-many");
        for (var i = 0; i < 60; i++) await (await client.PutFileAsync($"{i}", [1])).ShouldBeAsync(200);
        Assert.Equal(60, (await client.ListFilesAsync()).Count);
    }

    [Fact]
    public async Task L3FS_504_files_have_paths()
    {
        await (await Me.PutFileAsync("has/path.txt", [1])).ShouldBeAsync(200);
        Assert.Contains("has/path.txt", await Me.ListFilesAsync());
    }

    [Fact]
    public async Task L3FS_505_files_have_size_and_time()
    {
        await (await Me.PutFileAsync("sized", [1, 2, 3])).ShouldBeAsync(200);
        var file = (await Me.GetJsonAsync("files")).GetProperty("files").EnumerateArray().Single(file => file.GetProperty("path").GetString() == "sized");
        Assert.Equal(3, file.GetProperty("size").GetInt32());
        Assert.EndsWith("Z", file.GetProperty("modified").GetString());
    }

    [Fact]
    public async Task L3FS_506_paths_are_relative_and_plain()
    {
        await (await Me.PutFileAsync("a%20b/%C3%A4.txt", [1])).ShouldBeAsync(200);
        Assert.Contains("a b/ä.txt", await Me.ListFilesAsync());
        Assert.All(await Me.ListFilesAsync(), path => Assert.False(path.StartsWith('/') || path.Contains('\\') || path.Contains('%')));
    }

    [Fact]
    public async Task L3FS_510_files_are_uploaded_with_a_login() => await NeedsLoginAsync("PUT", "files/uploaded.txt", 200, "hello", "application/octet-stream");

    [Theory]
    [InlineData("a/b/c.txt", "a/b/c.txt")]
    [InlineData("a%2Fb%2Fd.txt", "a/b/d.txt")]
    public async Task L3FS_511_paths_may_have_slashes(string address, string path) => Assert.Equal(path, (await (await Me.PutFileAsync(address, [1])).ShouldBeAsync(200)).GetProperty("path").GetString());

    [Fact]
    public async Task L3FS_512_folders_come_with_their_files()
    {
        await (await Me.PutFileAsync("folder/inner/x", [1])).ShouldBeAsync(200);
        await (await Me.GetAsync("files/folder/inner")).ShouldBeErrorAsync(400, "FileOperationUnsupported");
        await (await Me.DeleteAsync("files/folder/inner/x")).ShouldBeAsync(204);
        await (await Me.GetAsync("files/folder/inner")).ShouldBeErrorAsync(404, "FileNotFound");
    }

    [Fact]
    public async Task L3FS_513_files_are_replaced()
    {
        foreach (byte version in (byte[])[1, 2]) await (await Me.PutFileAsync("replaced", [version])).ShouldBeAsync(200);
        Assert.Equal([2], await Me.GetByteArrayAsync("files/replaced"));
    }

    [Fact]
    public async Task L3FS_520_files_are_downloaded_with_a_login()
    {
        await (await Me.PutFileAsync("downloaded", [1])).ShouldBeAsync(200);
        await NeedsLoginAsync("GET", "files/downloaded", 200);
    }

    [Fact]
    public async Task L3FS_521_what_comes_back_is_what_was_sent_with_a_media_type()
    {
        var content = RandomNumberGenerator.GetBytes(300_000);
        await (await Me.PutFileAsync("bytes.tif", content)).ShouldBeAsync(200);
        var response = await Me.GetAsync("files/bytes.tif");
        Assert.Equal(SHA256.HashData(content), SHA256.HashData(await response.Content.ReadAsByteArrayAsync()));
        Assert.Equal("image/tiff", response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task L3FS_530_files_are_deleted_with_a_login()
    {
        await (await Me.PutFileAsync("removed", [1])).ShouldBeAsync(200);
        await NeedsLoginAsync("DELETE", "files/removed", 204);
    }

    [Fact]
    public async Task L3FS_531_what_was_deleted_is_gone()
    {
        await (await Me.PutFileAsync("gone", [1])).ShouldBeAsync(200);
        await (await Me.DeleteAsync("files/gone")).ShouldBeAsync(204);
        await (await Me.DeleteAsync("files/gone")).ShouldBeErrorAsync(404, "FileNotFound");
    }
}
