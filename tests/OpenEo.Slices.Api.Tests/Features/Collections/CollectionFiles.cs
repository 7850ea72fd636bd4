using System.Diagnostics.CodeAnalysis;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace OpenEo.Slices.Api.Tests.Features.Collections;

/// <summary>A service with collections from all kinds of sources: a file, a folder, http, one that is broken and one that is not there.</summary>
public sealed class CollectionFiles : ApiFixture
{
    readonly string folder = Directory.CreateTempSubdirectory("openeo-stac-").FullName;
    readonly WebApplication remote;

    public CollectionFiles()
    {
        Directory.CreateDirectory(Path.Combine(folder, "full"));
        File.WriteAllText(Path.Combine(folder, "full", "collection.json"), Full);
        File.WriteAllText(Path.Combine(folder, "bare.json"), """{"id": "BARE", "title": null, "bands": [{"name": "a"}, {"name": "b"}]}""");
        File.WriteAllText(Path.Combine(folder, "broken.json"), "{ not json");
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        remote = builder.Build();
        remote.MapGet("/stac/collection.json", () => RemoteIsDown
            ? Results.StatusCode((int)HttpStatusCode.BadGateway)
            : Results.Text(
                """
                {"id": "REMOTE", "links": [{"rel": "license", "href": "terms.html"}, {"rel": "item", "href": "1.json"}], "assets": {"thumb": {"href": "t.png"}}}
                """));
    }

    [StringSyntax(StringSyntaxAttribute.Json)]
    const string Full = """
        {
          "type": "Collection", "stac_version": "1.0.0", "id": "FULL", "description": "All there.", "license": "CC-BY-4.0", "doi": null,
          "extent": {
            "spatial": {"bbox": [[10, 45, 11, 46], [11, 46, 12.5, 47]]},
            "temporal": {"interval": [["2020-01-01T00:00:00Z", "2021-01-01T00:00:00Z"], ["2020-06-01T00:00:00Z", null]]}
          },
          "cube:dimensions": {
            "x": {"type": "spatial", "extent": [600000, 700000], "reference_system": 32632, "step": null},
            "y": {"type": "spatial", "axis": "y"},
            "when": {"type": "temporal"},
            "spectral": {"type": "bands", "values": ["B04", "B08"]}
          },
          "summaries": {"platform": ["sentinel-2a"], "gsd": null},
          "links": [{"rel": "item", "href": "./1.json"}, {"rel": "root", "href": "../catalog.json"}, {"rel": "about", "href": "https://eo.example/about"},
           {"rel": "license", "href": "./LICENSE"}],
          "assets": {"local": {"href": "./preview.png"}, "public": {"href": "https://eo.example/preview.png", "type": "image/png"}}
        }
        """;

    /// <summary>Makes the http source fail.</summary>
    public bool RemoteIsDown { get; set; }

    /// <summary>Where the local files are.</summary>
    public string Files => folder;

    protected override IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>
    {
        ["Collections:0"] = Path.Combine(folder, "full"),
        ["Collections:1"] = Path.Combine(folder, "broken.json"),
        ["Collections:2"] = "http://127.0.0.1:1/nobody-listens",
        ["Collections:3"] = Path.Combine(folder, "bare.json"),
        ["Collections:4"] = $"{remote.Urls.First()}/stac/collection.json",
        ["Collections:5"] = Path.Combine(folder, "missing.json"),
        ["LogLevel"] = "Fatal",
    };

    public override async Task InitializeAsync()
    {
        await remote.StartAsync();
        await base.InitializeAsync();
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await remote.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
