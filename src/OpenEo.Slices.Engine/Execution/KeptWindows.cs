using System.Buffers.Binary;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using OpenEo.Slices.Engine.Blocks;

namespace OpenEo.Slices.Engine.Execution;

/// <summary>
/// Windows that a run has computed, in a file that outlives it: another try of the same run takes them from there. Each has a key, which says what it was
/// computed from and how, and a checksum: what a crash has cut off, or a disk has lost, is computed anew. Kept is what was computed after the first seconds
/// of a run: less is not worth the writing.
/// </summary>
/// <param name="path">Where this run keeps its own; null: nowhere.</param>
/// <param name="earlier">What earlier tries have kept.</param>
public sealed class KeptWindows(string? path, IReadOnlyList<string> earlier) : IDisposable
{
    const int KeyBytes = 32, HeadBytes = KeyBytes + sizeof(long), SumBytes = 32;
    const int Piece = 1 << 26;

    readonly Lock gate = new();
    readonly Dictionary<string, (SafeFileHandle File, long Offset, long Length)> known = [];
    readonly List<SafeFileHandle> open = [];
    readonly long begun = TimeProvider.System.GetTimestamp();
    SafeFileHandle? own;
    long end;
    bool isRead, isOver;

    /// <summary>Keeps nothing and knows nothing.</summary>
    public static KeptWindows None { get; } = new(null, []);

    /// <summary>How long a run goes on before windows are kept.</summary>
    public TimeSpan After { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Windows that were taken from earlier tries so far.</summary>
    public int Taken { get; private set; }

    /// <summary>Whether windows have to be asked for, or given, at all.</summary>
    internal bool IsOn => path is not null || earlier.Count > 0;

    /// <summary>The window of a key in a dense block of the caller's; null when no earlier try has it whole.</summary>
    internal Block? Take(byte[] key, ElementType element, int[] shape, BlockPool pool)
    {
        (SafeFileHandle File, long Offset, long Length) place;
        lock (gate)
        {
            if (!isRead) ReadAll();
            if (!known.TryGetValue(Convert.ToHexString(key), out place)) return null;
        }
        var block = pool.Rent(element, shape);
        try
        {
            if (place.Length == block.Cells * element.Size && Fill(block, key, place.File, place.Offset))
            {
                lock (gate) Taken++;
                return block;
            }
        }
        catch (IOException)
        {
            // As good as not there.
        }
        block.Dispose();
        return null;
    }

    /// <summary>Keeps a window. Never fails: what cannot be kept is not.</summary>
    internal void Add(byte[] key, Block block)
    {
        if (path is null || !block.IsDense || TimeProvider.System.GetElapsedTime(begun) < After) return;
        lock (gate)
        {
            if (isOver) return;
            try
            {
                own ??= File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read);
                Write(key, block);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // No room: the result needs what there is.
                isOver = true;
                if (own is not null) RandomAccess.SetLength(own, 0);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        own?.Dispose();
        foreach (var file in open) file.Dispose();
    }

    void Write(byte[] key, Block block)
    {
        var size = block.Element.Size;
        var head = new byte[HeadBytes];
        key.CopyTo(head, 0);
        BinaryPrimitives.WriteInt64LittleEndian(head.AsSpan(KeyBytes), block.Cells * size);
        RandomAccess.Write(own!, head, end);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(head);
        var at = end + HeadBytes;
        ForEachPiece(block, bytes =>
        {
            hash.AppendData(bytes);
            RandomAccess.Write(own!, bytes, at);
            at += bytes.Length;
            return true;
        });
        RandomAccess.Write(own!, hash.GetHashAndReset(), at);
        end = at + SumBytes;
    }

    // Where windows are; whether they are whole is seen when they are needed.
    void ReadAll()
    {
        isRead = true;
        foreach (var name in earlier)
        {
            try
            {
                var file = File.OpenHandle(name, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                open.Add(file);
                var (head, size) = (new byte[HeadBytes], RandomAccess.GetLength(file));
                for (var at = 0L; at + HeadBytes + SumBytes <= size && RandomAccess.Read(file, head, at) == HeadBytes;)
                {
                    var length = BinaryPrimitives.ReadInt64LittleEndian(head.AsSpan(KeyBytes));
                    if (length < 0 || length > size - at - HeadBytes - SumBytes) break;
                    known[Convert.ToHexString(head, 0, KeyBytes)] = (file, at + HeadBytes, length);
                    at += HeadBytes + length + SumBytes;
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // As good as not there.
            }
        }
    }

    static bool Fill(Block block, byte[] key, SafeFileHandle file, long offset)
    {
        var head = new byte[HeadBytes];
        key.CopyTo(head, 0);
        BinaryPrimitives.WriteInt64LittleEndian(head.AsSpan(KeyBytes), block.Cells * block.Element.Size);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(head);
        if (!ForEachPiece(block, bytes =>
        {
            for (var done = 0; done < bytes.Length;)
            {
                var read = RandomAccess.Read(file, bytes[done..], offset);
                if (read == 0) return false;
                (done, offset) = (done + read, offset + read);
            }
            hash.AppendData(bytes);
            return true;
        })) return false;
        var sum = new byte[SumBytes];
        return RandomAccess.Read(file, sum, offset) == SumBytes && hash.GetHashAndReset().AsSpan().SequenceEqual(sum);
    }

    delegate bool Visit(Span<byte> bytes);

    static bool ForEachPiece(Block block, Visit visit)
    {
        for (var start = 0L; start < block.Cells; start += Piece)
            if (!visit(block.Bytes(start, (int)Math.Min(Piece, block.Cells - start)))) return false;
        return true;
    }
}
