using System.Runtime.CompilerServices;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;

namespace UmatSurrogate.Recurrent;

/// <summary>
/// Soft-max Bishop-Hill mean stress of a set of fcc grains (Taylor's iso-strain) of weights w_g, 1/N unless given:
/// <code>
/// b(e) = sum_g w_g Q_g^T s(Q_g e),   s(d) = sum_k w_k sigma_k,   w_k = exp(c sigma_k . d)/Z,   Z = sum_k exp(c sigma_k . d)
/// </code>
/// over the 56 vertices sigma_k of the yield polyhedron of an fcc crystal with the 12 {111}&lt;110&gt; systems at equal slip
/// resistance (Bishop and Hill 1951, doi:10.1080/14786445108561065), in units of the slip resistance, crystal frame, with e a
/// 5-vector of <see cref="DeviatoricVector"/> in the sample frame, |e| &lt;= 1, Q_g the 5x5 matrix of the orientation
/// O_g and c the sharpness. For c to infinity and |e| = 1, b . e is the Taylor factor (per unit norm of strain).
/// Derivative: ds/dd = c (sum_k w_k sigma_k sigma_k^T - s s^T).
/// <para>Immutable; may be shared between threads. Memory: 200 bytes per grain.</para>
/// </summary>
public sealed unsafe class BishopHillPolycrystal
{
    /// <summary>Largest allowed sharpness: keeps exp(c sigma.d) in the range of doubles for |d| up to 1.</summary>
    public const double MaximumSharpness = 190.0;

    /// <summary>Grains are padded to this many lanes; a padding grain has Q = 0 and adds nothing.</summary>
    private const int Padding = 8;

    private readonly int _lanes;
    private readonly double[] _rotations; // [row][column][grain], pinned
    private readonly double[]? _weights; // sum 1, pinned; null: all alike

    private BishopHillPolycrystal(int grainCount, ReadOnlySpan<double> weights)
    {
        GrainCount = grainCount;
        _lanes = (grainCount + Padding - 1) / Padding * Padding;
        _rotations = GC.AllocateArray<double>(25 * _lanes, pinned: true);
        if (!weights.IsEmpty)
        {
            _weights = GC.AllocateArray<double>(_lanes, pinned: true);
            weights.CopyTo(_weights);
        }
    }

    /// <summary>Number of grains.</summary>
    public int GrainCount { get; }

    /// <summary>Prepares the rotations of the grains.</summary>
    /// <param name="grains">The grains.</param>
    /// <param name="weights">Weights of the grains in the mean, sum 1; empty: all alike.</param>
    /// <exception cref="InputException">There are no grains, or an orientation is not a unit quaternion.</exception>
    public static BishopHillPolycrystal Create(ReadOnlySpan<Grain> grains, ReadOnlySpan<double> weights = default)
    {
        if (grains.IsEmpty)
            throw new InputException("A microstructure needs at least one grain; none was given.");
        if (!weights.IsEmpty && weights.Length != grains.Length)
            throw new ArgumentException($"{weights.Length} weights for {grains.Length} grains.", nameof(weights));
        var result = new BishopHillPolycrystal(grains.Length, weights);
        Span<double> q = stackalloc double[25];
        for (int g = 0; g < grains.Length; g++)
        {
            Orientation o = grains[g].Orientation;
            double norm = o.Q0 * o.Q0 + o.Q1 * o.Q1 + o.Q2 * o.Q2 + o.Q3 * o.Q3;
            if (!(Math.Abs(norm - 1.0) < 1e-6))
                throw new InputException($"Grain {g} has the quaternion ({o.Q0:R}, {o.Q1:R}, {o.Q2:R}, {o.Q3:R}) of squared length {norm:R}; orientations are unit quaternions.");
            DeviatoricVector.RotationMatrix(o.ToMatrix(), q);
            for (int i = 0; i < 25; i++)
                result._rotations[i * result._lanes + g] = q[i];
        }
        return result;
    }

    /// <summary>The mean stress b(e), units of the slip resistance.</summary>
    /// <param name="sharpness">c, at most <see cref="MaximumSharpness"/>.</param>
    /// <param name="e">Direction of straining, sample frame, |e| at most 1.</param>
    public DeviatoricVector MeanStress(double sharpness, in DeviatoricVector e) => MeanStress(sharpness, e, default, VectorWidth.Automatic);

