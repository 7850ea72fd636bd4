using Microsoft.Win32.SafeHandles;
using OpenEo.Slices.Engine.Blocks;

namespace OpenEo.Slices.Gdal;

/// <summary>
/// Keeps windows in a file, one after the other as threads bring them, and gives them back in the order of their place in the cube. netCDF files are written
/// from it, because HDF5 lays data out in the order of writing, and the bytes of a result must not depend on which thread was first.
/// </summary>
sealed class WindowSpool : IDisposable
{
    readonly Lock gate = new();
    readonly List<(Window Window, long Offset)> windows = [];
    readonly SafeFileHandle file;
    long end;

    /// <summary>Creates the file; it is gone when the spool is disposed.</summary>
    public WindowSpool(string path) =>
        file = File.OpenHandle(path, FileMode.Create, FileAccess.ReadWrite, FileShare.None, FileOptions.DeleteOnClose | FileOptions.RandomAccess);

    /// <summary>Adds a window. Thread-safe.</summary>
    public void Add(Window window, Block block)
    {
        if (window.IsEmpty) return;
        var offset = Interlocked.Add(ref end, block.Cells * block.Element.Size) - block.Cells * block.Element.Size;
        lock (gate) windows.Add((window, offset));
        if (block.Strides[^1] != 1 && block.Shape[^1] > 1) throw new ArgumentException("Cells of a row must lie side by side.", nameof(block));
        if (block.IsDense) WriteDense(block, offset);
        else WriteRows(block, offset);
    }

    /// <summary>Visits all windows in C order of their first cells, each in a dense block that lives as long as the visit.</summary>
    public void ForEach(ElementType element, Action<Window, Block> visit)
    {
        windows.Sort((a, b) => a.Window.Start.AsSpan().SequenceCompareTo(b.Window.Start));
        using var pool = new BlockPool();
        foreach (var (window, offset) in windows)
        {
            using var block = pool.Rent(element, window.Count);
            ReadDense(block, offset);
            visit(window, block);
        }
    }

    public void Dispose() => file.Dispose();

    void WriteDense(Block block, long offset) => ForEachPiece(block, piece =>
        RandomAccess.Write(file, block.Bytes(piece.Start, piece.Count), offset + piece.Start * block.Element.Size));

    void ReadDense(Block block, long offset) => ForEachPiece(block, piece =>
    {
        var bytes = block.Bytes(piece.Start, piece.Count);
        for (var done = 0; done < bytes.Length;)
        {
            var read = RandomAccess.Read(file, bytes[done..], offset + piece.Start * block.Element.Size + done);
            if (read == 0) throw new IOException("The file that keeps windows ended too early.");
            done += read;
        }
    });

    void WriteRows(Block block, long offset)
    {
        var (size, width) = (block.Element.Size, block.Shape[^1]);
        BlockCopy.ForEachRow(block.Shape, position =>
        {
            RandomAccess.Write(file, block.Bytes(block.OffsetOf(position), width), offset);
            offset += width * size;
        });
    }

    /// <summary>Spans end at 2 GiB; blocks may not.</summary>
    static void ForEachPiece(Block block, Action<(long Start, int Count)> action)
    {
        const long Most = 1 << 26;
        for (var start = 0L; start < block.Cells; start += Most) action((start, (int)Math.Min(Most, block.Cells - start)));
    }
}
