using OpenEo.Slices.Api.Web;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Stac;

namespace OpenEo.Slices.Api.Storage;

/// <summary>
/// Finds what results were made of. Items of this service's collections are shown as it serves them, unless they have a public address; other remote items
/// by their address, without its query, which may be a signature; of results of other jobs the job. Where files lie on the server is nobody's business.
/// </summary>
sealed class SourceLinks(CollectionCatalog catalog)
{
    const string ItemType = "application/geo+json";

    /// <summary>What can be said of sources now.</summary>
    /// <param name="links">The service's addresses; null for documents that do not stay with it.</param>
    /// <param name="ct">Stops it.</param>
    public async Task<ResultSources> OpenAsync(Links? links, CancellationToken ct)
    {
        var collections = (await catalog.ReadAsync(ct)).Collections.ToDictionary(collection => collection.Id);
        return new ResultSources(LinkOf, item => item.Collection is { } id ? collections.GetValueOrDefault(id) : null);

        Link? LinkOf(SourceItem item)
        {
            if (LocationPolicy.IsHttp(item.Location) && Uri.TryCreate(item.Location, UriKind.Absolute, out var address)
                && (item.Collection is null || address.Query.Length == 0))
                return new Link("derived_from", address.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped), ItemType,
                    item.Id);
            if (links is not null && item.Collection is { } id && collections.ContainsKey(id))
                return new Link("derived_from", links.To($"/collections/{Uri.EscapeDataString(id)}/items/{Uri.EscapeDataString(item.Id)}"), ItemType, item.Id);
            if (LocationPolicy.IsRemote(item.Location)) return new Link("derived_from", item.Location, ItemType, item.Id);
            return links is not null && item.Location.Split('/') is ["", "jobs", var job, "results", ..]
                ? new Link("derived_from", links.To($"/jobs/{job}/results"), ResultStac.CollectionType, item.Id) : null;
        }
    }
}
