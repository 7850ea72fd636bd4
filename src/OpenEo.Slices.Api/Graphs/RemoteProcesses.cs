using System.Collections.Concurrent;
using System.Text.Json;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Stac;

namespace OpenEo.Slices.Api.Graphs;

/// <summary>
/// Processes at other people's addresses (the API's extension "Remote Process Definition"): the address gives one process, or an object whose
/// <c>processes</c> are several. Read only where <see cref="LocationPolicy"/> allows, at most 1 MiB within ten seconds, and remembered for a minute.
/// </summary>
sealed class RemoteProcesses(LocationPolicy policy, TimeProvider clock) : IDisposable
{
    const int MaximumBytes = 1 << 20, MostRemembered = 200;

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10), Remembered = TimeSpan.FromMinutes(1);

    readonly ConcurrentDictionary<string, (DateTimeOffset Until, JsonElement Document)> known = new();
    readonly HttpClient http = policy.CreateClient();

    /// <summary>Those of the wanted processes that are at the address.</summary>
    /// <exception cref="ProcessGraphException">The address must not or cannot be read; the message says why.</exception>
    public async Task<IReadOnlyList<(ProcessReference Reference, JsonElement Process)>> ReadAsync(string address, IReadOnlyList<ProcessReference> wanted,
        CancellationToken ct)
    {
        var document = await GetAsync(address, ct);
        var processes = document.TryGetProperty("processes", out var several) && several.ValueKind is JsonValueKind.Array
            ? several.EnumerateArray().Where(process => process.ValueKind is JsonValueKind.Object).ToList() : [document];
        return [.. from reference in wanted
                   from process in processes.Where(process => IdOf(process) == reference.Id).Take(1)
                   select (reference, process)];
    }

    public void Dispose() => http.Dispose();

    async Task<JsonElement> GetAsync(string address, CancellationToken ct)
    {
        if (known.TryGetValue(address, out var seen) && seen.Until > clock.GetUtcNow()) return seen.Document;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Patience);
        try
        {
            // The check resolves names, which blocks.
            await Task.Run(() => policy.Demand(address), ct);
            var document = JsonElement.Parse(await DownloadAsync(address, limit.Token));
            if (document.ValueKind is not JsonValueKind.Object) throw Unreadable(address, "it is not a JSON object");
            if (known.Count >= MostRemembered) known.Clear();
            known[address] = (clock.GetUtcNow() + Remembered, document);
            return document;
        }
        catch (JsonException)
        {
            throw Unreadable(address, "it is not JSON");
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw Unreadable(address, e.Message);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw Unreadable(address, "the server does not answer in time");
        }
    }

    async Task<byte[]> DownloadAsync(string address, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Accept.ParseAdd("application/json");
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        if (!response.IsSuccessStatusCode) throw Unreadable(address, $"the server answers {(int)response.StatusCode}");
        await using var body = await response.Content.ReadAsStreamAsync(ct);
        var buffer = new byte[MaximumBytes + 1];
        var length = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, ct);
        return length <= MaximumBytes ? buffer[..length] : throw Unreadable(address, "it is larger than 1 MiB");
    }

    static string? IdOf(JsonElement process) => process.TryGetProperty("id", out var id) && id.ValueKind is JsonValueKind.String ? id.GetString() : null;

    static ProcessGraphException Unreadable(string address, string reason) =>
        new(new Fault(FaultCodes.ProcessGraphInvalid, $"'{address}' cannot be read: {reason}."));
}
