namespace OpenEo.Slices.Engine.Kernels;

/// <summary>What lies beyond the edge of a plane.</summary>
enum Border
{
    /// <summary>A constant.</summary>
    Constant,

    /// <summary>The cell at the edge, again and again.</summary>
    Replicate,

    /// <summary>The mirror image, the cell at the edge included.</summary>
    Reflect,

    /// <summary>The mirror image around the centre of the cell at the edge.</summary>
    ReflectPixel,

    /// <summary>The plane again from its other side.</summary>
    Wrap,
}

/// <summary>Positions beyond an edge as positions inside.</summary>
static class Borders
{
    /// <summary>The position among <paramref name="count"/> that stands at a position which may lie outside; -1 where a constant stands.</summary>
    public static int Inside(this Border border, int position, int count)
    {
        if (position >= 0 && position < count) return position;
        switch (border)
        {
            case Border.Replicate: return Math.Clamp(position, 0, count - 1);
            case Border.Wrap: return Modulo(position, count);
            case Border.Reflect:
                var twice = Modulo(position, 2 * count);
                return twice < count ? twice : 2 * count - 1 - twice;
            case Border.ReflectPixel:
                if (count == 1) return 0;
                var there = Modulo(position, 2 * count - 2);
                return there < count ? there : 2 * count - 2 - there;
            default: return -1;
        }
    }

    /// <summary>The range of positions inside that stand in a range which may reach outside; empty when only constants do.</summary>
    public static (int Start, int Count) Inside(this Border border, int start, int end, int count)
    {
        var (low, high) = (int.MaxValue, -1);
        for (var i = start; i < end; i++)
        {
            if (border.Inside(i, count) is not (>= 0 and var inside)) continue;
            (low, high) = (Math.Min(low, inside), Math.Max(high, inside));
        }
        return high < 0 ? (0, 0) : (low, high - low + 1);
    }

    static int Modulo(int value, int by) => (value % by + by) % by;
}
