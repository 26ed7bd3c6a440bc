using System.Numerics;
using System.Runtime.CompilerServices;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Recurrent;

/// <summary>The sweeps of <see cref="ClusterPolycrystal"/> for two directions of straining at a time, in float or double.</summary>
internal static unsafe class ClusterSweeps
{
    /// <summary>c(e_1), c(e_2) (10 values) and, if not empty, their derivatives (2 x 25, row-major).</summary>
    public static void Run<TLanes, T>(
        ClusterSettings settings, ClusterGrains<T> grains, in DeviatoricVector e1, in DeviatoricVector e2,
        Span<double> values, Span<double> derivatives, ClusterWorkspace<T> w)
        where TLanes : unmanaged, ILanes<TLanes, T>
        where T : unmanaged, INumberBase<T>
    {
        int vectors = derivatives.IsEmpty ? 1 : ClusterWorkspace<T>.VectorsWithDerivative;
        double length1 = e1.Norm, length2 = e2.Norm;
        Span<double> directions = stackalloc double[10];
        e1.ToSpan(directions);
        e2.ToSpan(directions[5..]);
        Start(grains.GrainCount, w, directions, vectors);
        double* slopes = stackalloc double[10]; // beta d|e|/de
        for (int i = 0; i < 10; i++)
        {
            double length = i < 5 ? length1 : length2;
            slopes[i] = length > 0.0 ? settings.Coupling * directions[i] / length : 0.0;
        }
        Stresses<TLanes, T>(grains, w, settings.Sharpness[0], vectors);
        bool momentum = settings.Momentum.AsSpan().ContainsAnyExcept(0.0);
        for (int k = 0; k < settings.Sweeps; k++)
        {
            InteractionProduct.Multiply<TLanes, T>(grains.Panel, w.Stress, w.Product, w.Stride, 2 * vectors);
            double inertia = momentum ? settings.Momentum[k] : 0.0;
            for (int m = 0; m < 2; m++)
            {
                double coupling = settings.Coupling * (m == 0 ? length1 : length2);
                int first = m * vectors * w.Stride, rows = grains.Panel.Rows;
                for (int v = 0; v < vectors; v++)
                {
                    double slope = v == 0 ? 0.0 : slopes[5 * m + v - 1];
                    Relax<TLanes, T>(w, first, first + v * w.Stride, rows, settings.Relaxation[k], coupling, slope, inertia, momentum);
                }
            }
            Stresses<TLanes, T>(grains, w, settings.Sharpness[k + 1], vectors);
        }
        for (int v = 0; v < 2 * vectors; v++)
        {
            for (int i = 0; i < 5; i++)
            {
                double mean = Mean<TLanes, T>(grains, w.Stress + v * w.Stride + i * grains.GrainCount);
                if (v % vectors == 0)
                    values[5 * (v / vectors) + i] = mean;
                else
                    derivatives[25 * (v / vectors) + 5 * i + v % vectors - 1] = mean;
            }
        }
        GC.KeepAlive(grains);
        GC.KeepAlive(w);
    }

    /// <summary>x = e for all grains; dx/de_p = unit vectors.</summary>
    private static void Start<T>(int grainCount, ClusterWorkspace<T> w, ReadOnlySpan<double> directions, int vectors)
        where T : unmanaged, INumberBase<T>
    {
        for (int v = 0; v < 2 * vectors; v++)
        {
            T* start = w.Start + v * w.Stride;
            int derivative = v % vectors - 1;
            for (int i = 0; i < 5; i++)
            {
                double value = derivative < 0 ? directions[5 * (v / vectors) + i] : derivative == i ? 1.0 : 0.0;
                new Span<T>(start + i * grainCount, grainCount).Fill(T.CreateTruncating(value));
            }
            int n = 5 * grainCount;
            new Span<T>(start + n, w.Stride - n).Clear();
            new Span<T>(start, w.Stride).CopyTo(new Span<T>(w.Strain + v * w.Stride, w.Stride));
            new Span<T>(start, w.Stride).CopyTo(new Span<T>(w.Previous + v * w.Stride, w.Stride));
            new Span<T>(w.Stress + v * w.Stride + n, w.Stride - n).Clear();
        }
    }

