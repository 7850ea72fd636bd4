using System.Numerics;

namespace OpenEo.Slices.Engine.Tests.Kernels;

/// <summary>script/test runs this project twice, the second time without vector hardware: that it really is without.</summary>
public sealed class VectorHardwareTests
{
    [Fact]
    public void Vectors_are_of_hardware_unless_it_is_turned_off() =>
        Assert.Equal(Environment.GetEnvironmentVariable("DOTNET_EnableHWIntrinsic") != "0", Vector.IsHardwareAccelerated);
}
