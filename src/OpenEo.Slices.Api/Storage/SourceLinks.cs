using OpenEo.Slices.Api.Web;
using OpenEo.Slices.Engine.Stac;

namespace OpenEo.Slices.Api.Storage;

/// <summary>
/// Links from results to what they were made of. A remote STAC item is linked itself; of a local one only the collection is shown that it belongs to,
/// because where files lie on the server is nobody's business.
/// </summary>
sealed class SourceLinks(CollectionCatalog catalog)
{
    /// <summary>A function from the location of a STAC item to its link, or null.</summary>
    public async Task<Func<string, Link?>> OpenAsync(Links links, CancellationToken ct)
    {
        var folders = (await catalog.ReadAsync(ct)).Collections.Where(collection => !LocationPolicy.IsRemote(collection.Location))
            .Select(collection => (collection.Id, Folder: Path.GetDirectoryName(collection.Location) + Path.DirectorySeparatorChar)).ToList();
        return location =>
        {
            if (LocationPolicy.IsRemote(location)) return new Link("derived_from", location, "application/geo+json");
            var (id, folder) = folders.Find(one => location.StartsWith(one.Folder, StringComparison.Ordinal));
            return folder is null ? null
                : new Link("derived_from", links.To($"/collections/{Uri.EscapeDataString(id)}"), "application/json",
                    $"{Path.GetFileNameWithoutExtension(location)} of collection {id}");
        };
    }
}
