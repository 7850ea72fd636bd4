using System.Net.ServerSentEvents;
using System.Text.Json;
using OpenEo.Slices.Api.Tests.Running;

namespace OpenEo.Slices.Api.Tests.Jobs;

[Collection("jobs")]
public sealed class JobEventsTests(JobFixture api)
{
    sealed record Event(string Type, string? Id, JsonElement Data);

    static async Task<HttpResponseMessage> OpenAsync(HttpClient client, string path, string? lastId = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "Accept", "text/event-stream" } } };
        if (lastId is not null) request.Headers.Add("Last-Event-ID", lastId);
        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    static async IAsyncEnumerable<Event> ReadAsync(HttpResponseMessage response)
    {
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        await foreach (var item in SseParser.Create(await response.Content.ReadAsStreamAsync()).EnumerateAsync())
            yield return new Event(item.EventType, item.EventId, JsonElement.Parse(item.Data));
    }

    [Fact]
    public async Task The_log_comes_as_it_is_written_and_ends_with_the_job()
    {
        using var client = api.CreateClient("events");
        var id = await client.CreateJobAsync();
        using var response = await OpenAsync(client, $"jobs/{id}/logs");
        var events = new List<Event>();
        await foreach (var item in ReadAsync(response))
        {
            events.Add(item);
            // Started by what has been heard: nothing comes too early or all at once.
            if (events.Count == 1) await client.StartJobAsync(id);
        }
        Assert.Equal("end", events[^1].Type);
        Assert.Equal("finished", events[^1].Data.GetProperty("status").GetString());
        Assert.Equal(await client.MessagesAsync(id), events.Where(item => item.Type == "log").Select(item => item.Data.GetProperty("message").GetString()));
        Assert.All(events.Where(item => item.Type == "log"), item => Assert.Equal(item.Id, item.Data.GetProperty("id").GetString()));

        using var again = await OpenAsync(client, $"jobs/{id}/logs", events[1].Id);
        var rest = new List<Event>();
        await foreach (var item in ReadAsync(again)) rest.Add(item);
        Assert.Equal(events.Skip(2).Select(item => item.Id), rest.Select(item => item.Id));
    }

    [Fact]
    public async Task Status_and_progress_come_as_they_change()
    {
        using var client = api.CreateClient("events-status");
        var id = await client.CreateJobAsync(JobFixture.Copy);
        using var response = await OpenAsync(client, $"jobs/{id}");
        var statuses = new List<string>();
        await foreach (var item in ReadAsync(response))
        {
            if (item.Type != "status") continue;
            statuses.Add(item.Data.GetProperty("status").GetString()!);
            if (statuses.Count == 1) await client.StartJobAsync(id);
        }
        Assert.Equal("created", statuses[0]);
        Assert.Equal("finished", statuses[^1]);
    }

    [Fact]
    public async Task A_stream_ends_when_the_job_is_cancelled_or_deleted()
    {
        using var client = api.CreateClient("events-cancel");
        var id = await client.CreateJobAsync(JobFixture.Slow());
        await client.StartJobAsync(id);
        await client.WaitForAsync(id, "running");
        using var response = await OpenAsync(client, $"jobs/{id}/logs?level=info");
        var types = new List<string>();
        await foreach (var item in ReadAsync(response))
        {
            if (types.Count == 0) await (await client.DeleteAsync($"jobs/{id}/results")).ShouldBeAsync(204);
            types.Add(item.Type);
        }
        Assert.Equal("end", types[^1]);
        using var other = await OpenAsync(client, $"jobs/{id}");
        await foreach (var item in ReadAsync(other)) await client.DeleteAsync($"jobs/{id}");   // and so the loop ends
    }

    [Fact]
    public async Task Streams_do_not_keep_the_service_from_stopping()
    {
        using var client = api.CreateClient("events-stop");
        var id = await client.CreateJobAsync();
        var host = api.StartHost(api.With(("Jobs:Parallel", "0")));
        using var here = host.CreateClient("events-stop");
        using var logs = await OpenAsync(here, $"jobs/{id}/logs");
        using var status = await OpenAsync(here, $"jobs/{id}");
        var reading = Task.WhenAll(ReadAsync(logs).CountAsync().AsTask(), ReadAsync(status).CountAsync().AsTask());
        var stopping = System.Diagnostics.Stopwatch.StartNew();
        await host.DisposeAsync();
        await reading;   // to a proper end each, not a broken connection
        Assert.True(stopping.Elapsed < TimeSpan.FromSeconds(20), $"{stopping.Elapsed}");
    }

    [Fact]
    public async Task One_user_leaves_streams_for_the_others()
    {
        using var client = api.CreateClient("events-greedy");
        var id = await client.CreateJobAsync();
        using var bob = api.CreateClient("bob");
        var other = await bob.CreateJobAsync();
        await using var host = api.StartHost(api.With(("Streams:Most", "2"), ("Streams:User", "1"), ("Jobs:Parallel", "0")));
        using HttpClient here = host.CreateClient("events-greedy"), bobHere = host.CreateClient("bob");
        using var first = await OpenAsync(here, $"jobs/{id}/logs");
        Assert.Equal(200, (int)first.StatusCode);
        var refusal = await OpenAsync(here, $"jobs/{id}");
        Assert.Equal(30, refusal.Headers.RetryAfter!.Delta!.Value.TotalSeconds);
        await refusal.ShouldBeErrorAsync(429, "TooManyRequests");
        using var bobs = await OpenAsync(bobHere, $"jobs/{other}");
        Assert.Equal(200, (int)bobs.StatusCode);
    }

    [Fact]
    public async Task Streams_are_for_the_owner_and_limited_in_number()
    {
        using var client = api.CreateClient("events-owner");
        var id = await client.CreateJobAsync();
        using var bob = api.CreateClient("bob");
        await (await OpenAsync(bob, $"jobs/{id}/logs")).ShouldBeErrorAsync(404, "JobNotFound");
        await using var host = api.StartHost(api.With(("Streams:Most", "1"), ("Jobs:Parallel", "0")));
        using var here = host.CreateClient("events-owner");
        using (var first = await OpenAsync(here, $"jobs/{id}/logs"))
        {
            Assert.Equal(200, (int)first.StatusCode);
            await (await OpenAsync(here, $"jobs/{id}/logs")).ShouldBeErrorAsync(503, "InfrastructureBusy");
        }
        await JobClient.UntilAsync(async () =>
        {
            using var next = await OpenAsync(here, $"jobs/{id}/logs");
            return (int)next.StatusCode == 200;
        }, "a place for another stream");
    }
}
