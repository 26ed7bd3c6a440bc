using System.Collections.Immutable;
using UmatSurrogate.Recurrent;

namespace UmatSurrogate.Training;

/// <summary>Sums of the squared norms of tensors among the step features, for the scale of each tensor.</summary>
internal sealed class TensorNorms
{
    private readonly ImmutableArray<FeatureGroup> _tensors;
    private readonly int _features;
    private readonly double[] _squares;
    private readonly long _steps;

    /// <summary>Empty sums.</summary>
    public TensorNorms(ImmutableArray<FeatureGroup> tensors, int features)
        : this(tensors, features, new double[tensors.Length], 0)
    {
    }

    private TensorNorms(ImmutableArray<FeatureGroup> tensors, int features, double[] squares, long steps) =>
        (_tensors, _features, _squares, _steps) = (tensors, features, squares, steps);

    /// <summary>The sums of one sequence, its steps one after the other.</summary>
    public TensorNorms Of(ReadOnlySpan<float> features)
    {
        double[] squares = new double[_tensors.Length];
        for (int start = 0; start < features.Length; start += _features)
        {
            for (int j = 0; j < squares.Length; j++)
            {
                foreach (float x in features.Slice(start + _tensors[j].Offset, _tensors[j].Length))
                    squares[j] += (double)x * x;
            }
        }

        return new(_tensors, _features, squares, features.Length / _features);
    }

    public static TensorNorms operator +(TensorNorms a, TensorNorms b) =>
        new(a._tensors, a._features, [.. a._squares.Zip(b._squares, (x, y) => x + y)], a._steps + b._steps);

    /// <summary>Root mean square of the norm of each tensor; 1 for a tensor that is always zero.</summary>
    public ImmutableArray<double> RootMeanSquares() =>
        [.. _squares.Select(s => s > 0.0 ? Math.Sqrt(s / _steps) : 1.0)];
}