    /// <summary>
    /// x &lt;- x + a (start - coupling r - slope r_0 - x) + m (x - previous), r = sum_h D_gh s_h of this vector, r_0 that of its value.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Relax<TLanes, T>(
        ClusterWorkspace<T> w, int valueOffset, int offset, int rows, double relaxation, double coupling, double slope, double inertia, bool momentum)
        where TLanes : unmanaged, ILanes<TLanes, T>
        where T : unmanaged
    {
        T* x = w.Strain + offset, start = w.Start + offset, previous = w.Previous + offset, r = w.Product + offset, r0 = w.Product + valueOffset;
        TLanes a = TLanes.Constant(relaxation), keep = TLanes.Constant(1.0 - relaxation + inertia), m = TLanes.Constant(-inertia);
        TLanes c = TLanes.Constant(-coupling), c0 = TLanes.Constant(-slope);
        for (int i = 0; i < rows; i += TLanes.Count)
        {
            TLanes old = TLanes.Load(x + i);
            TLanes target = TLanes.MultiplyAdd(c, TLanes.Load(r + i), TLanes.Load(start + i));
            target = TLanes.MultiplyAdd(c0, TLanes.Load(r0 + i), target);
            TLanes next = TLanes.MultiplyAdd(a, target, keep * old);
            if (momentum)
            {
                next = TLanes.MultiplyAdd(m, TLanes.Load(previous + i), next);
                TLanes.Store(old, previous + i);
            }
            TLanes.Store(next, x + i);
        }
    }

    /// <summary>s = Q^T s(c Q x) of all grains and vectors, in chunks of as many grains as there are lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Stresses<TLanes, T>(ClusterGrains<T> grains, ClusterWorkspace<T> w, double sharpness, int vectors)
        where TLanes : unmanaged, ILanes<TLanes, T>
        where T : unmanaged, INumberBase<T>
    {
        int n = grains.GrainCount, last = (n - 1) / TLanes.Count * TLanes.Count;
        for (int m = 0; m < 2; m++)
        {
            long offset = (long)m * vectors * w.Stride;
            // From the last chunk to the first: what a chunk writes beyond the grains of a component is overwritten by the next component
            // or the chunk after it.
            for (int g = last; g >= 0; g -= TLanes.Count)
            {
                T* q = grains.Rotations + g, x = w.Strain + offset + g, s = w.Stress + offset + g;
                if (typeof(TLanes) == typeof(Lanes512<T>) && n - g <= TLanes.Count / 2)
                    Chunk<Lanes256<T>, T>(q, grains.Stride, sharpness, x, s, n, w.Stride, vectors, w.Lanes);
                else
                    Chunk<TLanes, T>(q, grains.Stride, sharpness, x, s, n, w.Stride, vectors, w.Lanes);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Chunk<TLanes, T>(
        T* q, int stride, double sharpness, T* x, T* s, int grainCount, int vectorStride, int vectors, T* scratch)
        where TLanes : unmanaged, ILanes<TLanes, T>
        where T : unmanaged
    {
        TLanes* d = (TLanes*)scratch, plus = d + 5, minus = d + 10, crystal = d + 15, m = d + 20, sample = d + 35;
        BishopHillKernel.RotateEach<TLanes, T>(q, stride, TLanes.Constant(sharpness), x, grainCount, d);
        TLanes factor = BishopHillKernel.Exponentials<TLanes, T>(d, plus, minus);
        BishopHillKernel.SoftMaximum<TLanes, T>(plus, minus, crystal, vectors > 1 ? m : null);
        BishopHillKernel.RotateBackEach<TLanes, T>(q, stride, crystal, s, grainCount);
        if (vectors == 1)
            return;
        for (int i = 0; i < 15; i++)
            sample[i] = TLanes.Zero;
        BishopHillKernel.AddRotated<TLanes, T>(q, stride, factor * TLanes.Constant(sharpness), m, sample);
        for (int v = 1; v < vectors; v++)
            BishopHillKernel.Apply<TLanes, T>(sample, x + v * vectorStride, s + v * vectorStride, grainCount);
    }

    /// <summary>sum_g w_g s_g of one component.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Mean<TLanes, T>(ClusterGrains<T> grains, T* s)
        where TLanes : unmanaged, ILanes<TLanes, T>
        where T : unmanaged, INumberBase<T>
    {
        TLanes sum = TLanes.Zero;
        for (int g = 0; g < grains.GrainCount; g += TLanes.Count)
            sum = TLanes.MultiplyAdd(TLanes.Load(grains.Weights + g), TLanes.Load(s + g), sum);
        return double.CreateTruncating(TLanes.Sum(sum));
    }
}
