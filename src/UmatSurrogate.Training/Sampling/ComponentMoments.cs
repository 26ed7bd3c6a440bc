namespace UmatSurrogate.Training;

/// <summary>Sums of components and of their squares over many vectors, for mean and standard deviation of each.</summary>
internal sealed class ComponentMoments
{
    private readonly double[] _sums;
    private readonly double[] _squares;
    private readonly long _count;

    /// <summary>Empty sums.</summary>
    public ComponentMoments(int components)
        : this(new double[components], new double[components], 0)
    {
    }

    private ComponentMoments(double[] sums, double[] squares, long count) => (_sums, _squares, _count) = (sums, squares, count);

    /// <summary>The sums of vectors stored one after the other.</summary>
    public ComponentMoments Of(ReadOnlySpan<float> vectors)
    {
        double[] sums = new double[_sums.Length], squares = new double[_sums.Length];
        for (int start = 0; start < vectors.Length; start += sums.Length)
        {
            for (int c = 0; c < sums.Length; c++)
            {
                double v = vectors[start + c];
                sums[c] += v;
                squares[c] += v * v;
            }
        }

        return new(sums, squares, vectors.Length / sums.Length);
    }

    /// <summary>Mean less, and mean plus, one standard deviation of a component; never equal.</summary>
    public (double Minimum, double Maximum) DeviationsAroundMean(int component)
    {
        double mean = _sums[component] / _count;
        double deviation = Math.Sqrt(Math.Max(0.0, _squares[component] / _count - mean * mean));
        return Scaling.NotEmpty(mean - deviation, mean + deviation);
    }

    public static ComponentMoments operator +(ComponentMoments a, ComponentMoments b) =>
        new([.. a._sums.Zip(b._sums, (x, y) => x + y)], [.. a._squares.Zip(b._squares, (x, y) => x + y)], a._count + b._count);
}
