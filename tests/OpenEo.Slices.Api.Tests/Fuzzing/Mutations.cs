using System.Text;
using System.Text.Json.Nodes;

namespace OpenEo.Slices.Api.Tests.Fuzzing;

/// <summary>Turns good requests into bad ones. Everything follows from the random numbers, so that a seed repeats a run.</summary>
/// <param name="random">Of one thread.</param>
/// <param name="things">Ids that placeholders become: the caller's own, somebody else's, and none at all.</param>
public sealed class Mutations(Random random, Func<string, string> things)
{
    static readonly string[] Methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "FOO"];

    static readonly string[] Texts =
    [
        "", " ", "0", "-1", "1", "99999999999999999999", "1e999", "NaN", "null", "true", "x", "é", "%00", "\\", "'", "\"", "';--", "%", "_", "%25", "%2F",
        "%2e%2e", "..", ".", "{}", "[]", "*", "~",
        "2024-01-01", "2024-01-01T00:00:00Z", "../..", "j-0", "created", "-created", "basic//x", "oidc/x/y", "user", "backend", "http://127.0.0.1:1/x",
        "file:///etc/passwd", "😀", "\u202e",
        new('a', 300), new('9', 40), "a,b,c,d", "1,2,3,4", "180,91,181,92", "../", "a/b", "%c0%af", "%u0000", "+", "&", "#", ";", "\t",
    ];

    static readonly string[] Values =
    [
        "null", "true", "false", "0", "-1", "1e999", "1e-999", "123456789012345678901234567890", "1.5", "\"\"", "\"x\"", "\"\\u0000\"", "\"\\ud800\"", "[]",
        "{}", "[null]", "[[1],[2]]", "{\"a\":{}}",
        "{\"from_node\":\"a\"}", "{\"from_node\":\"nowhere\"}", "{\"from_parameter\":\"x\"}", "{\"from_parameter\":\"data\"}", "{\"process_graph\":{}}",
        "{\"process_graph\":null}",
        "{\"process_graph\":{\"m\":{\"process_id\":\"mean\",\"arguments\":{\"data\":{\"from_parameter\":\"data\"}},\"result\":true}}}",
        "{\"west\":1,\"south\":2,\"east\":0,\"north\":1}", "[\"2024-01-01\",null]",
        "\"TINY\"", "\"user\"", "\"add\"", "\"load_collection\"", "\"load_uploaded_files\"", "\"2024-01-01\"", "\"http://127.0.0.1:1/x\"", "\"1g\"",
        "-0", "\"é😀\"",
    ];

    static readonly string[] Names = ["process", "process_graph", "process_id", "arguments", "result", "namespace", "title", "x", "data", "id", "parameters",
        "schema", "default", "job_options", "", "a.b", "é", "$", "__proto__"];

    static readonly (string, string[])[] Headers =
    [
        ("Range", ["bytes=0-", "bytes=5-1", "bytes=-1", "bytes=99999999999999999999-", "x", "bytes=0-1,2-3"]), ("If-None-Match", ["*", "\"x\"", "W/", ","]),
        ("If-Modified-Since", ["x", "Thu, 01 Jan 1970 00:00:00 GMT"]),
        ("Accept", ["text/event-stream", "application/geo+json", "text/html", "x", "*/*;q=x"]), ("Accept-Encoding", ["gzip", "br;q=0", "x,,", "zstd"]),
        ("Idempotency-Key", ["k", "", "é", new('k', 300), "1"]),
        ("Last-Event-ID", ["1", "-1", "x"]), ("X-Forwarded-Host", ["evil.example"]), ("X-Forwarded-Prefix", ["/../x"]), ("X-HTTP-Method-Override", ["DELETE"]),
        ("Expect", ["100-continue"]), ("Content-Encoding", ["gzip", "x"]),
        ("Origin", ["https://editor.openeo.org", "null"]), ("traceparent", ["x", "00-0-0-0"]),
    ];

    static readonly string[] Types = ["", "application/json", "application/json; charset=utf-16", "application/json; charset=x", "text/plain",
        "application/x-www-form-urlencoded", "multipart/form-data", "x", "application/octet-stream"];

    static readonly string[] Logins = ["", "Bearer", "Bearer ", "Bearer x", "Bearer basic//x", "Bearer basic/", "Bearer oidc/x/y", "Bearer a/b/c/d",
        "Basic eDp4", "Basic x", "x", "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJ1LWJvYiJ9."];

    /// <summary>One request, changed in one to four places.</summary>
    public FuzzRequest Mutate(FuzzRequest seed)
    {
        var request = seed with { Path = Fill(seed.Path) };
        for (var changes = random.Next(4); changes >= 0; changes--)
        {
            request = random.Next(12) switch
            {
                0 => request with { Method = Pick(Methods) },
                1 => request with { Path = ChangePath(request.Path) },
                2 or 3 => request with { Query = ChangeQuery(request.Query) },
                4 => request with { Headers = [.. request.Headers, PickHeader()] },
                5 when random.Next(4) == 0 => request with { Authorization = Pick(Logins) },
                6 => request with { ContentType = Pick(Types) },
                7 when request.Body is not null => request with { Body = ChangeBytes(request.Body) },
                _ when request.Body is not null => request with { Body = ChangeJson(request.Body) },
                _ => request with { Path = Fill(seed.Path) },
            };
        }
        return request;
    }

    string Fill(string path) => path.Replace("{job}", things("job"), StringComparison.Ordinal).Replace("{process}", things("process"), StringComparison.Ordinal)
        .Replace("{file}", things("file"), StringComparison.Ordinal);

    string ChangePath(string path)
    {
        var parts = path.Split('/').ToList();
        var at = random.Next(1, parts.Count + 1);
        if (random.Next(3) == 0 || at == parts.Count) parts.Insert(at, Escape(Pick(Texts)));
        else if (random.Next(4) == 0) parts.RemoveAt(at);
        else parts[at] = Escape(Pick(Texts));
        return "/" + string.Join('/', parts.Skip(1));
    }

    string ChangeQuery(string query)
    {
        var parts = query.Split('&', StringSplitOptions.RemoveEmptyEntries).ToList();
        string[] names = ["limit", "offset", "after", "level", "partial", "status", "text", "order", "created", "bbox", "datetime", "signature", "expires",
            "version", "x", "limit[]"];
        if (parts.Count == 0 || random.Next(3) == 0) parts.Add($"{Pick(names)}={Escape(Pick(Texts))}");
        else parts[random.Next(parts.Count)] = parts[random.Next(parts.Count)].Split('=')[0] + "=" + Escape(Pick(Texts));
        return string.Join('&', parts);
    }

    // Half of the time as a client would, half of the time as nobody should; never what HTTP's own grammar cannot carry.
    string Escape(string text) => random.Next(2) == 0 ? Uri.EscapeDataString(text)
        : string.Concat(text.Select(c => c is <= ' ' or > '~' or '#' or '?' ? Uri.EscapeDataString(char.IsSurrogate(c) ? "?" : c.ToString()) : c.ToString()));

    byte[] ChangeBytes(byte[] body)
    {
        var bytes = body.ToList();
        for (var changes = random.Next(3); changes >= 0 && bytes.Count > 0; changes--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(5))
            {
                case 0: bytes[at] = (byte)random.Next(256); break;
                case 1: bytes.RemoveRange(at, Math.Min(random.Next(1, 20), bytes.Count - at)); break;
                case 2: bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 40), bytes.Count - at))); break;
                case 3: bytes.Insert(at, (byte)random.Next(256)); break;
                default: bytes.InsertRange(at, Encoding.UTF8.GetBytes(Nested())); break;
            }
        }
        return [.. bytes];
    }

    string Nested()
    {
        var depth = random.Next(1, 400);
        return new string('[', depth) + new string(']', depth);
    }

    byte[] ChangeJson(byte[] body)
    {
        try
        {
            var root = JsonNode.Parse(body);
            var places = new List<JsonNode>();
            Collect(root, places);
            if (places.Count == 0) return Encoding.UTF8.GetBytes(Pick(Values));
            Change(places[random.Next(places.Count)]);
            // As text, because some values are nothing that a JsonNode could hold.
            return Encoding.UTF8.GetBytes(
                root!.ToJsonString().Replace("\"\\u0001\"", random.Next(20) == 0 ? Nested() : Pick(Values), StringComparison.Ordinal));
        }
        catch (Exception e) when (e is System.Text.Json.JsonException or ArgumentException or InvalidOperationException)
        {
            return ChangeBytes(body);   // an earlier change has left no JSON, a name twice, or no Unicode
        }
    }

    void Change(JsonNode place)
    {
        if (place is JsonArray array)
        {
            if (array.Count > 0 && random.Next(2) == 0) array[random.Next(array.Count)] = "\u0001";
            else array.Add("\u0001");
            return;
        }
        var members = (JsonObject)place;
        var name = members.Count > 0 ? members.ElementAt(random.Next(members.Count)).Key : Pick(Names);
        switch (random.Next(5))
        {
            case 0: members.Remove(name); break;
            case 1: members[Pick(Names)] = members[name]?.DeepClone(); break;
            case 2: members[Pick(Names)] = "\u0001"; break;
            default: members[name] = "\u0001"; break;
        }
    }

    static void Collect(JsonNode? node, List<JsonNode> places)
    {
        if (node is JsonArray array)
        {
            places.Add(array);
            foreach (var item in array) Collect(item, places);
        }
        if (node is JsonObject members)
        {
            places.Add(members);
            foreach (var (_, member) in members) Collect(member, places);
        }
    }

    (string, string) PickHeader()
    {
        var (name, values) = Headers[random.Next(Headers.Length)];
        return (name, Pick(values));
    }

    string Pick(string[] from) => from[random.Next(from.Length)];
}
