using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Json.Schema;
using OpenEo.Slices.Tests;
using YamlDotNet.Serialization;

namespace OpenEo.Slices.Api.Tests;

/// <summary>
/// The openEO API's own description, from the shared folder: which responses it allows, as JSON Schema. Absent where
/// that folder is. OpenAPI 3.0 has a dialect of its own, so its schemas are told in the words of JSON Schema first.
/// </summary>
public sealed partial class OpenApi
{
    const string Id = "https://openeo.test/api";

    static readonly Lazy<OpenApi?> Instance = new(Load);

    static readonly string[] Methods = ["get", "put", "post", "patch", "delete"];

    readonly Dictionary<string, JsonSchema> schemas = [];
    readonly List<(string[] Segments, string Template, JsonObject Item)> paths = [];
    readonly JsonObject document;

    OpenApi(JsonObject document)
    {
        this.document = document;
        var definitions = new JsonObject(
            document["components"]!["schemas"]!.AsObject().Select(schema => KeyValuePair.Create(schema.Key, Translate(schema.Value))));
        foreach (var (template, item) in document["paths"]!.AsObject())
        {
            paths.Add((template.Trim('/').Split('/'), template, (JsonObject)item!));
            foreach (var method in Methods.Where(method => item![method] is not null))
                foreach (var (status, _) in item![method]!["responses"]!.AsObject())
                    foreach (var (type, content) in Response(item, method, status)?["content"] as JsonObject ?? [])
                        if (content?["schema"] is { } schema) definitions[Key(template, method, status, type)] = Translate(schema);
        }
        var whole = new JsonObject { ["$schema"] = "https://json-schema.org/draft/2020-12/schema", ["$id"] = Id, ["$defs"] = definitions };
        SchemaRegistry.Global.Register(JsonSchema.FromText(whole.ToJsonString()));
        foreach (var (name, _) in definitions) schemas[name] = JsonSchema.FromText(
            new JsonObject { ["$ref"] = $"{Id}#/$defs/{Uri.EscapeDataString(name)}" }.ToJsonString());
    }

    /// <summary>The description, or null where it is absent.</summary>
    public static OpenApi? Find() => Instance.Value;

    /// <summary>The path template of a request, such as <c>/jobs/{job_id}</c>, or null.</summary>
    public string? Template(string path)
    {
        var segments = path.Trim('/').Split('/');
        return paths.Where(one => Fits(one.Segments, segments)).OrderBy(one => one.Segments.Count(segment => segment.StartsWith('{')))
            .Select(one => one.Template).FirstOrDefault();
    }

    /// <summary>What is wrong with a JSON response; null when nothing is.</summary>
    public string? Fault(string template, string method, int status, string mediaType, JsonElement body)
    {
        var (declared, response, unknown) = Declared(template, method, status);
        if (response is null) return unknown;
        if (response["content"] is not JsonObject { Count: > 0 } contents) return null;
        // What is only described as one media type is often sent as a more precise one.
        var type = contents.ContainsKey(mediaType) ? mediaType : contents.ContainsKey("application/json") ? "application/json" : null;
        return type is null || !schemas.TryGetValue(Key(template, method, declared, type), out var schema) ? null : Fault(schema, body);
    }

    /// <summary>What is wrong with the status and the headers of a response, whatever its body; null when nothing is.</summary>
    public string? HeadFault(string template, string method, int status, IEnumerable<string> headers)
    {
        var (_, response, unknown) = Declared(template, method, status);
        if (response is null) return unknown;
        var missing = (response["headers"] as JsonObject ?? []).Where(header => Resolve(header.Value)?["required"]?.GetValueKind() is JsonValueKind.True)
            .Select(header => header.Key)
            .Except(headers, StringComparer.OrdinalIgnoreCase).ToList();
        return missing.Count == 0 ? null : $"the header {string.Join(", ", missing)} is missing";
    }

    /// <summary>What is wrong with an error of an address that the API does not know; null when nothing is.</summary>
    public string? ErrorFault(JsonElement body) => Fault(schemas["error"], body);

