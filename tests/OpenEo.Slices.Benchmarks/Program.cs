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
    if (options.Includes("cold")) await ColdStart.RunAsync(scratch, report, interrupted.Token);
    if (options.Includes("latency")) await StartLatency.RunAsync(scratch, report, interrupted.Token);
    if (options.Includes("throughput")) await Throughput.RunAsync(scratch, options.Rounds, report, interrupted.Token);
    if (options.Includes("demo")) await DemoJob.RunAsync(scratch, options.Collection, report, interrupted.Token);
    if (options.Includes("w1")) await CloudFreeMedian.RunAsync(scratch, options.Rounds, report, interrupted.Token);
    Console.Write(report);
    if (options.Output is { } file) await File.WriteAllTextAsync(file, report.ToString(), interrupted.Token);
    return report.Failed ? 1 : 0;
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
