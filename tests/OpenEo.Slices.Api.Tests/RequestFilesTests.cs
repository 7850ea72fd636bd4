using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace OpenEo.Slices.Api.Tests;

/// <summary>The scenarios in <c>tests/requests</c>, which people send from their editor: each request gets the answer that its title says.</summary>
public sealed partial class RequestFilesTests : IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    readonly string folder = Directory.CreateTempSubdirectory("openeo-requests-").FullName;

    // The database of root runs as another user, who must get through.
    public RequestFilesTests()
    {
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(folder, File.GetUnixFileMode(folder) | UnixFileMode.OtherExecute);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Every_request_gets_the_answer_that_its_title_says()
    {
        var url = ServiceProcess.FreeUrl();
        using var service = new ServiceProcess([], new Dictionary<string, string> { ["DataFolder"] = Path.Combine(folder, "data"), ["ASPNETCORE_URLS"] = url });
        await service.WaitReadyAsync(url);
        var files = Directory.GetFiles(Requests(), "*.http");

        Assert.Equal(["collections.http", "jobs.http", "workspace.http"], files.Select(Path.GetFileName).Order());
        foreach (var file in files) await SendAllAsync(file, url);
        await service.StopAsync();
    }

    static async Task SendAllAsync(string file, string url)
    {
        using var client = new HttpClient();
        var variables = new Dictionary<string, string>();
        var parts = Title().Split(await File.ReadAllTextAsync(file));
        foreach (Match line in Variable().Matches(parts[0]))
            variables[line.Groups[1].Value] = line.Groups[1].Value == "server" ? url : Fill(line.Groups[2].Value.Trim(), variables);

        Assert.True(parts.Length > 10, $"{file}: only {parts.Length / 2} requests");
        for (var i = 1; i < parts.Length; i += 2)
        {
            var expected = Expected().Match(parts[i]);
            Assert.True(expected.Success, $"{file}: '{parts[i]}' does not begin with a status");
            await SendAsync(client, parts[i + 1], int.Parse(expected.Groups[1].Value), expected.Groups[2].Value,
                $"{Path.GetFileName(file)}: {parts[i]}", variables);
        }
    }

    static async Task SendAsync(HttpClient client, string request, int status, string code, string title, Dictionary<string, string> variables)
    {
        for (var waited = Stopwatch.StartNew(); ; await Task.Delay(100))
        {
            using var message = Read(Fill(request, variables));
            using var response = await client.SendAsync(message);
            var body = await response.Content.ReadAsStringAsync();
            // What a reader would do by hand: ask again until the collection is written or the job has finished.
            if ((int)response.StatusCode != status && status == 200 && message.Method == HttpMethod.Get && waited.Elapsed < Patience) continue;
            Assert.True((int)response.StatusCode == status && body.Contains(code, StringComparison.Ordinal), $"{title}\n{(int)response.StatusCode}\n{body}");
            if (Name().Match(request) is not { Success: true } name) return;
            foreach (var (key, values) in response.Headers) variables[$"{name.Groups[1].Value}.response.headers.{key}"] = values.First();
            if (body.Length == 0) return;
            foreach (var member in JsonElement.Parse(body).EnumerateObject())
                variables[$"{name.Groups[1].Value}.response.body.{member.Name}"] = member.Value.ToString();
            return;
        }
    }

    static HttpRequestMessage Read(string request)
    {
        var halves = request.Split("\n\n", 2);
        var lines = halves[0].Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => !line.StartsWith('#')).ToList();
        var message = new HttpRequestMessage(new HttpMethod(lines[0].Split(' ')[0]), lines[0].Split(' ')[1]);
        var headers = lines.Skip(1).Select(line => line.Split(": ", 2)).ToDictionary(pair => pair[0], pair => pair[1]);
        if (headers.TryGetValue("Authorization", out var login)) message.Headers.Authorization = AuthenticationHeaderValue.Parse(login);
        if (headers.TryGetValue("Content-Type", out var type)) message.Content = new StringContent(halves[1].Trim(), Encoding.UTF8, type);
        return message;
    }

    static string Fill(string text, Dictionary<string, string> variables) => Placeholder().Replace(text, match => variables[match.Groups[1].Value]);

    static string Requests()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!root.EnumerateFiles("*.sln").Any()) root = root.Parent!;
        return Path.Combine(root.FullName, "tests", "requests");
    }

    [GeneratedRegex(@"^### (.+)\n", RegexOptions.Multiline)]
    private static partial Regex Title();

    [GeneratedRegex(@"^(\d{3})(?: ([A-Z]\w+))?:")]
    private static partial Regex Expected();

    [GeneratedRegex(@"^@(\w+) = (.+)$", RegexOptions.Multiline)]
    private static partial Regex Variable();

    [GeneratedRegex(@"^# @name (\w+)$", RegexOptions.Multiline)]
    private static partial Regex Name();

    [GeneratedRegex(@"\{\{([^}]+)\}\}")]
    private static partial Regex Placeholder();
}
