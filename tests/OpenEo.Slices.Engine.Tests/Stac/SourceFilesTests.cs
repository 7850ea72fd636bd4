using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Stac;

namespace OpenEo.Slices.Engine.Tests.Stac;

/// <summary>Files of a source under the names that users know.</summary>
public class SourceFilesTests
{
    [Fact]
    public void Whatever_a_library_can_do_is_passed_on()
    {
        var map = typeof(SourceFiles).GetInterfaceMap(typeof(IRasterLibrary));

        // A member with a body of its own in the interface would be taken from there, and the library never asked.
        Assert.All(map.TargetMethods, method => Assert.Equal(typeof(SourceFiles), method.DeclaringType));
    }

    [Theory]
    [InlineData("GDALOpenEx failed for '/srv/data/x y/a.tif': '/srv/data/x y/a.tif' not recognized.", "'a.tif' not recognized")]
    [InlineData("Cannot open /tmp/copy-12/b.nc (No such file)", "Cannot open b.nc (No such file)")]
    [InlineData("/vsiremote3/https://eo.example/a/b.tif: 403", "https://eo.example/a/b.tif: 403")]
    [InlineData("3 m/s, 1/2, and/or 4/5/6", "3 m/s, 1/2, and/or 4/5/6")]
    public void Nothing_is_said_of_the_servers_disk(string words, string said)
    {
        var files = new SourceFiles(new FakeReader(), "id", "load1", isClients: false);

        var fault = files.Fault("/srv/data/x y/a.tif", words).Faults[0];

        Assert.EndsWith($"{said}.", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("/srv", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("/tmp", fault.Message, StringComparison.Ordinal);
        Assert.Equal((FaultCodes.DataUnreadable, "load1", "id", false), (fault.Code, fault.Node, fault.Parameter, fault.IsClients));
    }
}
