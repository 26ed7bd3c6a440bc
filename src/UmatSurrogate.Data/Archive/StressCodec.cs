using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Data;

/// <summary>
/// Packs stress histories. Every stress component is a whole multiple of a step; component by component it is predicted from the same and the other
/// components before it and from the known path, and the difference from the prediction, a small whole number, is coded in about its information
/// content (<see cref="ResidualModel"/>, <see cref="RangeEncoder"/>). What the predictions learn stays within a block of samples, so that blocks are coded
/// on several threads. The decoder repeats the predictions; they use sums, products, quotients and square roots only and are the same on every machine.
/// </summary>
internal sealed class StressCodec
{
    /// <summary>Numbers per increment: deviator 11, 22, 12, 13, 23 and mean stress; deviator 33 follows from the trace.</summary>
    public const int Components = 6;

    private const int PathInputs = 12;
    private const int OwnInputs = 4;

    private readonly LinearPredictor[] _predictors = new LinearPredictor[Components];
    private readonly ResidualModel[] _residuals = new ResidualModel[Components];
    private readonly double[] _inputs = new double[OwnInputs + PathInputs + Components];
    private readonly long[] _size = new long[Components];
    private readonly double[] _error = new double[Components];

    public StressCodec()
    {
        for (int c = 0; c < Components; c++)
        {
            double[] first = new double[OwnInputs + PathInputs + c];
            first[0] = 1;
            (_predictors[c], _residuals[c]) = (new(first), new());
        }
    }

    /// <summary>Codes one history.</summary>
    /// <param name="encoder">Where it goes.</param>
    /// <param name="path">The features of its path.</param>
    /// <param name="values">[increment 0 .. last][component], in steps; entry 0 is zero and not coded.</param>
    public void Encode(RangeEncoder encoder, PathFeatures path, ReadOnlySpan<long> values)
    {
        Begin();
        for (int t = 1; t < values.Length / Components; t++)
        {
            for (int c = 0; c < Components; c++)
            {
                long predicted = Predict(path, values, t, c, out int context);
                long residual = values[Components * t + c] - predicted;
                _residuals[c].Encode(encoder, residual, context);
                Learn(c, residual, context);
            }
        }
    }

    /// <summary>Decodes one history; entry 0 is set to zero.</summary>
    public void Decode(ref RangeDecoder decoder, PathFeatures path, Span<long> values)
    {
        Begin();
        values[..Components].Clear();
        for (int t = 1; t < values.Length / Components; t++)
        {
            for (int c = 0; c < Components; c++)
            {
                long predicted = Predict(path, values, t, c, out int context);
                long residual = _residuals[c].Decode(ref decoder, context);
                values[Components * t + c] = predicted + residual;
                Learn(c, residual, context);
            }
        }
    }

    private void Begin()
    {
        for (int c = 0; c < Components; c++)
            _size[c] = 16 * 1000;
    }

    private long Predict(PathFeatures path, ReadOnlySpan<long> values, int t, int c, out int context)
    {
        double k1 = values[Components * (t - 1) + c];
        double k2 = t > 1 ? values[Components * (t - 2) + c] : 0;
        double k3 = t > 2 ? values[Components * (t - 3) + c] : k2;
        double h = path.Duration(t), h1 = t > 1 ? path.Duration(t - 1) : h, h2 = t > 2 ? path.Duration(t - 2) : h1;
        // Newton's divided differences: extrapolation to the end of the increment, linear and its quadratic part.
        double slope = (k1 - k2) / h1, before = (k2 - k3) / h2;
        Span<double> x = _inputs;
        x[0] = h * slope;
        x[1] = h * (h + h1) * (slope - before) / (h1 + h2);
        x[2] = k1 - k2;
        x[3] = k1 * path.RateChange(t);
        path.Inputs(t, x.Slice(OwnInputs, PathInputs));
        for (int other = 0; other < c; other++)
            x[OwnInputs + PathInputs + other] = _error[other];
        long neighbours = 0;
        for (int other = 0; other < Components; other++)
            neighbours += other == c ? 3 * _size[other] : other < c ? 2 * (long)(16 * Math.Abs(_error[other])) : _size[other];
        context = ResidualModel.ContextOf(neighbours / (3 + Components - 1 + c));
        double predicted = k1 + _predictors[c].Predict(x[..(OwnInputs + PathInputs + c)]);
        return double.IsFinite(predicted) && Math.Abs(predicted) < 1e12 ? (long)Math.Round(predicted) : (long)k1;
    }

    private void Learn(int c, long residual, int context)
    {
        _error[c] = residual;
        double expected = ResidualModel.ExpectedSize(context);
        _predictors[c].Learn(_inputs.AsSpan(0, OwnInputs + PathInputs + c), residual, expected + 0.5);
        _size[c] = (3 * _size[c] + 16 * Math.Abs(residual)) / 4;
    }
}
