using System.Numerics;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Kernels;
using OpenEo.Slices.Engine.Programs;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Arrays;

/// <summary>
/// A model y = f(x, parameters) given as a child process, computed for many x at a time, and the search for the parameters that fit it to values: least
/// squares by the method of Levenberg and Marquardt.
/// </summary>
sealed class CurveModel
{
    const int MaximumSteps = 100;
    readonly LaneProgram program;
    readonly double[] guess;

    /// <param name="function">The child process with the parameters <c>x</c> and <c>parameters</c>.</param>
    /// <param name="guess">Where the search begins.</param>
    /// <param name="evaluation">What calls the child process.</param>
    public CurveModel(CallbackValue function, double[] guess, Evaluation evaluation)
    {
        this.guess = guess;
        var builder = new ProgramBuilder();
        var x = builder.Input(isBoolean: false);
        var parameters = guess.Select(_ => (Value)builder.Input(isBoolean: false)).ToArray();
        program = builder.Build([evaluation.Call(function, ("x", x), ("parameters", new ArrayValue([.. parameters])))]);
    }

    /// <summary>Number of parameters.</summary>
    public int Parameters => guess.Length;

    /// <summary>Labels as values of x: numbers as they are, dates in seconds since the beginning of 1970. NaN for others.</summary>
    public static double X(Value label) => label switch
    {
        NumberValue number => number.Value,
        StringValue text when Temporal.TryParse(text.Value, out var instant) => (instant - DateTimeOffset.UnixEpoch).TotalSeconds,
        _ => double.NaN,
    };

    /// <summary>Memory for fits of up to so many values.</summary>
    public Workspace Rent(int values) => new(this, values);

    /// <summary>A fit at work; belongs to one thread.</summary>
    public sealed class Workspace(CurveModel model, int most) : ISlotLoader<double>
    {
        readonly int stride = (most + 15) / 16 * 16;
        readonly double[] memory = new double[model.program.Registers * ((most + 15) / 16 * 16)];
        readonly double[][] slopes = [.. model.guess.Select(_ => new double[most])];
        double[] x = [], at = [];

        /// <summary>The best parameters for values at places x; false when there are fewer values than parameters, or the search leads nowhere.</summary>
        public bool Fit(double[] x, double[] y, Span<double> result)
        {
            if (y.Length < model.Parameters) return false;
            this.x = x;
            var (parameters, residuals, next) = ((double[])model.guess.Clone(), new double[y.Length], new double[y.Length]);
            var (error, damping) = (Residuals(parameters, y, residuals), 1e-6);
            for (var step = 0; step < MaximumSteps && double.IsFinite(error); step++)
            {
                Slopes(parameters, y.Length);
                var moved = false;
                for (; damping < 1e12 && !moved; damping *= 10)
                {
                    if (Step(residuals, damping) is not { } change) continue;
                    double[] trial = [.. parameters.Zip(change, (p, d) => p + d)];
                    var better = Residuals(trial, y, next);
                    if (!(better <= error)) continue;
                    var settled = error - better <= 1e-15 * error && change.Zip(parameters)
                        .All(pair => Math.Abs(pair.First) <= 1e-10 * (Math.Abs(pair.Second) + 1e-10));
                    (parameters, error, moved) = (trial, better, true);
                    next.CopyTo(residuals, 0);
                    damping = Math.Max(damping / 100, 1e-15);
                    if (settled) step = MaximumSteps;
                }
                if (!moved) break;
            }
            parameters.CopyTo(result);
            return double.IsFinite(error) && Array.TrueForAll(parameters, double.IsFinite);
        }

        void ISlotLoader<double>.Load(int slot, Span<double> target)
        {
            if (slot > 0) target.Fill(at[slot - 1]);
            else
            {
                target.Fill(x.Length > 0 ? x[0] : 0);
                x.CopyTo(target);
            }
        }

