using System.Numerics;

namespace UmatSurrogate.Recurrent;

/// <summary>One soft maximum over the yield vertices, ready for the kernels: sharpness, weights and magnitudes of the vertex classes.</summary>
internal sealed unsafe class SoftMaximum<T>
    where T : unmanaged, INumberBase<T>
{
    private readonly AlignedBuffer<T>? _classes;

    public SoftMaximum(double sharpness, VertexClasses classes, int index)
    {
        Sharpness = sharpness;
        bool alike = true;
        double largest = double.NegativeInfinity;
        for (int k = 0; k < VertexClasses.Count; k++)
        {
            alike &= classes.Weight(index, k) == 0.0 && classes.Magnitude(index, k) == 1.0;
            largest = Math.Max(largest, classes.Weight(index, k));
        }
        if (alike)
            return;
        _classes = new AlignedBuffer<T>(2 * VertexClasses.Count);
        for (int k = 0; k < VertexClasses.Count; k++)
        {
            // Only the differences of the weights count: with the largest at 1 the sums stay in the range of floats.
            double weight = Math.Exp(classes.Weight(index, k) - largest);
            _classes.Pointer[k] = T.CreateTruncating(weight);
            _classes.Pointer[VertexClasses.Count + k] = T.CreateTruncating(weight * classes.Magnitude(index, k));
        }
    }

    /// <summary>c.</summary>
    public double Sharpness { get; }

    /// <summary>e^(b_k) and e^(b_k) g_k for <see cref="WeightedBishopHillKernel"/>; null: all vertices alike (<see cref="BishopHillKernel"/>).</summary>
    public T* Classes => _classes is null ? null : _classes.Pointer;
}
