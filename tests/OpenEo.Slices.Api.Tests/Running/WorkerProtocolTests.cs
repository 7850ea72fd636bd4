using OpenEo.Slices.Api.Jobs;
using OpenEo.Slices.Api.Running;
using OpenEo.Slices.Engine.Faults;

namespace OpenEo.Slices.Api.Tests.Running;

/// <summary>Lines of workers, which may be anything.</summary>
public sealed class WorkerProtocolTests
{
    [Theory]
    [InlineData("{}")]
    [InlineData("{")]
    [InlineData("""{"kind":"nonsense"}""")]
    [InlineData("""{"kind":"log"}""")]
    [InlineData("""{"kind":"log","entry":null}""")]
    [InlineData("""{"kind":"log","entry":{"time":"2024-01-01T00:00:00Z","level":"info","message":null,"node":null,"code":null,"data":null}}""")]
    [InlineData("""{"kind":"completed"}""")]
    [InlineData("""{"kind":"pulse","done":1,"planned":null}""")]
    [InlineData("""{"kind":"finished","files":null,"input_pixels":1,"usage":null}""")]
    public void A_line_that_is_no_reply_is_none(string line) => Assert.Null(WorkerProtocol.TryRead<WorkerReply>(line));

    [Fact]
    public void What_is_written_is_read_again()
    {
        var log = new WorkerReply.Log(new LogEntry(DateTimeOffset.UnixEpoch, LogSeverity.Info, "text"));
        Assert.Equal(log, WorkerProtocol.TryRead<WorkerReply>(WorkerProtocol.Write<WorkerReply>(log)));
        var pulse = new WorkerReply.Pulse(1, null, new RunUsage(1, 2, 3, 4));
        Assert.Equal(pulse, WorkerProtocol.TryRead<WorkerReply>(WorkerProtocol.Write<WorkerReply>(pulse)));
    }

    [Fact]
    public async Task Lines_that_do_not_end_are_not_kept()
    {
        List<string> lines = [];
        Task Hear(string line)
        {
            lines.Add(line);
            return Task.CompletedTask;
        }

        await BoundedLines.ReadAsync(new StringReader($"one\r\n{new string('x', 9000)}\n\nlast"), 5000, cut: true, Hear);
        Assert.Equal(["one", new string('x', 5000), "", "last"], lines);
        lines.Clear();
        await Assert.ThrowsAsync<InvalidDataException>(() =>
            BoundedLines.ReadAsync(new StringReader($"one\n{new string('x', 9000)}\n"), 5000, cut: false, Hear));
        Assert.Equal(["one"], lines);
    }
}
