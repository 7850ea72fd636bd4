using System.Net.Http.Headers;
using System.Text;

namespace OpenEo.Slices.Api.Tests;

/// <summary>The binary as an operator meets it: first start, crash, stop, command line.</summary>
public sealed class ServiceTests : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("openeo-service-").FullName;
    readonly string url = ServiceProcess.FreeUrl();

    public void Dispose() => Directory.Delete(folder, recursive: true);

    Dictionary<string, string> Settings(string? listen = null) => new() { ["DataFolder"] = Path.Combine(folder, "data"), ["ASPNETCORE_URLS"] = listen ?? url };

    async Task<HttpResponseMessage> LogInAsync(string name, string password)
    {
        using var client = new HttpClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic",
            Convert.ToBase64String(Encoding.UTF8.GetBytes($"{name}:{password}")));
        return await client.GetAsync($"{url}/openeo/v1/credentials/basic");
    }

    [Fact]
    public async Task Brings_its_own_database_and_lets_the_demo_user_in()
    {
        using var service = new ServiceProcess([], Settings());
        await service.WaitReadyAsync(url);
        await (await LogInAsync("demo", "demo")).ShouldBeAsync(200);
        var (exitCode, _, error) = await service.StopAsync();
        Assert.Equal(("", 0), (error, exitCode));
        Assert.False(File.Exists(Path.Combine(folder, "data", "postgres", "postmaster.pid")));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("*")]
    public async Task At_an_address_that_is_taken_it_says_so_in_a_line_and_creates_nothing(string host)
    {
        using var other = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, new Uri(url).Port);
        other.Start();
        var address = url.Replace("127.0.0.1", host, StringComparison.Ordinal);
        using var service = new ServiceProcess([], Settings(address));
        var (exitCode, output, error) = await service.EndAsync();
        Assert.Equal((1, "", $"Something listens at {address} already. Stop it, or set ASPNETCORE_URLS to another address."), (exitCode, output, error.Trim()));
        Assert.False(Directory.Exists(Path.Combine(folder, "data")));
    }

    [Fact]
    public async Task Starts_again_after_a_crash_and_takes_the_orphaned_database_over()
    {
        var settings = Settings();
        settings["Demo__Collection"] = "false";   // its writer would outlive the crash and this test's folder
        using (var first = new ServiceProcess([], settings))
        {
            await first.WaitReadyAsync(url);
            first.Crash();
        }
        using var second = new ServiceProcess([], settings);
        await second.WaitReadyAsync(url);
        await (await LogInAsync("demo", "demo")).ShouldBeAsync(200);
        Assert.Equal(0, (await second.StopAsync()).ExitCode);
        Assert.False(File.Exists(Path.Combine(folder, "data", "postgres", "postmaster.pid")));
    }

    [Fact]
    public async Task Locks_the_demo_user_out_when_others_can_reach_the_service()
    {
        using (var first = new ServiceProcess([], Settings()))
        {
            await first.WaitReadyAsync(url);
            await first.StopAsync();
        }
        using var second = new ServiceProcess([], Settings(url.Replace("127.0.0.1", "0.0.0.0", StringComparison.Ordinal)));
        await second.WaitReadyAsync(url);
        await (await LogInAsync("demo", "demo")).ShouldBeErrorAsync(403, "CredentialsInvalid");
        await second.StopAsync();
    }

    [Fact]
    public async Task Users_are_added_while_the_service_runs()
    {
        using var service = new ServiceProcess([], Settings());
        await service.WaitReadyAsync(url);
        using var add = new ServiceProcess(["users", "add", "ada"], Settings(), "long enough\n");
        Assert.Equal(0, (await add.EndAsync()).ExitCode);
        await (await LogInAsync("ada", "long enough")).ShouldBeAsync(200);
        using var list = new ServiceProcess(["users", "list"], Settings());
        Assert.Equal("ada\ndemo\n", (await list.EndAsync()).Output);
        await service.StopAsync();
    }

    [Fact]
    public async Task Health_can_be_asked_from_the_command_line()
    {
        var settings = Settings(url.Replace("127.0.0.1", "+", StringComparison.Ordinal));
        using (var before = new ServiceProcess(["health"], settings))
        {
            var (exitCode, _, error) = await before.EndAsync();
            Assert.Equal(1, exitCode);
            Assert.Contains("does not answer", Assert.Single(error.TrimEnd().Split('\n')), StringComparison.Ordinal);
        }
        using var service = new ServiceProcess([], settings);
        await service.WaitReadyAsync(url);
        foreach (var arguments in (string[][])[["health"], ["health", "ready"], ["health", "live"]])
        {
            using var health = new ServiceProcess(arguments, settings);
            Assert.Equal((0, "", ""), await health.EndAsync());
        }
        await service.StopAsync();
    }

    [Theory]
    [InlineData("health well", "", "Use: health")]
    [InlineData("users add ada", "short\n", "8 characters")]
    [InlineData("users add a:b", "long enough\n", "colon")]
    [InlineData("users add demo", "long enough\n", "demo")]
    [InlineData("users remove", "", "Use: users add")]
    [InlineData("frobnicate", "", "Unknown command 'frobnicate'")]
    public async Task Says_in_one_line_what_is_wrong_with_a_command(string arguments, string input, string expected)
    {
        using var process = new ServiceProcess(arguments.Split(' '),
            new Dictionary<string, string> { ["ConnectionStrings__OpenEo"] = await TestDatabase.CreateAsync() }, input);
        var (exitCode, _, error) = await process.EndAsync();
        Assert.Equal(1, exitCode);
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));
    }

    [Theory]
    [InlineData("nginx")]
    [InlineData("10.0.0.0/8/8")]
    public async Task A_gateway_that_is_no_address_is_one_line(string proxy)
    {
        var settings = Settings();
        settings["ConnectionStrings__OpenEo"] = await TestDatabase.CreateAsync();
        settings["TrustedProxies__0"] = proxy;
        using var service = new ServiceProcess([], settings);
        var (exitCode, _, error) = await service.EndAsync();
        Assert.Equal(1, exitCode);
        Assert.Contains($"'{proxy}'", Assert.Single(error.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_configured_database_is_used_and_nothing_is_embedded()
    {
        var database = await TestDatabase.CreateAsync();
        var settings = Settings();
        settings["ConnectionStrings__OpenEo"] = database;
        using var service = new ServiceProcess([], settings);
        await service.WaitReadyAsync(url);
        await (await LogInAsync("demo", "demo")).ShouldBeErrorAsync(403, "CredentialsInvalid");
        Assert.False(Directory.Exists(Path.Combine(folder, "data", "postgres")));
        await service.StopAsync();
    }

    [Fact]
    public async Task An_unreachable_database_and_a_taken_port_are_one_line_each()
    {
        var settings = Settings();
        settings["ConnectionStrings__OpenEo"] = "Host=127.0.0.1;Port=1;Username=x;Database=x";
        using var unreachable = new ServiceProcess([], settings);
        var (exitCode, _, error) = await unreachable.EndAsync();
        Assert.Equal(1, exitCode);
        Assert.Contains("ConnectionStrings__OpenEo", Assert.Single(error.TrimEnd().Split('\n')), StringComparison.Ordinal);

        settings["ConnectionStrings__OpenEo"] = await TestDatabase.CreateAsync();
        using var first = new ServiceProcess([], settings);
        await first.WaitReadyAsync(url);
        using var second = new ServiceProcess([], settings);
        (exitCode, _, error) = await second.EndAsync();
        Assert.True(exitCode == 1, $"{exitCode}: {error}");
        Assert.Contains("ASPNETCORE_URLS", Assert.Single(error.TrimEnd().Split('\n')), StringComparison.Ordinal);
        await first.StopAsync();
    }
}
