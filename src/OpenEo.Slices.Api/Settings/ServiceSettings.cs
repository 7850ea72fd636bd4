namespace OpenEo.Slices.Api.Settings;

/// <summary>What the service says of itself.</summary>
sealed record ServiceSettings : ISettings
{
    public static string Section => "Service";

    /// <summary>Identifier of the service as a STAC catalog.</summary>
    public string Id { get; init; } = "openeo-slices";

    /// <summary>Name for people.</summary>
    public string Title { get; init; } = "OpenEo.Slices";

    /// <summary>What users should know about it, as CommonMark.</summary>
    public string Description { get; init; } = """
        An openEO back-end for earth observation data cubes.

        Process graphs run as batch jobs with logs, progress and partial results, or, when they are small, at once. `GET /collections` lists the data that
        are here; `load_stac` loads data of other catalogs that the operator allows. `GET /processes` lists what can be done with them, `GET /file_formats`
        what is read and written, `GET /processing_parameters` what else a job can ask for.

        A graph is checked as a whole, with all its faults at once, before anything is computed: try `POST /validation`.
        """;

    /// <summary>Address of the terms of service that users agree to; null for none.</summary>
    public string? TermsOfService { get; init; }

    /// <summary>Address of what is done with personal data; null for none.</summary>
    public string? PrivacyPolicy { get; init; }

    /// <summary>Address of further information on the service; null for none.</summary>
    public string? Documentation { get; init; }

    /// <summary>Address of an openEO Web Editor for the service; null for none.</summary>
    public string? WebEditor { get; init; }

    /// <summary>The pages that are configured: relation, address and title of a link to each.</summary>
    public IEnumerable<(string Rel, string Address, string Title)> Links()
    {
        (string, string?, string)[] all = [("terms-of-service", TermsOfService, "Terms of service"), ("privacy-policy", PrivacyPolicy, "Privacy policy"),
            ("about", Documentation, "Documentation"), ("web-editor", WebEditor, "openEO Web Editor")];
        foreach (var (rel, address, title) in all)
            if (address is { Length: > 0 }) yield return (rel, address, title);
    }

    public IEnumerable<string> Check() =>
        from page in Links()
        where !(Uri.TryCreate(page.Address, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
        select $"Service: the address of '{page.Title}' is '{page.Address}', but must be one such as https://example.org/page.";

    /// <summary>Whether others may rely on it; null: not with the private database.</summary>
    public bool? Production { get; init; }

    /// <summary><see cref="Production"/>, decided.</summary>
    public bool IsProduction(DataSettings data) => Production ?? !data.IsEmbedded;
}
