using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace OpenEo.Slices.Engine.Stac;

/// <summary>What a server said when it did not give what it was asked for, in a few words.</summary>
public static partial class ServerWords
{
    const int MostBytes = 4096, MostWords = 200;

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>
    /// Status and reason, and of an object store, which answers with an <c>Error</c> in XML, code and message. Of all else in the body nothing: it may repeat
    /// the request, and with it a signature.
    /// </summary>
    public static async Task<string> OfAsync(HttpResponseMessage response, CancellationToken ct)
    {
        var status = $"{(int)response.StatusCode} {response.ReasonPhrase}".TrimEnd();
        if (response.Content.Headers.ContentType?.MediaType is not ("application/xml" or "text/xml")) return status;
        var text = await StartAsync(response, ct);
        string?[] words = [Word(Code().Match(text)), Word(Message().Match(text))];
        return words.OfType<string>().Any() ? $"{status} ({string.Join(": ", words.OfType<string>())})" : status;
    }

    static async Task<string> StartAsync(HttpResponseMessage response, CancellationToken ct)
    {
        var (start, length) = (new byte[MostBytes], 0);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Patience);
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(limit.Token);
            length = await body.ReadAtLeastAsync(start, MostBytes, throwOnEndOfStream: false, limit.Token);
        }
        catch (Exception e) when (e is IOException or HttpRequestException or OperationCanceledException && !ct.IsCancellationRequested)
        {
            // The status is known all the same.
        }
        return Encoding.UTF8.GetString(start, 0, length);
    }

    static string? Word(Match match)
    {
        if (!match.Success) return null;
        var words = new string([.. WebUtility.HtmlDecode(match.Groups[1].Value).Select(c => char.IsControl(c) ? ' ' : c)]).Trim().TrimEnd('.');
        return words.Length switch { 0 => null, > MostWords => words[..MostWords] + "…", _ => words };
    }

    [GeneratedRegex("<Code>([^<]*)</Code>")]
    private static partial Regex Code();

    [GeneratedRegex("<Message>([^<]*)</Message>")]
    private static partial Regex Message();
}