        ReadOnlySpan<double> Values(double[] parameters, int count)
        {
            at = parameters;
            model.program.Run(memory, stride, (count + 15) / 16 * 16, this);
            return memory.AsSpan(model.program.Result(0) * stride, count);
        }

        double Residuals(double[] parameters, double[] y, double[] residuals)
        {
            var values = Values(parameters, y.Length);
            var error = 0d;
            for (var i = 0; i < y.Length; i++)
            {
                residuals[i] = y[i] - values[i];
                error += residuals[i] * residuals[i];
            }
            return error;
        }

        void Slopes(double[] parameters, int count)
        {
            for (var j = 0; j < parameters.Length; j++)
            {
                var (kept, h) = (parameters[j], 1e-5 * Math.Max(Math.Abs(parameters[j]), 1e-3));
                parameters[j] = kept + h;
                Values(parameters, count).CopyTo(slopes[j]);
                parameters[j] = kept - h;
                var lower = Values(parameters, count);
                for (var i = 0; i < count; i++) slopes[j][i] = (slopes[j][i] - lower[i]) / (2 * h);
                parameters[j] = kept;
            }
        }

        /// <summary>The change of the parameters that the normal equations want; null when they have no solution.</summary>
        double[]? Step(double[] residuals, double damping)
        {
            var count = slopes.Length;
            var (matrix, right) = (new double[count, count], new double[count]);
            for (var j = 0; j < count; j++)
            {
                for (var k = 0; k <= j; k++)
                    for (var i = 0; i < residuals.Length; i++) matrix[j, k] += slopes[j][i] * slopes[k][i];
                for (var i = 0; i < residuals.Length; i++) right[j] += slopes[j][i] * residuals[i];
                matrix[j, j] *= 1 + damping;
            }
            return Cholesky(matrix, right) ? right : null;
        }

        /// <summary>Solves in place, from the lower half of a matrix.</summary>
        static bool Cholesky(double[,] a, double[] b)
        {
            var count = b.Length;
            for (var j = 0; j < count; j++)
            {
                for (var k = 0; k < j; k++) a[j, j] -= a[j, k] * a[j, k];
                if (!(a[j, j] > 0)) return false;
                a[j, j] = Math.Sqrt(a[j, j]);
                for (var i = j + 1; i < count; i++)
                {
                    for (var k = 0; k < j; k++) a[i, j] -= a[i, k] * a[j, k];
                    a[i, j] /= a[j, j];
                }
            }
            for (var i = 0; i < count; i++)
            {
                for (var k = 0; k < i; k++) b[i] -= a[i, k] * b[k];
                b[i] /= a[i, i];
            }
            for (var i = count - 1; i >= 0; i--)
            {
                for (var k = i + 1; k < count; k++) b[i] -= a[k, i] * b[k];
                b[i] /= a[i, i];
            }
            return true;
        }
    }

    /// <summary>Fits the model to the inputs, pixel by pixel; one output for each parameter. No-data is left out, or spreads.</summary>
    public sealed class Kernel(CurveModel model, double[] x, bool ignoreNoData) : Instruction
    {
        public override void Run<T>(Lanes<T> lanes, int[] inputs, int[] outputs)
        {
            var (workspace, result) = (model.Rent(inputs.Length), new double[outputs.Length]);
            var (places, values) = (new List<double>(inputs.Length), new List<double>(inputs.Length));
            for (var pixel = 0; pixel < lanes.Length; pixel++)
            {
                places.Clear();
                values.Clear();
                for (var k = 0; k < inputs.Length; k++)
                {
                    var value = double.CreateTruncating(lanes[inputs[k]][pixel]);
                    if (!double.IsFinite(value)) continue;
                    places.Add(x[k]);
                    values.Add(value);
                }
                var usable = (ignoreNoData || values.Count == inputs.Length) && workspace.Fit([.. places], [.. values], result);
                for (var k = 0; k < outputs.Length; k++) lanes[outputs[k]][pixel] = usable ? T.CreateTruncating(result[k]) : T.NaN;
            }
        }
    }
}
