using OpenEo.Slices.Api.Worker;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Execution;
using OpenEo.Slices.Engine.Stac;
using OpenEo.Slices.Gdal;

namespace OpenEo.Slices.Api.Tests.Worker;

public sealed class WarmUpTests
{
    [Fact]
    public void It_computes_to_the_end_and_leaves_nothing()
    {
        using var library = new GdalLibrary();
        using var http = new HttpClient();
        var policy = new LocationPolicy([], []);
        var before = Left();
        Assert.True(Of(library).Run(CancellationToken.None));
        Assert.Equal(before, Left());
        Assert.False(Of(library).Run(new CancellationToken(canceled: true)));

        WarmUp Of(IRasterLibrary rasters) => new(rasters, new CollectionCatalog([], new CatalogReader(policy, http), TimeProvider.System, _ => { }),
            new StacDocuments(http), policy, new EngineOptions());

        static int Left() => Directory.GetDirectories(Path.GetTempPath(), "warm-*").Length;
    }
}
