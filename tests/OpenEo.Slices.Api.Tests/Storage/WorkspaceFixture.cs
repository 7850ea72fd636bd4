using OpenEo.Slices.Api.Tests.Access;

namespace OpenEo.Slices.Api.Tests.Storage;

/// <summary>
/// A service with workspaces: the folder <c>disk</c> with a part for each user, the folder <c>common</c> for all, the folder <c>bobs</c> for bob alone, the
/// bucket <c>store</c>, and <c>locked</c>, a bucket whose key is wrong.
/// </summary>
public sealed class WorkspaceFixture : ObjectStoreFixture
{
    readonly string folder = Directory.CreateTempSubdirectory("openeo-workspaces-").FullName;

    /// <summary>The folder of a workspace.</summary>
    public string PathOf(string workspace) => Directory.CreateDirectory(Path.Combine(folder, workspace)).FullName;

    /// <inheritdoc/>
    protected override IReadOnlyList<(string Key, string? Value)> More =>
    [
        .. base.More,
        .. Entry(0, "disk", ("Folder", PathOf("disk")), ("Title", "Disk")),
        .. Entry(1, "common", ("Folder", PathOf("common")), ("Shared", "true")),
        .. Entry(2, "bobs", ("Folder", PathOf("bobs")), ("Users:0", "u-bob")),
        .. Bucket(3, "store", "closed", Secret),
        .. Bucket(4, "locked", "closed", Mistyped),
    ];

    /// <inheritdoc/>
    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    static IEnumerable<(string, string?)> Entry(int number, string id, params (string Name, string Value)[] settings) =>
        settings.Prepend(("Id", id)).Select(setting => ($"Exports:Workspaces:{number}:{setting.Item1}", (string?)setting.Item2));

    IEnumerable<(string, string?)> Bucket(int number, string id, string bucket, string secret) => Entry(number, id, ("Prefix", "results/all"),
        ("Shared", "true"), ("S3:Endpoint", Address), ("S3:PathStyle", "true"), ("S3:Buckets:0", bucket), ("S3:AccessKey", "reader"), ("S3:SecretKey", secret));
}

/// <summary>Tests of workspaces share one service.</summary>
[CollectionDefinition("workspaces")]
#pragma warning disable CA1711 // xunit calls it a collection
public sealed class WorkspaceCollection : ICollectionFixture<WorkspaceFixture>;
#pragma warning restore CA1711
