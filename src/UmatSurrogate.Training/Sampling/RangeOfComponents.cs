using System.Collections.Immutable;

namespace UmatSurrogate.Training;

/// <summary>Smallest and largest value of each component of many vectors. Not thread-safe; partial results are merged.</summary>
internal sealed class RangeOfComponents(int count)
{
    private readonly double[] _minimum = Filled(count, double.PositiveInfinity);
    private readonly double[] _maximum = Filled(count, double.NegativeInfinity);

    /// <summary>Lower ends, never equal to the upper ones.</summary>
    public ImmutableArray<double> Minimum => [.. _minimum.Zip(_maximum, (a, b) => Scaling.NotEmpty(a, b).Minimum)];

    /// <summary>Upper ends.</summary>
    public ImmutableArray<double> Maximum => [.. _minimum.Zip(_maximum, (a, b) => Scaling.NotEmpty(a, b).Maximum)];

    /// <summary>Takes in vectors stored one after the other.</summary>
    public void Add(ReadOnlySpan<float> vectors)
    {
        for (int i = 0; i < vectors.Length; i++)
            Add(i % _minimum.Length, vectors[i]);
    }

    /// <summary>Takes in one component.</summary>
    public void Add(int component, double value)
    {
        _minimum[component] = Math.Min(_minimum[component], value);
        _maximum[component] = Math.Max(_maximum[component], value);
    }

    /// <summary>
    /// For the six components 11, 22, 33, 12, 13, 23 of symmetric tensors: the range of the same tensors under all rotations of the cube,
    /// which permute the axes and turn their signs.
    /// </summary>
    public void CloseUnderCubeRotations()
    {
        (double normalMinimum, double normalMaximum) = (_minimum[..3].Min(), _maximum[..3].Max());
        double shear = Math.Max(-_minimum[3..6].Min(), _maximum[3..6].Max());
        for (int c = 0; c < 6; c++)
            (_minimum[c], _maximum[c]) = c < 3 ? (normalMinimum, normalMaximum) : (-shear, shear);
    }

    private static double[] Filled(int count, double value)
    {
        double[] values = new double[count];
        Array.Fill(values, value);
        return values;
    }
}
