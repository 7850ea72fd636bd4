namespace OpenEo.Slices.Api.Tests.Features.Files;

public sealed class ListFilesTests(FilesFixture api) : IClassFixture<FilesFixture>
{
    [Fact]
    public async Task The_users_own_files_are_listed_with_size_and_time_in_pages_when_wanted()
    {
        using var client = api.CreateClient("list-files");
        using var other = api.CreateClient("list-files-other");
        await (await other.PutFileAsync("a", [1])).ShouldBeAsync(200);
        foreach (var path in (string[])["b.txt", "a/1.txt", "a/2 3.txt"])
            await (await client.PutFileAsync(Uri.EscapeDataString(path), [1, 2, 3])).ShouldBeAsync(200);
        var all = (await client.GetJsonAsync("files")).GetProperty("files").EnumerateArray().ToList();
        Assert.Equal(["a/1.txt", "a/2 3.txt", "b.txt"], all.Select(file => file.GetProperty("path").GetString()));
        Assert.All(all,
            file => Assert.True(file.GetProperty("size").GetInt64() == 3 && file.GetProperty("modified").GetDateTime() > DateTime.UtcNow.AddHours(-1)));

        var seen = new List<string?>();
        for (var address = "files?limit=1"; address is not null;)
        {
            var page = await client.GetJsonAsync(address);
            seen.Add(Assert.Single(page.GetProperty("files").EnumerateArray()).GetProperty("path").GetString());
            address = page.GetProperty("links").EnumerateArray().Where(link => link.GetProperty("rel").GetString() == "next")
                .Select(link => link.GetProperty("href").GetString()).SingleOrDefault();
        }
        Assert.Equal(["a/1.txt", "a/2 3.txt", "b.txt"], seen);
    }
}
