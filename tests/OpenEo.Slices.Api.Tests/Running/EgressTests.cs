using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using OpenEo.Slices.Api.Running;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Stac;
using OpenEo.Slices.Gdal;

namespace OpenEo.Slices.Api.Tests.Running;

/// <summary>The way out of workers, with servers of which one is allowed and one is not.</summary>
public sealed class EgressTests : IAsyncLifetime
{
    readonly WebApplication allowed = Serve(), secret = Serve();
    readonly Lazy<Egress> made;
    int asked;

    public EgressTests() =>
        made = new(() => new Egress(new LocationPolicy([], [$"127.0.0.1:{AddressOf(allowed).Port}", "*"]), NullLogger<Egress>.Instance));

    Egress Way => made.Value;

    static WebApplication Serve()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        return builder.Build();
    }

    static Uri AddressOf(WebApplication app) =>
        new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    public async Task InitializeAsync()
    {
        secret.MapGet("/{**path}", () =>
        {
            asked++;
            return "the secret";
        });
        allowed.MapGet("/text", () => "public");
        allowed.MapGet("/away", () => Results.Redirect(new Uri(AddressOf(secret), "secret.tif").ToString()));
        allowed.MapGet("/away.tif", () => Results.Redirect(new Uri(AddressOf(secret), "secret.tif").ToString()));
        await Task.WhenAll(allowed.StartAsync(), secret.StartAsync());
    }

    public async Task DisposeAsync()
    {
        await Way.DisposeAsync();
        await allowed.DisposeAsync();
        await secret.DisposeAsync();
    }

    static HttpClient Client(string address) => new(new SocketsHttpHandler { Proxy = Egress.ToProxy(address), UseProxy = true, AllowAutoRedirect = true });

    [Fact]
    public async Task What_the_policy_allows_can_be_reached()
    {
        using var client = Client(Way.Address);
        for (var i = 0; i < 3; i++) Assert.Equal("public", await client.GetStringAsync(new Uri(AddressOf(allowed), "text")));
    }

    [Fact]
    public async Task A_redirect_to_a_private_address_leads_nowhere_whoever_follows_it()
    {
        using var client = Client(Way.Address);
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetStringAsync(new Uri(AddressOf(allowed), "away")));
        using var gdal = new GdalLibrary(new GdalOptions { Http = Client(Way.Address), Pause = TimeSpan.FromMilliseconds(10) });
        Assert.Throws<RasterException>(() => gdal.Describe(new Uri(AddressOf(allowed), "away.tif").ToString()));
        Assert.Equal(0, asked);
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("127.0.0.1")]
    [InlineData("[::ffff:127.0.0.1]")]
    [InlineData("0")]
    [InlineData("169.254.169.254")]
    [InlineData("no-such-host.invalid")]
    public async Task Private_and_unknown_hosts_are_refused(string host)
    {
        using var client = Client(Way.Address);
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetStringAsync($"http://{host}:{AddressOf(secret).Port}/"));
    }

    [Theory]
    [InlineData("localhost", false)]
    [InlineData("no-such-host.invalid", false)]
    [InlineData("localhost", true)]
    public async Task Names_are_left_to_the_way_out(string host, bool isAllowed)
    {
        await using var way = new Egress(new LocationPolicy([], isAllowed ? [host, "*"] : ["*"]), NullLogger<Egress>.Instance);
        // The worker's own list is no more than a star: only the way out can say.
        var policy = new LocationPolicy([], ["*"]) { Proxy = Egress.ToProxy(way.Address) };
        var location = $"http://{host}:{AddressOf(allowed).Port}/text";
        if (isAllowed) Assert.Equal(location, policy.Demand(location));
        else Assert.Equal("PermissionsInsufficient", Assert.Throws<ProcessGraphException>(() => policy.Demand(location)).Faults[0].Code);
    }

    [Fact]
    public async Task Nobody_gets_out_without_the_password()
    {
        using var client = Client($"socks5h://worker:guess@127.0.0.1:{Way.Port}");
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetStringAsync(new Uri(AddressOf(allowed), "text")));
    }

    [Fact]
    public async Task Nonsense_ends_the_connection_and_nothing_else()
    {
        foreach (var bytes in (byte[][])[[5], [4, 1, 0, 80, 127, 0, 0, 1, 0], [5, 255], [5, 1, 0], [.. "GET / HTTP/1.1\r\n\r\n"u8], new byte[5000]])
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(IPAddress.Loopback, Way.Port);
            try
            {
                await socket.SendAsync(bytes);
                socket.Shutdown(SocketShutdown.Send);
                while (await socket.ReceiveAsync(new byte[100]) > 0) continue;
            }
            catch (SocketException)
            {
                // Ended while we still spoke.
            }
        }
        using var client = Client(Way.Address);
        Assert.Equal("public", await client.GetStringAsync(new Uri(AddressOf(allowed), "text")));
    }
}
