using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Dapper;
using OpenEo.Slices.Api.Web;

namespace OpenEo.Slices.Api.Jobs;

/// <summary>
/// Which of a user's jobs are wanted, and in which order: <c>status</c> (one or several, with commas), <c>text</c> (in title or description, any case of
/// letters), <c>created</c> (an instant, or two with a slash, <c>..</c> for an open end), <c>order</c> (<c>created</c>, <c>updated</c> or <c>title</c>, with a
/// minus for descending).
/// </summary>
sealed record JobSearch(string[]? Statuses, string? Text, DateTime? From, DateTime? To, string Order)
{
    /// <summary>Where a page begins: after this value of what is ordered by, and this id among equals.</summary>
    public sealed record Place(string Value, string Id);

    const string Newest = "-created";


    // What is ordered by before the id, which by itself is the order of creation. The null of a title counts as no text.
    static readonly Dictionary<string, string?> Columns = new()
    {
        ["created"] = null,
        ["updated"] = "to_char(j.updated AT TIME ZONE 'UTC', 'YYYYMMDDHH24MISSUS')",
        ["title"] = "coalesce(j.title, '') COLLATE \"C\"",
    };

    // As they came, for links.
    string Given { get; init; } = "";

    /// <summary>True when nothing is asked for that the API does not know.</summary>
    public bool IsPlain => Statuses is null && Text is null && From is null && To is null && Order == Newest;

    /// <summary>Reads the parameters of a request. Fails with <c>RequestInvalid</c>.</summary>
    public static JobSearch Read(string? status, string? text, string? created, string? order)
    {
        var statuses = string.IsNullOrEmpty(status) ? null : status.Split(',');
        if (statuses?.FirstOrDefault(one => !JobStatus.All.Contains(one)) is { } unknown)
            throw Invalid("status", unknown, $"one or several of {string.Join(", ", JobStatus.All)}");
        if (!string.IsNullOrEmpty(text) && (text.Length > 1000 || !Json.IsKey(text))) throw Invalid("text", text, "at most 1000 characters");
        var by = string.IsNullOrEmpty(order) ? Newest : order;
        if (!Columns.ContainsKey(by.TrimStart('-')) || by.StartsWith("--", StringComparison.Ordinal))
            throw Invalid("order", by, "created, updated or title, or one of them with a minus for descending");
        var (from, to) = Interval(created);
        (string Name, string? Value)[] given = [("status", status), ("text", text), ("created", created), ("order", order)];
        return new JobSearch(statuses, string.IsNullOrEmpty(text) ? null : text, from, to, by)
        {
            Given = string.Join('&', given.Where(pair => !string.IsNullOrEmpty(pair.Value)).Select(pair => $"{pair.Name}={Uri.EscapeDataString(pair.Value!)}")),
        };
    }

    /// <summary>The parameters as they came, for links; after the separator when there are any.</summary>
    public string Query(char separator) => Given.Length == 0 ? "" : separator + Given;

    /// <summary>The place that a <c>next</c> link named; null for the beginning.</summary>
    public Place? Start(string? after)
    {
        if (string.IsNullOrEmpty(after) || !Json.IsKey(after)) return null;
        if (Order.TrimStart('-') == "created") return new Place("", after);
        var bytes = new byte[Base64Url.GetMaxDecodedLength(after.Length)];
        if (Base64Url.DecodeFromChars(after, bytes, out _, out var length) is not System.Buffers.OperationStatus.Done) return null;
        var text = Encoding.UTF8.GetString(bytes, 0, length);
        var split = text.LastIndexOf('\n');
        return split < 0 || !Json.IsKey(text) ? null : new Place(text[..split], text[(split + 1)..]);
    }

    /// <summary>The place of a job, for a <c>next</c> link.</summary>
    public string Cursor(string id, string? title, DateTime updated) => Order.TrimStart('-') switch
    {
        "created" => Uri.EscapeDataString(id),
        "title" => Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{title}\n{id}")),
        _ => Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{updated.ToString("yyyyMMddHHmmssffffff", CultureInfo.InvariantCulture)}\n{id}")),
    };

    /// <summary>Conditions that follow the one on the user.</summary>
    public string Where(Place? start)
    {
        var sql = new StringBuilder();
        if (Statuses is not null) sql.Append(" AND j.status = ANY(@Statuses)");
        if (Text is not null)
            sql.Append(" AND (strpos(lower(coalesce(j.title, '')), lower(@Text)) > 0 OR strpos(lower(coalesce(j.description, '')), lower(@Text)) > 0)");
        if (From is not null) sql.Append(" AND j.created >= @From");
        if (To is not null) sql.Append(" AND j.created <= @To");
        var than = Order[0] == '-' ? '<' : '>';
        if (start is not null) sql.Append(Column is null ? $" AND j.id {than} @Id" : $" AND ({Column}, j.id) {than} (@Value, @Id)");
        return sql.ToString();
    }

    /// <summary>The order, ending with the id.</summary>
    public string OrderBy => Column is null ? $"j.id{Direction}" : $"{Column}{Direction}, j.id{Direction}";

    string? Column => Columns[Order.TrimStart('-')];

    string Direction => Order[0] == '-' ? " DESC" : "";

    /// <summary>All parameters of the statement.</summary>
    public object Parameters(string userId, Place? start, long? count) =>
        new DynamicParameters(new { userId, Statuses, Text, From, To, start?.Value, start?.Id, count });

    static (DateTime? From, DateTime? To) Interval(string? created)
    {
        if (string.IsNullOrEmpty(created)) return (null, null);
        var parts = created.Split('/');
        return parts switch
        {
            [var one] => (Instant(one, created), Instant(one, created)),
            [var from, var to] => (from is "" or ".." ? null : Instant(from, created), to is "" or ".." ? null : Instant(to, created)),
            _ => throw Invalid("created", created, "an instant, or two with a slash between"),
        };
    }

    static DateTime Instant(string text, string whole) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant) ? instant.UtcDateTime
        : throw Invalid("created", whole, "RFC 3339 instants, such as 2026-01-31T00:00:00Z/..");

    static OpenEoException Invalid(string parameter, string value, string expected) =>
        new(ErrorCodes.RequestInvalid, $"The parameter '{parameter}' cannot be '{(value.Length > 60 ? value[..60] + "…" : value)}'; expected {expected}.");
}
