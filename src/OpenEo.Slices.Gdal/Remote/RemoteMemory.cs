using System.Buffers;

namespace OpenEo.Slices.Gdal.Remote;

/// <summary>
/// Memory for what comes from web servers. It is used again rather than given back to the system: the first use of each of its pages costs more than to fill
/// it, and the garbage collector lets as much again lie about before it looks.
/// </summary>
sealed class RemoteMemory
{
    const int Largest = 4 << 20, MostOfASize = 96;

    ArrayPool<byte> pool = Create();

    /// <summary>At least so many bytes, with anything in them.</summary>
    public byte[] Rent(int bytes) => pool.Rent(bytes);

    /// <summary>Nobody reads them any more.</summary>
    public void Return(byte[] bytes) => pool.Return(bytes);

    /// <summary>What is not in use is kept no longer.</summary>
    public void Release() => pool = Create();

    static ArrayPool<byte> Create() => ArrayPool<byte>.Create(Largest, MostOfASize);
}
