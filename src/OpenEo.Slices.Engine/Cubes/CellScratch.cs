using Microsoft.Win32.SafeHandles;
using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Kernels;

namespace OpenEo.Slices.Engine.Cubes;

/// <summary>
/// The cells of a cube in a file, in the order of its dimensions: windows come in any order and from any thread, and what is read is cut otherwise, such as in
/// lines of the last dimension for text, or in the chunks of a format.
/// </summary>
public sealed class CellScratch : IDisposable
{
    readonly CubeSchema schema;
    readonly SafeFileHandle file;
    readonly BlockPool pool = new();
    readonly Block line;

    /// <summary>Creates the file; it is gone when the scratch is disposed.</summary>
    public CellScratch(CubeSchema schema, string path)
    {
        this.schema = schema;
        file = File.OpenHandle(path, FileMode.Create, FileAccess.ReadWrite, FileShare.None, FileOptions.DeleteOnClose | FileOptions.RandomAccess);
        line = pool.Rent(schema.Element, Width);
    }

    /// <summary>Cells of a line.</summary>
    public int Width => schema.Dimensions[^1].Count;

    /// <summary>Keeps a window. Thread-safe.</summary>
    public void Write(Window window, Block block)
    {
        if (window.IsEmpty) return;
        BlockCopy.ForEachRow(window, schema.Shape, (position, at, count) =>
            RandomAccess.Write(file, block.Bytes(block.OffsetOf(position), count), at * schema.Element.Size));
    }

    /// <summary>Reads a window, after all were written.</summary>
    public void Read(Window window, Block target) => BlockCopy.ForEachRow(window, schema.Shape, (position, at, count) =>
        Read(target.Bytes(target.OffsetOf(position), count), at * schema.Element.Size));

    /// <summary>Reads a line, counted in the order of the cube; no-data becomes NaN.</summary>
    public void Read(long index, Span<double> cells)
    {
        Read(line.Bytes(0, Width), index * Width * schema.Element.Size);
        Conversion.Load(line, 0, 1, Width, schema.NoData, cells);
    }

    void Read(Span<byte> bytes, long offset)
    {
        for (var done = 0; done < bytes.Length;)
        {
            var read = RandomAccess.Read(file, bytes[done..], offset + done);
            if (read == 0) throw new IOException("The file that keeps cells ended too early.");
            done += read;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        line.Dispose();
        pool.Dispose();
        file.Dispose();
    }
}
