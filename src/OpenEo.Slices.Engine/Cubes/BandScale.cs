
namespace OpenEo.Slices.Engine.Cubes;

/// <summary>What a band says of its values beside the pixels: how to scale them and in which unit. Carried, never applied unasked.</summary>
public sealed record BandScale(double Scale, double Offset, string? Unit);
