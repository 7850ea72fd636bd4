namespace OpenEo.Slices.Engine.Programs;

/// <summary>Brings the next strip of an input into a register, converted, no-data as NaN.</summary>
interface ISlotLoader<T> where T : unmanaged
{
    /// <summary>Fills <paramref name="target"/>; what lies beyond the strip's real length may be anything.</summary>
    void Load(int slot, Span<T> target);
}
