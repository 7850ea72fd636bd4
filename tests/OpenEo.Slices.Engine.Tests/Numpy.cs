using System.Diagnostics;
using System.Text.Json;

namespace OpenEo.Slices.Engine.Tests;

/// <summary>Asks numpy and scipy for the same result, independently.</summary>
static class Numpy
{
    const string Python = "/usr/bin/python3";

    static readonly Lazy<bool> present = new(() => File.Exists(Python) && Run("import numpy, scipy.ndimage", "") is not null);

    /// <summary>
    /// What a Python expression gives, as flat numbers; <c>a</c> in it is an array of the cells, no-data as NaN. The test is skipped without numpy and scipy.
    /// </summary>
    public static double[] Eval(string expression, double[] cells, params int[] shape)
    {
        Skip.IfNot(present.Value, "python3-numpy and python3-scipy are needed for an independent calculation.");
        var script = "import json,sys,numpy as np,scipy.ndimage as nd\n"
            + $"a=np.array([np.nan if v is None else v for v in json.load(sys.stdin)],dtype=np.float64).reshape({string.Join(",", shape)})\n"
            + $"r=np.asarray({expression},dtype=np.float64).ravel()\n"
            + "print(json.dumps([None if np.isnan(v) else v for v in r.tolist()]))";
        var input = JsonSerializer.Serialize(cells.Select(cell => double.IsNaN(cell) ? (double?)null : cell));
        return [.. JsonSerializer.Deserialize<double?[]>(Run(script, input)!)!.Select(cell => cell ?? double.NaN)];
    }

    /// <summary>Whether cells are the same up to a tolerance, relative to the largest.</summary>
    public static void AssertNear(double[] expected, double[] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        var scale = expected.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(1).Max();
        for (var i = 0; i < expected.Length; i++)
            Assert.True(double.IsNaN(expected[i]) ? double.IsNaN(actual[i]) : Math.Abs(expected[i] - actual[i]) <= tolerance * Math.Max(scale, 1),
                $"Cell {i} should be {expected[i]:R}, but is {actual[i]:R}.");
    }

    static string? Run(string script, string input)
    {
        var start = new ProcessStartInfo(Python) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(script);
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        process.WaitForExit();
        return process.ExitCode == 0 ? output.Result : present.IsValueCreated ? throw new InvalidOperationException(errors.Result) : null;
    }
}
