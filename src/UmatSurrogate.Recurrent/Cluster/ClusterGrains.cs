using System.Numerics;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;

namespace UmatSurrogate.Recurrent;

/// <summary>Orientations, volume fractions and interaction of the grains of a cluster, laid out for the kernels.</summary>
internal sealed unsafe class ClusterGrains<T>
    where T : unmanaged, INumberBase<T>
{
    private readonly AlignedBuffer<T> _values;

    public ClusterGrains(ReadOnlySpan<Orientation> orientations, ReadOnlySpan<double> weights, InteractionPanel<T> panel)
    {
        GrainCount = orientations.Length;
        Stride = PaddedCount(GrainCount);
        Panel = panel;
        _values = new AlignedBuffer<T>(35 * Stride);
        Span<double> q = stackalloc double[25];
        for (int g = 0; g < GrainCount; g++)
        {
            Tensor3x3 o = orientations[g].ToMatrix();
            DeviatoricVector.RotationMatrix(o, q);
            for (int i = 0; i < 25; i++)
                Rotations[i * Stride + g] = T.CreateTruncating(q[i]);
            for (int i = 0; i < 9; i++)
                Axes[i * Stride + g] = T.CreateTruncating(o[i / 3, i % 3]);
            Weights[g] = T.CreateTruncating(weights[g]);
        }
    }

    public int GrainCount { get; }

    /// <summary>Grain count, padded; a padding grain has Q = 0, O = 0 and weight 0.</summary>
    public int Stride { get; }

    public InteractionPanel<T> Panel { get; }

    /// <summary>Q_g of the undeformed state, [row][column][grain].</summary>
    public T* Rotations => _values.Pointer;

    /// <summary>w_g.</summary>
    public T* Weights => _values.Pointer + 25 * Stride;

    /// <summary>O_g of the undeformed state, sample to crystal, [row][column][grain].</summary>
    public T* Axes => _values.Pointer + 26 * Stride;

    /// <summary>Whole registers of grains.</summary>
    public static int PaddedCount(int grainCount) => (grainCount + 15) / 16 * 16;
}