    (string Key, JsonObject? Response, string? Unknown) Declared(string template, string method, int status)
    {
        var item = paths.First(one => one.Template == template).Item;
        if (item[method] is not JsonObject operation) return ("", null, $"the API has no {method.ToUpperInvariant()} {template}");
        var key = operation["responses"]!.AsObject().Select(response => response.Key).FirstOrDefault(key => key == status.ToString())
            ?? (status >= 500 ? "5XX" : status >= 400 ? "4XX" : "");
        return Response(item, method, key) is { } response ? (key, response, null)
            : (key, null, $"the API has no status {status} for {method.ToUpperInvariant()} {template}");
    }

    static string? Fault(JsonSchema schema, JsonElement body)
    {
        var result = schema.Evaluate(body, new EvaluationOptions { OutputFormat = OutputFormat.List });
        if (result.IsValid) return null;
        var invalid = (result.Details ?? []).Where(detail => !detail.IsValid).Select(detail => detail.EvaluationPath.ToString()).ToHashSet();
        // An alternative that does not fit says nothing when another one does.
        var told = (result.Details ?? [])
            .Where(detail => detail.Errors is { Count: > 0 }
                && !Alternative().Matches(detail.EvaluationPath.ToString()).Any(match => !invalid.Contains(detail.EvaluationPath.ToString()[..match.Index])));
        var errors = told.Take(12).Select(
            detail =>
            $"{detail.InstanceLocation}: {string.Join(", ", detail.Errors!.Select(error => $"{error.Key} {error.Value}"))} ({detail.EvaluationPath})");
        return string.Join('\n', errors);
    }

    JsonObject? Response(JsonNode item, string method, string status) => Resolve(item[method]?["responses"]?[status]) as JsonObject;

    JsonNode? Resolve(JsonNode? node)
    {
        if (node?["$ref"]?.GetValue<string>() is not { } reference) return node;
        return Resolve(reference.TrimStart('#', '/').Split('/').Aggregate((JsonNode?)document, (place, name) => place?[name]));
    }

    static bool Fits(string[] template, string[] path)
    {
        // The one parameter that may hold slashes.
        if (template is ["files", "{path}"]) return path.Length > 1 && path[0] == "files";
        return template.Length == path.Length && template.Zip(path).All(pair => pair.First.StartsWith('{') || pair.First == pair.Second);
    }

