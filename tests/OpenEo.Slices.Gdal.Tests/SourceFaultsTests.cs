using OpenEo.Slices.Engine.Faults;

namespace OpenEo.Slices.Gdal.Tests;

/// <summary>
/// Files of a source that cannot be read, at planning or later: one fault that names item, asset and reason, says whose turn it is and not where the server
/// keeps its files.
/// </summary>
public sealed class SourceFaultsTests : SourceTest
{
    readonly GdalLibrary patient = new(new GdalOptions { Pause = TimeSpan.FromMilliseconds(1) });

    public override void Dispose()
    {
        patient.Dispose();
        base.Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_file_that_is_missing_is_named_and_it_is_said_whose_turn_it_is(bool isClients)
    {
        var fault = Fault(() => Plan("gone.tif", isClients));

        Assert.Equal((FaultCodes.DataUnreadable, "l", isClients ? "url" : "id", isClients), (fault.Code, fault.Node, fault.Parameter, fault.IsClients));
        Assert.StartsWith("The asset 'amp' of the item 'scene' ('gone.tif') cannot be read:", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Folder, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("CInt16")]
    [InlineData("CFloat32")]
    public void Complex_pixels_are_a_matter_of_whoever_asks_for_them(string type)
    {
        Run("gdal_create", "-q", "-outsize", "8", "8", "-ot", type, "-a_srs", "EPSG:32632", "-a_ullr", "0", "80", "80", "0", PathOf("slc.tif"));

        foreach (var isClients in (bool[])[true, false])
        {
            var fault = Fault(() => Plan("slc.tif", isClients));
            Assert.Equal((FaultCodes.DataUnreadable, true), (fault.Code, fault.IsClients));
            Assert.Contains($"('slc.tif') cannot be read: 'slc.tif' has complex pixels ({type}), and cubes hold real numbers. Save its", fault.Message);
        }
    }

    [Fact]
    public void A_file_that_ends_too_early_fails_when_its_pixels_are_read_and_is_named_with_them()
    {
        WriteTiff("cut.tif");
        using (var file = File.OpenWrite(PathOf("cut.tif"))) file.SetLength(file.Length - 3000);
        var plan = Plan("cut.tif");

        var fault = Fault(() => Run(plan));

        Assert.Equal((FaultCodes.DataUnreadable, "l", "url"), (fault.Code, fault.Node, fault.Parameter));
        Assert.StartsWith("The asset 'amp' of the item 'scene' ('cut.tif') cannot be read:", fault.Message, StringComparison.Ordinal);
        Assert.Matches(@"\(band 1, pixels \d+ to \d+, rows \d+ to \d+\)\.$", fault.Message);
        Assert.DoesNotContain(Folder, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_server_says_is_passed_on_at_planning()
    {
        var fault = Fault(() => Plan(Server.Address + "none.tif?sig=secret", library: patient));

        Assert.Contains($"('{Server.Address}none.tif?sig=secret') cannot be read:", fault.Message, StringComparison.Ordinal);
        Assert.Contains("the server answers 404", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Signatures_of_the_operators_addresses_are_not_told()
    {
        var fault = Fault(() => Plan(Server.Address + "none.tif?sig=secret", isClients: false, library: patient));

        Assert.Contains($"('{Server.Address}none.tif') cannot be read:", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", fault.Message, StringComparison.Ordinal);
        Assert.False(fault.IsClients);
    }

    [Fact]
    public void What_a_server_says_later_is_passed_on_with_the_bytes_that_it_was_asked_for()
    {
        WriteTiff("far.tif", 1024);
        Server.Files["/far.tif"] = File.ReadAllBytes(PathOf("far.tif"));
        var plan = Plan(Server.Address + "far.tif", library: patient);
        Server.Instead = (context, _) =>
        {
            context.Response.StatusCode = 403;
            context.Response.Close();
            return true;
        };

        var fault = Fault(() => Run(plan));

        Assert.Contains($"The asset 'amp' of the item 'scene' ('{Server.Address}far.tif') cannot be read:", fault.Message, StringComparison.Ordinal);
        Assert.Matches(@"the server answers 403.*\(asked for bytes \d+ to \d+\)", fault.Message);
        Assert.DoesNotContain("/vsi", fault.Message, StringComparison.Ordinal);
    }
}
