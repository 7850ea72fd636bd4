namespace OpenEo.Slices.Api.Tests.Fuzzing;

/// <summary>
/// A request to start from, or what became of it. Paths begin at the API's root; bodies are bytes, because not all of them are text for long.
/// </summary>
public sealed record FuzzRequest(string Method, string Path, string Query = "", byte[]? Body = null, string ContentType = "application/json")
{
    /// <summary>Headers beside the login and the media type, as they are sent.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>The login that replaces the client's own; empty for none.</summary>
    public string? Authorization { get; init; }

    /// <summary>As a message for a service at this root.</summary>
    public HttpRequestMessage ToMessage(string root)
    {
        // As written: what Uri would tidy up is part of the test.
        var address = new Uri(root + Path + (Query.Length > 0 ? "?" + Query : ""),
            new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        var message = new HttpRequestMessage(new HttpMethod(Method), address);
        if (Body is not null)
        {
            message.Content = new ByteArrayContent(Body);
            message.Content.Headers.TryAddWithoutValidation("Content-Type", ContentType);
        }
        if (Authorization is { Length: > 0 }) message.Headers.TryAddWithoutValidation("Authorization", Authorization);
        foreach (var (name, value) in Headers) message.Headers.TryAddWithoutValidation(name, value);
        return message;
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Method} {Path}?{Query}\n{string.Join('\n', Headers.Select(header => $"{header.Name}: {header.Value}"))}\nAuthorization: {Authorization ?? "(own)"}\n"
        + $"Content-Type: {ContentType}\n\n{(Body is null ? "(no body)" : System.Text.Encoding.Latin1.GetString(Body, 0, Math.Min(Body.Length, 2000)))}";
}

/// <summary>
/// Requests that the service takes, one or more for each endpoint. <c>{job}</c>, <c>{process}</c> and <c>{file}</c> stand for something of somebody.
/// </summary>
public static class Seeds
{
    const string Options = """{"memory":"1g","max_runtime":60,"retries":1,"tile_size":256,"output_file_prefix":"p"}""";

    const string Graph = """{"process_graph":{"a":{"process_id":"add","arguments":{"x":1,"y":2},"result":true}}}""";

    const string Reducer = """
        {"process_graph":{
          "load":{"process_id":"load_collection","arguments":{"id":"TINY","spatial_extent":{"west":11.28,"south":46.51,"east":11.29,"north":46.52},
           "temporal_extent":["2024-01-01","2024-02-01"],"bands":["B04"]}},
          "mean":{"process_id":"reduce_dimension","arguments":{"data":{"from_node":"load"},"dimension":"t",
           "reducer":{"process_graph":{"m":{"process_id":"mean","arguments":{"data":{"from_parameter":"data"}},"result":true}}}}},
          "save":{"process_id":"save_result","arguments":{"data":{"from_node":"mean"},"format":"GTiff","options":{}},"result":true}}}
        """;

    const string Own = """
        {"summary":"mine","description":"x","default_job_options":{"memory":"1g","retries":1,"other":[1,null]},"default_synchronous_options":{"tile_size":256},
         "parameters":[{"name":"x","description":"a number","schema":{"type":"number"},"optional":true,"default":1}],
         "returns":{"description":"twice","schema":{"type":"number"}},
         "process_graph":{"a":{"process_id":"multiply","arguments":{"x":{"from_parameter":"x"},"y":2},"result":true}}}
        """;

    const string Uses = """{"process_graph":{"a":{"process_id":"PROCESS","namespace":"user","arguments":{"x":3},"result":true}}}""";

    /// <summary>All of them. Those that compute come seldom: each costs a thousand of the others.</summary>
    public static IReadOnlyList<(FuzzRequest Request, double Weight)> All { get; } =
    [
        (Get(""), 1), (Get("/conformance"), 1), (Get("/file_formats"), 1), (Get("/processes", "limit=2&after=add"), 1), (Get("/processes/user/{process}"), 1),
        (Get("/collections", "limit=1"), 1), (Get("/collections/TINY"), 1), (Get("/collections/TINY/queryables"), 1),
        (Get("/collections/TINY/items", "limit=1&bbox=1,2,3,4&datetime=../2025-01-01T00:00:00Z"), 1),
        (Get("/collections/TINY/items/TINY_2024-01-01"), 1), (Get("/processing_parameters"), 1), (Get("/credentials/basic"), 0.02),
        (Get("/credentials/oidc"), 0.2), (Get("/me"), 1),
        (Get("/jobs", "limit=2&after=j-1&status=created&text=x&created=../2030-01-01T00:00:00Z&order=-created"), 4), (Get("/jobs/{job}"), 4),
        (Delete("/jobs/{job}"), 2),
        (new("PATCH", "/jobs/{job}", "",
            Bytes("""{"title":"new","description":null,"log_level":"debug","budget":5,"plan":"free","job_options":{"memory":"1g"},"x":[1,{"y":null}]}""")), 5),
        (Post("/jobs",
            $$"""{"title":"t","description":"d","plan":null,"budget":null,"log_level":"info","job_options":{{Options}},"process":{{Graph}}}"""), 6),
        (Post("/jobs", $$"""{"process":{{Reducer}}}"""), 4), (Post("/jobs", $$"""{"process":{{Uses}}}"""), 3),
        (Get("/jobs/{job}/logs", "offset=&limit=1&level=debug"), 3), (Get("/jobs/{job}/estimate"), 0.1), (Get("/jobs/{job}/results", "partial=true"), 3),
        (new("POST", "/jobs/{job}/results", "", Bytes("{}")), 2), (Delete("/jobs/{job}/results"), 2),
        (Get("/jobs/{job}/results/items/1/a.tif", "expires=1&version=1&signature=x"), 1),
        (Get("/jobs/{job}/results/assets/1/a.tif", "expires=1&version=1&signature=x"), 1),
        (Post("/validation", Graph), 0.2), (Post("/validation", Reducer), 0.1), (Post("/validation", Own), 0.3), (Post("/validation", Uses), 0.2),
        (Post("/result", $$"""{"process":{{Graph}},"log_level":"debug","budget":1,"plan":"free"}"""), 0.2),
        (Post("/result", $$"""{"process":{{Reducer}}}"""), 0.1), (Get("/result/r-1/logs"), 1),
        (Get("/process_graphs", "limit=1&after=a"), 2), (Get("/process_graphs/{process}"), 2), (new("PUT", "/process_graphs/{process}", "", Bytes(Own)), 5),
        (Delete("/process_graphs/{process}"), 1),
        (Get("/files", "limit=1&after=a"), 2), (Get("/files/{file}"), 2),
        (new("PUT", "/files/{file}", "", Bytes("some bytes of a file"), "application/octet-stream"), 2), (Delete("/files/{file}"), 1),
    ];

    static FuzzRequest Get(string path, string query = "") => new("GET", path, query);

    static FuzzRequest Delete(string path) => new("DELETE", path);

    static FuzzRequest Post(string path, string body) => new("POST", path, "", Bytes(body));

    static byte[] Bytes(string text) => System.Text.Encoding.UTF8.GetBytes(text);
}
