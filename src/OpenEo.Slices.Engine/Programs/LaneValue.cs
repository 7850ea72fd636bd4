using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Programs;

/// <summary>
/// A number or boolean that differs from pixel to pixel: a register of a <see cref="ProgramBuilder"/>. A child graph is compiled by evaluating it
/// once with lanes for its pixels; a process that meets a lane emits an instruction instead of computing. In a lane no-data is NaN, true 1 and false 0.
/// </summary>
/// <param name="Program">The program that owns the register.</param>
/// <param name="Register">The register's number.</param>
/// <param name="IsBoolean">True for booleans, false for numbers.</param>
/// <param name="KeepsType">True while every value is one that was loaded unchanged, so that it can be stored in the source's own element type.</param>
sealed record LaneValue(ProgramBuilder Program, int Register, bool IsBoolean, bool KeepsType = false) : Value
{
    /// <summary>
    /// True while the value is in the units of what was loaded, such as a mean: scale and offset that the source has still tell what it means.
    /// </summary>
    public bool KeepsUnits
    {
        get => KeepsType || field;
        init;
    }

    public override string TypeName => IsBoolean ? "boolean" : "number";
}
