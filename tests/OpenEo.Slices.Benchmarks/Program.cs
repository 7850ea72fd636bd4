using OpenEo.Slices.Benchmarks;
using var interrupted = new CancellationTokenSource();
Console.CancelKeyPress += (_, press) =>
{
    press.Cancel = true;   // so that services are stopped and folders deleted
    interrupted.Cancel();
};

try
{
    var options = Options.Parse(args);
    using var scratch = new Scratch();
    var report = new Report(await Machine.DescribeAsync(interrupted.Token));
    await RunAsync("cold", nameof(ColdStart), table => ColdStart.RunAsync(scratch, table, interrupted.Token));
    await RunAsync("latency", nameof(StartLatency), table => StartLatency.RunAsync(scratch, table, interrupted.Token));
    await RunAsync("throughput", nameof(Throughput), table => Throughput.RunAsync(scratch, options.Rounds, table, interrupted.Token));
    await RunAsync("demo", nameof(DemoJob), table => DemoJob.RunAsync(scratch, options.Collection, table, interrupted.Token));
    await RunAsync("w1", nameof(CloudFreeMedian), table => CloudFreeMedian.RunAsync(scratch, options.Rounds, table, interrupted.Token));
    await RunAsync("w2", nameof(ZonalMean), table => ZonalMean.RunAsync(scratch, options.Rounds, table, interrupted.Token));
    await RunAsync("kernel", nameof(KernelFilter), table => KernelFilter.RunAsync(scratch, options.Rounds, table, interrupted.Token));
    await RunAsync("interpolate", nameof(FilledGaps), table => FilledGaps.RunAsync(scratch, options.Rounds, table, interrupted.Token));
    await RunAsync("remote", nameof(DistantData), table => DistantData.RunAsync(scratch, options.Rounds, table, interrupted.Token));
    Console.Write(report);
    if (options.Output is { } file) await File.WriteAllTextAsync(file, report.ToString(), interrupted.Token);
    return report.Failed ? 1 : 0;

    async Task RunAsync(string benchmark, string name, Func<Report, Task> measure)
    {
        if (!options.Includes(benchmark)) return;
        var table = new Report(await Machine.DescribeAsync(interrupted.Token));
        await measure(table);
        report.Add(table);
        if (options.Keep is { } remark && !table.Failed)
            await Results.KeepAsync(name, table, $"script/bench --only {benchmark} --rounds {options.Rounds}", remark, interrupted.Token);
    }
}
catch (BenchmarkException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 1;
}
catch (OperationCanceledException) when (interrupted.IsCancellationRequested)
{
    return 130;
}
