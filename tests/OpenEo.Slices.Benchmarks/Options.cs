using System.Globalization;

namespace OpenEo.Slices.Benchmarks;

/// <summary>A benchmark could not be made; the message is for whoever started it.</summary>
/// <param name="message">What is wrong, and what to do.</param>
public sealed class BenchmarkException(string message) : Exception(message);

/// <summary>What the command line asks for.</summary>
/// <param name="Only">The benchmarks to run; none means all.</param>
/// <param name="Rounds">Rounds of the comparisons with other tools.</param>
/// <param name="Collection">The demo collection's id.</param>
/// <param name="Output">A file that gets the table too.</param>
/// <param name="Keep">A remark on the state of the machine; when there is one, each benchmark's table is kept in <see cref="Results"/>.</param>
public sealed record Options(IReadOnlySet<string> Only, int Rounds, string Collection, string? Output, string? Keep)
{
    const string Usage =
        "Usage: script/bench [--only cold|latency|throughput|demo|w1|w2|kernel|interpolate|remote]... [--rounds N] [--collection ID] [--output FILE] "
        + "[--keep REMARK]";

    static readonly string[] Benchmarks = ["cold", "latency", "throughput", "demo", "w1", "w2", "kernel", "interpolate", "remote"];

    /// <summary>True when the benchmark is to be run.</summary>
    public bool Includes(string benchmark) => Only.Count == 0 || Only.Contains(benchmark);

    /// <summary>Reads the command line; fails with the usage.</summary>
    public static Options Parse(string[] args)
    {
        var only = new HashSet<string>();
        var options = new Options(only, 3, "SENTINEL2_DEMO", null, null);
        var rounds = 0;
        if (args.Length % 2 != 0) throw new BenchmarkException(Usage);
        foreach (var pair in args.Chunk(2))
        {
            options = pair switch
            {
                ["--only", var benchmark] when Benchmarks.Contains(benchmark) => options with { Only = Add(only, benchmark) },
                ["--rounds", var text] when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out rounds) && rounds > 0 =>
                    options with { Rounds = rounds },
                ["--collection", var id] => options with { Collection = id },
                ["--output", var file] => options with { Output = file },
                ["--keep", var remark] when remark.Trim().Length > 0 => options with { Keep = remark },
                _ => throw new BenchmarkException(Usage),
            };
        }
        return options;
    }

    static HashSet<string> Add(HashSet<string> set, string item)
    {
        set.Add(item);
        return set;
    }
}
