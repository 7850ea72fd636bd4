using System.Globalization;
using System.Text;
using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;

namespace OpenEo.Slices.Engine.Execution;

/// <summary>Writes a cube as text when all of it is there. However many windows and threads there are, the text is the same.</summary>
sealed class TextSink : IRasterSink
{
    readonly RasterTarget target;
    readonly ICellText text;
    readonly CellScratch scratch;
    bool complete;

    /// <summary>Starts the file.</summary>
    public TextSink(RasterTarget target, ICellText text)
    {
        (this.target, this.text) = (target, text);
        scratch = new CellScratch(target.Schema, target.Path + ".part");
    }

    public (int Width, int Height) BlockSize => (512, 512);

    public void Write(Window window, Block block) => scratch.Write(window, block);

    public void Complete(IReadOnlyList<BandStatistics> statistics)
    {
        using (var file = new StreamWriter(target.Path, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 1 << 16))
            text.Write(file, scratch);
        complete = true;
    }

    public void Dispose()
    {
        scratch.Dispose();
        if (!complete) File.Delete(target.Path);
    }

    /// <summary>Writes a finite number in the fewest digits that give it back.</summary>
    public static void WriteNumber(TextWriter file, ElementType element, double value)
    {
        Span<char> digits = stackalloc char[32];
        var fits = element is ElementType.Float32 ? ((float)value).TryFormat(digits, out var count, default, CultureInfo.InvariantCulture)
            : value.TryFormat(digits, out count, default, CultureInfo.InvariantCulture);
        file.Write(fits ? digits[..count] : throw new FormatException($"{value} has too many digits."));
    }
}
