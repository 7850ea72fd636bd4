namespace OpenEo.Slices.Api.Tests.Features.Files;

public sealed class DeleteFileTests(FilesFixture api) : IClassFixture<FilesFixture>
{
    [Fact]
    public async Task A_deleted_file_is_gone_with_its_content_and_only_that_one()
    {
        using var alice = api.CreateClient();
        using var bob = api.CreateClient("bob");
        foreach (var client in (HttpClient[])[alice, bob]) await (await client.PutFileAsync("a/b.txt", [1])).ShouldBeAsync(200);
        var before = api.Contents.Count;
        await (await alice.DeleteAsync("files/a")).ShouldBeErrorAsync(400, "FileOperationUnsupported");
        await (await alice.DeleteAsync("files/a/b.txt")).ShouldBeAsync(204);
        await (await alice.DeleteAsync("files/a/b.txt")).ShouldBeErrorAsync(404, "FileNotFound");
        Assert.Empty(await alice.ListFilesAsync());
        Assert.Equal(["a/b.txt"], await bob.ListFilesAsync());
        Assert.Equal(before - 1, api.Contents.Count);
    }
}