    /// <summary>The mean stress b(e) and its derivative db/de, 25 values, row-major [component of b][component of e].</summary>
    public DeviatoricVector MeanStressAndDerivative(double sharpness, in DeviatoricVector e, Span<double> derivative)
    {
        if (derivative.Length != 25)
            throw new ArgumentException($"Length {derivative.Length}, expected 25.", nameof(derivative));
        return MeanStress(sharpness, e, derivative, VectorWidth.Automatic);
    }

    internal DeviatoricVector MeanStress(double sharpness, in DeviatoricVector e, Span<double> derivative, VectorWidth width)
    {
        bool withDerivative = !derivative.IsEmpty;
        double* sums = stackalloc double[20];
        double* d = stackalloc double[5];
        (d[0], d[1], d[2], d[3], d[4]) = (e.B1, e.B2, e.B3, e.B4, e.B5);
        switch (LaneWidth.Resolve(width))
        {
            case VectorWidth.Bits512: Accumulate<Lanes512<double>>(sharpness, d, sums, withDerivative); break;
            case VectorWidth.Bits256: Accumulate<Lanes256<double>>(sharpness, d, sums, withDerivative); break;
            default: Accumulate<Lanes128<double>>(sharpness, d, sums, withDerivative); break;
        }
        double weight = _weights is null ? 1.0 / GrainCount : 1.0;
        if (withDerivative)
        {
            for (int i = 0, k = 5; i < 5; i++)
            {
                for (int j = 0; j <= i; j++, k++)
                    derivative[5 * i + j] = derivative[5 * j + i] = weight * sums[k];
            }
        }
        return new DeviatoricVector(weight * sums[0], weight * sums[1], weight * sums[2], weight * sums[3], weight * sums[4]);
    }

    /// <summary>Sums over the grains: b (5), then the lower triangle of db/de (15: 11, 21, 22, 31, ...).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Accumulate<TLanes>(double sharpness, double* e, double* sums, bool withDerivative)
        where TLanes : unmanaged, ILanes<TLanes, double>
    {
        TLanes* total = stackalloc TLanes[20];
        TLanes* d = stackalloc TLanes[5];
        TLanes* s = stackalloc TLanes[5];
        TLanes* plus = stackalloc TLanes[5];
        TLanes* minus = stackalloc TLanes[5];
        TLanes* m = stackalloc TLanes[15];
        double* scaled = stackalloc double[5];
        int terms = withDerivative ? 20 : 5;
        for (int i = 0; i < terms; i++)
            total[i] = TLanes.Zero;
        for (int i = 0; i < 5; i++)
            scaled[i] = sharpness * e[i];
        TLanes factor = TLanes.Broadcast(sharpness);
        fixed (double* rotations = _rotations, weights = _weights)
        {
            for (int g = 0; g < _lanes; g += TLanes.Count)
            {
                double* q = rotations + g;
                BishopHillKernel.Rotate<TLanes, double>(q, _lanes, scaled, d);
                Exponentials(d, plus, minus);
                BishopHillKernel.SoftMaximum<TLanes, double>(plus, minus, s, withDerivative ? m : null);
                if (weights != null)
                {
                    TLanes weight = TLanes.Load(weights + g);
                    factor = TLanes.Broadcast(sharpness) * weight;
                    for (int i = 0; i < 5; i++)
                        s[i] = weight * s[i];
                }
                BishopHillKernel.AddRotatedBack<TLanes, double>(q, _lanes, s, total);
                if (withDerivative)
                    BishopHillKernel.AddRotated<TLanes, double>(q, _lanes, factor, m, total + 5);
            }
        }
        for (int i = 0; i < terms; i++)
            sums[i] = TLanes.Sum(total[i]);
    }

    /// <summary>exp and exp(-) of l1, l2, f, g, h (in this order) from d, the direction in the crystal times the sharpness.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Exponentials<TLanes>(TLanes* d, TLanes* plus, TLanes* minus)
        where TLanes : unmanaged, ILanes<TLanes, double>
    {
        TLanes one = TLanes.Broadcast(1.0);
        BishopHillKernel.Arguments<TLanes, double>(d, plus);
        for (int i = 0; i < 5; i++)
        {
            TLanes value = Elementary.Exponential(plus[i]);
            plus[i] = value;
            minus[i] = one / value;
        }
    }
}
