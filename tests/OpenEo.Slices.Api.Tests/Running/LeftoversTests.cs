using OpenEo.Slices.Api.Running;

namespace OpenEo.Slices.Api.Tests.Running;

/// <summary>Folders of workers are deleted whatever is in them.</summary>
public sealed class LeftoversTests : IDisposable
{
    readonly string root = Directory.CreateTempSubdirectory("openeo-leftovers-").FullName;

    /// <inheritdoc/>
    public void Dispose() => Leftovers.Delete(root);

    // From the innermost folder to the outermost: its path would be too long for any call.
    string Deep(string folder)
    {
        var chain = Directory.CreateDirectory(Path.Combine(root, "chain")).FullName;
        File.WriteAllText(Path.Combine(chain, "file"), "x");
        for (var i = 0; i < 3000; i++)
        {
            var outer = Directory.CreateDirectory(Path.Combine(root, "outer")).FullName;
            Directory.Move(chain, Path.Combine(outer, new string('d', 60)));
            Directory.Move(outer, chain);
        }
        Directory.Move(chain, Path.Combine(folder, "deep"));
        return folder;
    }

    [Fact]
    public void Deep_folders_are_deleted_and_links_not_followed()
    {
        var kept = Directory.CreateDirectory(Path.Combine(root, "kept")).FullName;
        File.WriteAllText(Path.Combine(kept, "file"), "x");
        var folder = Deep(Directory.CreateDirectory(Path.Combine(root, "a")).FullName);
        Directory.CreateSymbolicLink(Path.Combine(folder, "link"), kept);
        Leftovers.Delete(folder);
        Assert.False(Directory.Exists(folder));
        Assert.True(File.Exists(Path.Combine(kept, "file")));
    }

    [Fact]
    public void A_slot_is_emptied_and_deleted_whatever_its_worker_has_made()
    {
        var slot = new WorkerSlot(Path.Combine(root, "place"), Path.Combine(root, "results"));
        Deep(slot.Scratch);
        Deep(slot.Results);
        slot.Clear();
        foreach (var folder in slot.Write) Assert.Empty(Directory.EnumerateFileSystemEntries(folder));
        Deep(slot.Sync);
        slot.Dispose();
        Assert.Empty(Directory.EnumerateFileSystemEntries(root));
    }

    [Fact]
    public void Both_folders_of_a_slot_that_lives_are_locked()
    {
        using var slot = new WorkerSlot(Path.Combine(root, "place"), Path.Combine(root, "results"));
        foreach (var folder in (string[])[slot.Place, slot.Results])
        {
            Assert.True(File.Exists(WorkerSlot.LockOf(folder)));
            Assert.Throws<IOException>(() => WorkerSlot.Lock(folder));
        }
    }
}
