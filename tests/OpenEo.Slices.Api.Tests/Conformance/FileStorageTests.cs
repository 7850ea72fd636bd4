using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;

namespace OpenEo.Slices.Api.Tests.Conformance;

[Collection("conformance")]
public sealed class FileStorageTests(BackEnd api)
{
    static Task<HttpResponseMessage> PutAsync(HttpClient client, string path, byte[] content) =>
        client.PutAsync($"files/{path}", new ByteArrayContent(content) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } });

    // A client of somebody who has these files, of three bytes each, and no others.
    async Task<HttpClient> OwnerAsync(string user, params string[] paths)
    {
        var client = api.CreateClient(user);
        foreach (var path in paths) await (await PutAsync(client, path, [1, 2, 3])).ShouldBeAsync(200);
        return client;
    }

    async Task NeedsALoginAsync(string method, string path = "files/any.txt")
    {
        using var nobody = api.CreateClient(null);
        await (await nobody.SendAsync(method, path)).ShouldBeErrorAsync(401, "AuthenticationRequired");
    }

    [Fact]
    public async Task L3FS_500_users_can_list_their_files_and_only_theirs()
    {
        using var owner = await OwnerAsync("files-500", "mine.txt");
        using var other = await OwnerAsync("files-500-other", "theirs.txt");
        Assert.Equal(["mine.txt"], (await owner.GetJsonAsync("files")).Texts("files", "path"));
        await NeedsALoginAsync("GET", "files");
    }

    [Fact]
    public async Task L3FS_501_files_and_links_are_lists()
    {
        using var client = await OwnerAsync("files-501");
        var document = await client.GetJsonAsync("files");
        Assert.Empty(document.List("files"));
        Assert.Equal(JsonValueKind.Array, document.GetProperty("links").ValueKind);
    }

    [Fact]
    public async Task L3FS_502_pages_have_the_length_asked_for_and_cover_the_list()
    {
        using var client = await OwnerAsync("files-502", "a", "b/c", "d");
        Assert.Equal(["a", "b/c", "d"], (await client.PagesAsync("files", "files", 2)).Select(file => file.Text("path")));
        await (await client.GetAsync("files?limit=0")).ShouldBeErrorAsync(400, "RequestInvalid");
    }

    [Fact]
    public async Task L3FS_503_without_a_limit_all_come_at_once()
    {
        var paths = Enumerable.Range(10, 60).Select(number => $"f{number}").ToArray();
        using var client = await OwnerAsync("files-503", paths);
        var document = await client.GetJsonAsync("files");
        Assert.Equal(paths, document.Texts("files", "path").Order());
        Assert.Empty(document.Links("next"));
    }

    [Fact]
    public async Task L3FS_504_files_have_a_path_and_no_member_without_a_value()
    {
        using var client = await OwnerAsync("files-504", "a.txt", "folder/b.txt");
        var document = await client.GetJsonAsync("files");
        Assert.Equal(["a.txt", "folder/b.txt"], document.Texts("files", "path").Order());
        Assert.Empty(document.Nulls());
    }

    [Fact]
    public async Task L3FS_505_files_have_a_size_and_the_time_of_their_last_change()
    {
        using var client = await OwnerAsync("files-505", "a.txt");
        var before = (await client.GetJsonAsync("files")).List("files").Single();
        await (await PutAsync(client, "a.txt", [1, 2, 3, 4])).ShouldBeAsync(200);
        var after = (await client.GetJsonAsync("files")).List("files").Single();
        Assert.Equal((3, 4), (before.GetProperty("size").GetInt32(), after.GetProperty("size").GetInt32()));
        Assert.InRange(before.GetProperty("modified").GetDateTimeOffset(), api.Clock.GetUtcNow().AddMinutes(-5),
            after.GetProperty("modified").GetDateTimeOffset());
    }

    [Fact]
    public async Task L3FS_506_paths_are_relative_with_slashes_and_without_escapes()
    {
        using var client = await OwnerAsync("files-506", "folder/a%20b%2Bc.txt", "%C3%B6l.txt");
        Assert.Equal(["folder/a b+c.txt", "öl.txt"], (await client.GetJsonAsync("files")).Texts("files", "path").Order(StringComparer.Ordinal));
        foreach (var bad in (string[])["a%5Cb", "%2Fabsolute", "a%2F..%2Fb"]) Assert.InRange((int)(await PutAsync(client, bad, [1])).StatusCode, 400, 499);
    }

    [Fact]
    public async Task L3FS_510_files_can_be_uploaded()
    {
        using var client = api.CreateClient("files-510");
        var stored = await (await PutAsync(client, "new.bin", [1, 2, 3])).ShouldBeAsync(200);
        Assert.Equal(("new.bin", 3), (stored.Text("path"), stored.GetProperty("size").GetInt32()));
        await NeedsALoginAsync("PUT");
    }

    [Fact]
    public async Task L3FS_511_slashes_in_addresses_are_part_of_the_path_escaped_or_not()
    {
        using var client = await OwnerAsync("files-511", "a/b/c.txt", "d%2Fe.txt");
        Assert.Equal(["a/b/c.txt", "d/e.txt"], (await client.GetJsonAsync("files")).Texts("files", "path"));
        foreach (var path in (string[])["a%2Fb/c.txt", "a/b/c.txt", "d/e.txt", "d%2Fe.txt"])
            Assert.Equal([1, 2, 3], await client.GetByteArrayAsync($"files/{path}"));
    }

    [Fact]
    public async Task L3FS_512_folders_come_and_go_with_their_files()
    {
        using var client = await OwnerAsync("files-512", "one/two/deep.txt", "one/flat.txt");
        await (await client.GetAsync("files/one")).ShouldBeErrorAsync(400, "FileOperationUnsupported");
        await (await client.DeleteAsync("files/one/two/deep.txt")).ShouldBeAsync(204);
        await (await client.GetAsync("files/one/two")).ShouldBeErrorAsync(404, "FileNotFound");
        Assert.Equal(["one/flat.txt"], (await client.GetJsonAsync("files")).Texts("files", "path"));
    }

    [Fact]
    public async Task L3FS_513_uploading_again_replaces_the_file()
    {
        using var client = await OwnerAsync("files-513", "same.txt");
        await (await PutAsync(client, "same.txt", [9])).ShouldBeAsync(200);
        Assert.Equal([9], await client.GetByteArrayAsync("files/same.txt"));
        Assert.Equal(["same.txt"], (await client.GetJsonAsync("files")).Texts("files", "path"));
    }

    [Fact]
    public async Task L3FS_520_users_can_download_their_files_and_only_theirs()
    {
        using var owner = await OwnerAsync("files-520", "mine.txt");
        using var other = await OwnerAsync("files-520-other");
        Assert.Equal([1, 2, 3], await owner.GetByteArrayAsync("files/mine.txt"));
        await (await other.GetAsync("files/mine.txt")).ShouldBeErrorAsync(404, "FileNotFound");
        await NeedsALoginAsync("GET");
    }

    [Theory]
    [InlineData("data.bin", "application/octet-stream")]
    [InlineData("scene.tif", "image/tiff")]
    [InlineData("shape.geojson", "application/geo+json")]
    [InlineData("notes.json", "application/json")]
    public async Task L3FS_521_files_come_back_byte_by_byte_with_their_media_type(string path, string mediaType)
    {
        using var client = api.CreateClient("files-521");
        var content = RandomNumberGenerator.GetBytes(70_000);
        await (await PutAsync(client, path, content)).ShouldBeAsync(200);
        using var response = await client.GetAsync($"files/{path}");
        Assert.Equal(SHA256.HashData(content), SHA256.HashData(await response.Content.ReadAsByteArrayAsync()));
        Assert.Equal(mediaType, response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task L3FS_530_users_can_delete_their_files_and_only_theirs()
    {
        using var owner = await OwnerAsync("files-530", "mine.txt");
        using var other = await OwnerAsync("files-530-other");
        await (await other.DeleteAsync("files/mine.txt")).ShouldBeErrorAsync(404, "FileNotFound");
        Assert.Equal([1, 2, 3], await owner.GetByteArrayAsync("files/mine.txt"));
        await (await owner.DeleteAsync("files/mine.txt")).ShouldBeAsync(204);
        await NeedsALoginAsync("DELETE");
    }

    [Fact]
    public async Task L3FS_531_deleting_answers_204_and_then_404()
    {
        using var client = await OwnerAsync("files-531", "gone.txt", "stays.txt");
        using var response = await client.DeleteAsync("files/gone.txt");
        await response.ShouldBeAsync(204);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
        Assert.Equal(["stays.txt"], (await client.GetJsonAsync("files")).Texts("files", "path"));
        await (await client.DeleteAsync("files/gone.txt")).ShouldBeErrorAsync(404, "FileNotFound");
        await (await client.GetAsync("files/gone.txt")).ShouldBeErrorAsync(404, "FileNotFound");
    }
}
