using OpenEo.Slices.Engine.Cubes;

namespace OpenEo.Slices.Engine.Execution;

/// <summary>A format of text for the cells of a cube.</summary>
interface ICellText
{
    /// <summary>Writes all cells.</summary>
    void Write(TextWriter file, CellScratch cells);
}
