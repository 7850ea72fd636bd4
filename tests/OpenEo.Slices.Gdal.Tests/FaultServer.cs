using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace OpenEo.Slices.Gdal.Tests;

/// <summary>A web server with files, which can be told to answer worse than it could.</summary>
sealed class FaultServer : IDisposable
{
    readonly HttpListener listener;
    readonly ConcurrentDictionary<string, int> asked = new();
    int now;

    /// <summary>At a free port of the loopback address.</summary>
    public FaultServer()
    {
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            Address = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/";
        }
        listener = new HttpListener { Prefixes = { Address } };
        listener.Start();
        _ = Task.Run(async () =>
        {
            while (listener.IsListening)
            {
                var context = await listener.GetContextAsync();
                _ = Task.Run(() => AnswerAsync(context));
            }
        });
    }

    /// <summary>With a slash at the end.</summary>
    public string Address { get; }

    /// <summary>By path and query as they are sent.</summary>
    public ConcurrentDictionary<string, byte[]> Files { get; } = new();

    /// <summary>Told of each request, with how often the same path was asked for before: answers itself and says so, or leaves it.</summary>
    public Func<HttpListenerContext, int, bool>? Instead { get; set; }

    /// <summary>The ETag of all files; null for none.</summary>
    public string? Tag { get; set; } = "\"1\"";

    /// <summary>False: ranges are not understood, and the whole file is sent.</summary>
    public bool KnowsRanges { get; set; } = true;

    /// <summary>How long each answer takes.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>Bytes that were sent.</summary>
    public long Sent;

    /// <summary>The most requests at one time.</summary>
    public int Peak { get; private set; }

    /// <summary>All requests.</summary>
    public int Requests => asked.Values.Sum();

    public void Dispose() => listener.Close();

    async Task AnswerAsync(HttpListenerContext context)
    {
        Peak = Math.Max(Peak, Interlocked.Increment(ref now));
        try
        {
            var path = context.Request.RawUrl!;
            var before = asked.AddOrUpdate(path, 1, (_, count) => count + 1) - 1;
            if (Delay > TimeSpan.Zero) await Task.Delay(Delay);
            if (Instead?.Invoke(context, before) == true) return;
            if (Files.TryGetValue(path, out var bytes)) Send(context, bytes);
            else context.Response.StatusCode = 404;
        }
        catch (Exception e) when (e is HttpListenerException or IOException or ObjectDisposedException)
        {
        }
        finally
        {
            Interlocked.Decrement(ref now);
            try
            {
                context.Response.Close();
            }
            catch (Exception e) when (e is HttpListenerException or InvalidOperationException or ObjectDisposedException)
            {
            }
        }
    }

    void Send(HttpListenerContext context, byte[] bytes)
    {
        var response = context.Response;
        var (from, to) = (0, bytes.Length - 1);
        if (KnowsRanges && context.Request.Headers["Range"] is { } range)
        {
            var ends = range["bytes=".Length..].Split('-');
            (from, to) = (int.Parse(ends[0]), Math.Min(to, int.Parse(ends[1])));
            response.StatusCode = 206;
            response.Headers["Content-Range"] = $"bytes {from}-{to}/{bytes.Length}";
        }
        if (Tag is not null) response.Headers["ETag"] = Tag;
        response.ContentLength64 = to - from + 1;
        Interlocked.Add(ref Sent, to - from + 1);
        response.OutputStream.Write(bytes, from, to - from + 1);
    }
}
