using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Stac;

namespace OpenEo.Slices.Api.Running;

/// <summary>
/// The one way out of the processes that compute: a SOCKS5 proxy (RFC 1928, RFC 1929) at a loopback port, which connects to what the policy allows, at
/// addresses that it has looked up and checked itself. So neither a redirect that GDAL follows nor a name that changes its address leads to a private one.
/// </summary>
sealed class Egress : IAsyncDisposable
{
    const string User = "worker";
    const byte Version = 5, Connect = 1, Look = 0xf0, Refused = 2, Unreachable = 4, CommandUnknown = 7;

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    // Of all workers; each costs two buffers and two descriptors. One on which nothing moves for so long is closed.
    const int Most = 1000;

    static readonly TimeSpan Idle = TimeSpan.FromMinutes(5), Pause = TimeSpan.FromMilliseconds(200);

    readonly SemaphoreSlim places = new(Most);
    readonly LocationPolicy policy;
    readonly ILogger<Egress> log;
    readonly TcpListener listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource closing = new();
    readonly string password = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
    readonly Task accepting;

    /// <summary>Listens from now on.</summary>
    public Egress(LocationPolicy policy, ILogger<Egress> log)
    {
        (this.policy, this.log) = (policy, log);
        listener.Start();
        accepting = AcceptAsync();
    }

    /// <summary>The address with user and password; names are looked up here and not by the client.</summary>
    public string Address => $"socks5h://{User}:{password}@127.0.0.1:{Port}";

    /// <summary>The port.</summary>
    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>What .NET's clients need to use the proxy of an address that <see cref="Address"/> gave.</summary>
    public static WebProxy ToProxy(string address)
    {
        var uri = new Uri(address);
        var parts = uri.UserInfo.Split(':');
        return new WebProxy(new Uri($"socks5://{uri.Host}:{uri.Port}")) { Credentials = new NetworkCredential(parts[0], parts[1]) };
    }

    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        listener.Stop();
        await accepting;
        closing.Dispose();
    }

    async Task AcceptAsync()
    {
        while (!closing.IsCancellationRequested)
        {
            try
            {
                await places.WaitAsync(closing.Token);
                var client = await listener.AcceptSocketAsync(closing.Token);
                _ = Task.Run(async () =>
                {
                    try
                    {
                        await ServeAsync(client);
                    }
                    finally
                    {
                        places.Release();
                    }
                }, CancellationToken.None);
            }
            catch (Exception) when (closing.IsCancellationRequested)
            {
            }
            catch (Exception e)
            {
                // The client has gone already, or there are no descriptors at the moment.
                places.Release();
                log.LogWarning("A worker's connection could not be accepted: {Reason}", e.Message);
                await Task.Delay(Pause, closing.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    async Task ServeAsync(Socket client)
    {
        using var near = new NetworkStream(client, ownsSocket: true);
        client.NoDelay = true;
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(closing.Token);
            limit.CancelAfter(Patience);
            if (!await GreetAsync(near, limit.Token) || await ReadTargetAsync(near, limit.Token) is not ({ } host, var port, var isLook)) return;
            if (await ConnectAsync(near, host, port, isLook, limit.Token) is not { } remote) return;
            using var far = new NetworkStream(remote, ownsSocket: true);
            // Whoever stops sending may still receive: both ways end by themselves, and with this process.
            using var idle = CancellationTokenSource.CreateLinkedTokenSource(closing.Token);
            await Task.WhenAll(CopyAsync(near, far, remote, idle), CopyAsync(far, near, client, idle));
        }
        catch (Exception e) when (e is IOException or EndOfStreamException or OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // One of the two has gone.
        }
    }

    async Task<Socket?> ConnectAsync(Stream near, string host, int port, bool isLook, CancellationToken ct)
    {
        try
        {
            // Workers cannot resolve names: they ask whether we would connect.
            if (isLook) await policy.ResolveAsync(host, port, ct);
            var remote = isLook ? null : await policy.ConnectAsync(host, port, ct);
            await AnswerAsync(near, 0, ct);
            return remote;
        }
        catch (ProcessGraphException e)
        {
            log.LogInformation("A worker was not let out: {Reason}", e.Message);
            await AnswerAsync(near, Refused, ct);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            await AnswerAsync(near, Unreachable, closing.Token);
        }
        return null;
    }

    async Task<bool> GreetAsync(Stream near, CancellationToken ct)
    {
        var head = await ReadAsync(near, 2, ct);
        var methods = await ReadAsync(near, head[1], ct);
        if (head[0] != Version || !methods.Contains((byte)2))
        {
            await near.WriteAsync(new byte[] { Version, 0xff }, ct);
            return false;
        }
        await near.WriteAsync(new byte[] { Version, 2 }, ct);
        var user = await ReadAsync(near, (await ReadAsync(near, 2, ct))[1], ct);
        var given = await ReadAsync(near, (await ReadAsync(near, 1, ct))[0], ct);
        var good = CryptographicOperations.FixedTimeEquals([.. user, 0, .. given], Encoding.ASCII.GetBytes($"{User}\0{password}"));
        await near.WriteAsync(new byte[] { 1, good ? (byte)0 : (byte)1 }, ct);
        return good;
    }

    static async Task<(string? Host, int Port, bool IsLook)> ReadTargetAsync(Stream near, CancellationToken ct)
    {
        var head = await ReadAsync(near, 4, ct);
        var host = head[3] switch
        {
            1 => new IPAddress(await ReadAsync(near, 4, ct)).ToString(),
            3 => Encoding.ASCII.GetString(await ReadAsync(near, (await ReadAsync(near, 1, ct))[0], ct)),
            4 => new IPAddress(await ReadAsync(near, 16, ct)).ToString(),
            _ => null,
        };
        var port = host is null ? 0 : BinaryPrimitives.ReadUInt16BigEndian(await ReadAsync(near, 2, ct));
        if (head[0] == Version && head[1] is (Connect or Look) && host is not null) return (host, port, head[1] == Look);
        await AnswerAsync(near, CommandUnknown, ct);
        return (null, 0, false);
    }

    static ValueTask AnswerAsync(Stream near, byte reply, CancellationToken ct) =>
        near.WriteAsync(new byte[] { Version, reply, 0, 1, 0, 0, 0, 0, 0, 0 }, ct);

    static async Task<byte[]> ReadAsync(Stream stream, int count, CancellationToken ct)
    {
        var bytes = new byte[count];
        await stream.ReadExactlyAsync(bytes, ct);
        return bytes;
    }

    static async Task CopyAsync(Stream from, Stream to, Socket target, CancellationTokenSource idle)
    {
        try
        {
            var bytes = new byte[1 << 18];
            do idle.CancelAfter(Idle);
            while (await from.ReadAsync(bytes, idle.Token) is > 0 and var count && await WriteAsync(count));

            async Task<bool> WriteAsync(int count)
            {
                await to.WriteAsync(bytes.AsMemory(0, count), idle.Token);
                return true;
            }
        }
        finally
        {
            try
            {
                target.Shutdown(SocketShutdown.Send);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
            }
        }
    }
}
