using System.Collections.Immutable;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Recurrent;

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
    /// Takes in vectors stored one after the other, and all that rotations make of their tensors: the components of a symmetric tensor lie between its
    /// smallest and largest eigenvalue, shears within half their difference (both are reached); those of a deviator within its norm.
    /// </summary>
    /// <param name="layout">The tensors of a vector, without gaps.</param>
    /// <param name="vectors">The vectors.</param>
    public void AddRotated(ReadOnlySpan<FeatureGroup> layout, ReadOnlySpan<float> vectors)
    {
        for (int start = 0; start < vectors.Length; start += _minimum.Length)
        {
            foreach (FeatureGroup group in layout)
            {
                ReadOnlySpan<float> v = vectors.Slice(start + group.Offset, group.Length);
                if (group.Kind == FeatureKind.SymmetricTensor)
                    AddRotated(group.Offset, new SymmetricTensor(v[0], v[1], v[2], v[3], v[4], v[5]));
                else if (group.Kind == FeatureKind.Deviator)
                    AddRotated(group.Offset, v);
                else
                    Add(group.Offset, v[0]);
            }
        }
    }

    /// <summary>Takes in all rotations of a symmetric tensor whose six components stand from an offset on.</summary>
    public void AddRotated(int offset, in SymmetricTensor tensor)
    {
        // The eigenvalues lie within tr/3 -+ sqrt(2/3) |dev S|; most tensors need no closer look.
        double mean = tensor.Trace / 3.0, deviator = tensor.Deviator.Norm;
        double reach = Math.Sqrt(2.0 / 3.0) * deviator;
        if (mean - reach >= _minimum[offset] && mean + reach <= _maximum[offset] && Math.Sqrt(0.5) * deviator <= _maximum[offset + 3])
            return;
        SymmetricEigen.Decompose(tensor, out double l1, out double l2, out double l3, out _);
        (double smallest, double largest) = (Math.Min(l1, Math.Min(l2, l3)), Math.Max(l1, Math.Max(l2, l3)));
        double shear = 0.5 * (largest - smallest);
        for (int c = 0; c < 6; c++)
        {
            Add(offset + c, c < 3 ? smallest : -shear);
            Add(offset + c, c < 3 ? largest : shear);
        }
    }

    private void AddRotated(int offset, ReadOnlySpan<float> deviator)
    {
        double square = 0;
        foreach (float b in deviator)
            square += (double)b * b;
        for (int c = 0; c < deviator.Length; c++)
        {
            Add(offset + c, -Math.Sqrt(square));
            Add(offset + c, Math.Sqrt(square));
        }
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