    static string Key(string template, string method, string status, string type) =>
        new([.. $"{method}_{template}_{status}_{type}".Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_')]);

    // Ids of processes may have hyphens, whatever the pattern says: clients send them.
    const string StrictId = @"^\w+$", LenientId = @"^[\w-]+$";

    static JsonNode? Translate(JsonNode? node)
    {
        if (node is JsonArray array) return new JsonArray([.. array.Select(Translate)]);
        if (node is not JsonObject schema) return node?.DeepClone();
        var result = new JsonObject();
        foreach (var (name, value) in schema)
            switch (name)
            {
                case "$ref":
                    result[name] = value!.GetValue<string>().Replace("#/components/schemas/", $"{Id}#/$defs/", StringComparison.Ordinal);
                    break;
                case "nullable" or "example" or "examples" or "discriminator" or "xml" or "externalDocs" or "format" or "description" or "title" or "deprecated"
                when IsKeyword(schema, name):
                    break;
                case "pattern" when value is JsonValue pattern && pattern.TryGetValue<string>(out var expression) && expression == StrictId:
                    result[name] = LenientId;
                    break;
                // "Exactly one of anything, ..." can only be meant as "any of": the first alternative always fits.
                case "oneOf" when value is JsonArray alternatives
                && alternatives.Any(one => one is JsonObject any && any.All(member => member.Key is "title" or "description")):
                    result["anyOf"] = Translate(value);
                    break;
                case "enum" or "const" or "default" or "required":
                    result[name] = value?.DeepClone();
                    break;
                case "oneOf" when value!.ToJsonString().Contains("/json_schema\"", StringComparison.Ordinal):
                    result["anyOf"] = Translate(value);   // a summary that is a range is a JSON Schema as well
                    break;
                case "exclusiveMinimum" when value?.GetValueKind() is JsonValueKind.True:
                    result[name] = schema["minimum"]!.DeepClone();
                    break;
                case "exclusiveMinimum" or "exclusiveMaximum" when value?.GetValueKind() is JsonValueKind.False:
                    break;
                default:
                    result[name] = Translate(value);
                    break;
            }
        if (schema["nullable"]?.GetValueKind() is JsonValueKind.True)
            return new JsonObject { ["anyOf"] = new JsonArray(new JsonObject { ["type"] = "null" }, result) };
        return result;
    }

    // Not the name of a property: an object of schemas has nothing but objects in it.
    static bool IsKeyword(JsonObject schema, string name) => schema[name] is not JsonObject || schema.Any(member => member.Value is not JsonObject);

    [GeneratedRegex("/(anyOf|oneOf)/[0-9]+")]
    private static partial Regex Alternative();

    static OpenApi? Load()
    {
        try
        {
            var yaml = File.ReadAllText(Path.Combine(SharedFolder.Find("reference/openeo-api"), "openapi.yaml"));
            return new OpenApi((JsonObject)ToJson(new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().Build().Deserialize(yaml))!);
        }
        catch (SkipException)
        {
            return null;
        }
    }

    static JsonNode? ToJson(object? value) => value switch
    {
        null => null,
        IDictionary<object, object?> map => new JsonObject(map.Select(member => KeyValuePair.Create(member.Key.ToString()!, ToJson(member.Value)))),
        IEnumerable<object?> list => new JsonArray([.. list.Select(ToJson)]),
        bool flag => JsonValue.Create(flag),
        string text => JsonValue.Create(text),
        _ => JsonNode.Parse(Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)!),
    };
}

/// <summary>
/// Looks at every response on its way to a test: status, required headers and JSON must be what the API's description says. Answers to HEAD, OPTIONS, Range and
/// If-None-Match, files, results and streams of events are of HTTP's or our own making and pass. Addresses beside the API (<see cref="Extensions"/>, and those
/// that the capabilities don't tell of) must at least have errors in its shape.
/// </summary>
public sealed class OpenApiCheck(Uri root, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    /// <summary>What the capabilities tell of beyond the API: its extension "Processing Parameters".</summary>
    public static IReadOnlyList<string> Extensions { get; } = ["/processing_parameters"];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        if (OpenApi.Find() is not { } api || request.Method == HttpMethod.Head || request.Method == HttpMethod.Options || request.RequestUri is not { } address
            || address.Authority != root.Authority) return response;
        if (response.StatusCode is HttpStatusCode.PartialContent or HttpStatusCode.NotModified) return response;
        var path = address.AbsolutePath.StartsWith(root.AbsolutePath, StringComparison.Ordinal) ? "/" + address.AbsolutePath[root.AbsolutePath.Length..]
            : address.AbsolutePath;
        var (template, method, status) = (api.Template(path), request.Method.Method.ToLowerInvariant(), (int)response.StatusCode);
        var fault = response.IsSuccessStatusCode && template is not null
            ? api.HeadFault(template, method, status, response.Headers.Select(header => header.Key)) : null;
        var body = default(JsonElement);
        if (fault is null && IsJson(response) && !MayBeAnything(method, path, response))
        {
            await response.Content.LoadIntoBufferAsync(cancellationToken);
            body = JsonElement.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken));
            fault = status switch
            {
                404 or 405 when body.TryGetProperty("code", out var code) && code.GetString() is "NotFound" or "MethodNotAllowed" or "UnsupportedApiVersion" =>
                    api.ErrorFault(body),
                >= 400 when template is null => api.ErrorFault(body),
                _ when template is null => null,
                _ => api.Fault(template, method, status, response.Content.Headers.ContentType!.MediaType!, body),
            };
        }
        Assert.True(fault is null,
            $"{request.Method} {path} answers {status} with what the openEO API does not "
            + $"allow:\n{fault}\n{(body.ValueKind is JsonValueKind.Undefined ? "" : body)}");
        return response;
    }

    static bool IsJson(HttpResponseMessage response) =>
        response.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) == true
        && response.Content.Headers.ContentEncoding.Count == 0;

    // A user's file, and a result, may be any JSON.
    static bool MayBeAnything(string method, string path, HttpResponseMessage response) =>
        response.IsSuccessStatusCode && (method == "get" && path.StartsWith("/files/", StringComparison.Ordinal) || path == "/result"
            || path.Contains("/results/assets/", StringComparison.Ordinal));
}
