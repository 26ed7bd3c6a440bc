using System.Numerics;
using System.Runtime.CompilerServices;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Recurrent;

/// <summary>The stresses of <see cref="ClusterPolycrystal"/>, in float or double.</summary>
internal static unsafe class ClusterSweeps
{
    /// <summary>Stresses of one step and, if <paramref name="derivatives"/> is not empty, their derivatives.</summary>
    public static void Run<TLanes, T>(
        ClusterSettings settings, ClusterGrains<T> grains, in SymmetricTensor stretch, in DeviatoricVector e1, in DeviatoricVector e2,
        Span<double> values, Span<double> derivatives, ClusterWorkspace<T> w)
        where TLanes : unmanaged, ILanes<TLanes, T>
        where T : unmanaged, INumberBase<T>
    {
        int vectors = derivatives.IsEmpty ? 1 : ClusterWorkspace<T>.VectorsWithDerivative;
        ClusterConstants<T> constants = w.Constants(settings);
        w.Prepare(grains.GrainCount);
        LatticeRotation.Rotate<TLanes, T>(constants, grains, stretch, w);
        Start(grains.GrainCount, w.Stride, w.Start1, e1, vectors);
        Start(grains.GrainCount, w.Stride, w.Start2, e2, vectors);
        int count = 5 * grains.GrainCount;
        for (int v = 0; v < vectors; v++)
            new Span<T>(w.Stress + v * w.Stride + count, w.Stride - count).Clear();

        int output = 0;
        foreach (SoftMaximum<T> maximum in constants.Plain)
            Output<TLanes, T>(grains, w, w.Start1, maximum, vectors, output++, values, derivatives);
        foreach (SoftMaximum<T> maximum in constants.Plain)
            Output<TLanes, T>(grains, w, w.Start2, maximum, vectors, output++, values, derivatives);
        Sweep<TLanes, T>(constants, grains, e2, vectors, w);
        foreach (SoftMaximum<T> maximum in constants.Outputs)
            Output<TLanes, T>(grains, w, w.Strain, maximum, vectors, output++, values, derivatives);
        GC.KeepAlive(grains);
        GC.KeepAlive(constants);
        GC.KeepAlive(w);
    }

    /// <summary>The strains x of all grains after K sweeps.</summary>
    private static void Sweep<TLanes, T>(ClusterConstants<T> constants, ClusterGrains<T> grains, in DeviatoricVector e, int vectors, ClusterWorkspace<T> w)
        where TLanes : unmanaged, ILanes<TLanes, T>
        where T : unmanaged, INumberBase<T>
    {
        ClusterSettings settings = constants.Settings;
        double length = e.Norm;
        double* slopes = stackalloc double[6]; // d|e|/de, after a zero for the value itself
        DeviatoricVector slope = length > 0.0 ? 1.0 / length * e : default;
        slopes[0] = 0.0;
        slope.ToSpan(new Span<double>(slopes + 1, 5));
        int size = vectors * w.Stride, rows = grains.Panel.Rows;
        new Span<T>(w.Start2, size).CopyTo(new Span<T>(w.Strain, size));
        new Span<T>(w.Start2, size).CopyTo(new Span<T>(w.Previous, size));
        for (int k = 0; k < settings.Sweeps; k++)
        {
            Stresses<TLanes, T>(grains, w, w.Strain, constants.Sweeps[k], vectors);
            InteractionProduct.Multiply<TLanes, T>(grains.Panel, w.Stress, w.Product, w.Stride, vectors);
            double coupling = settings.CouplingOf(k);
            for (int v = 0; v < vectors; v++)
                Relax<TLanes, T>(w, v * w.Stride, rows, settings.Relaxation[k], coupling * length, coupling * slopes[v], settings.Momentum[k]);
        }
    }

    /// <summary>sum_g w_g s(x_g) by one soft maximum, written as output number <paramref name="index"/>.</summary>
    private static void Output<TLanes, T>(
        ClusterGrains<T> grains, ClusterWorkspace<T> w, T* x, SoftMaximum<T> maximum, int vectors, int index, Span<double> values, Span<double> derivatives)
        where TLanes : unmanaged, ILanes<TLanes, T>
        where T : unmanaged, INumberBase<T>
    {
        Stresses<TLanes, T>(grains, w, x, maximum, vectors);
        for (int i = 0; i < 5; i++)
        {
            T* s = w.Stress + i * grains.GrainCount;
            values[5 * index + i] = Mean<TLanes, T>(grains, s);
            for (int v = 1; v < vectors; v++)
                derivatives[25 * index + 5 * i + v - 1] = Mean<TLanes, T>(grains, s + v * w.Stride);
        }
    }

    /// <summary>e in all grains; its derivatives, the unit vectors.</summary>
    private static void Start<T>(int grainCount, int stride, T* start, in DeviatoricVector e, int vectors)
        where T : unmanaged, INumberBase<T>
    {
        Span<double> components = stackalloc double[5];
        e.ToSpan(components);
        int n = 5 * grainCount;
        for (int v = 0; v < vectors; v++, start += stride)
        {
            for (int i = 0; i < 5; i++)
            {
                double value = v == 0 ? components[i] : v - 1 == i ? 1.0 : 0.0;
                new Span<T>(start + i * grainCount, grainCount).Fill(T.CreateTruncating(value));
            }
            new Span<T>(start + n, stride - n).Clear();
        }
    }

    /// <summary>
    /// x &lt;- x + a (start - coupling r - slope r_0 - x) + m (x - previous), r = sum_h D_gh s_h of this vector, r_0 that of the value.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Relax<TLanes, T>(ClusterWorkspace<T> w, int offset, int rows, double relaxation, double coupling, double slope, double inertia)
        where TLanes : unmanaged, ILanes<TLanes, T>
        where T : unmanaged, INumberBase<T>
    {
        T* x = w.Strain + offset, start = w.Start2 + offset, previous = w.Previous + offset, r = w.Product + offset, r0 = w.Product;
        TLanes a = TLanes.Constant(relaxation), keep = TLanes.Constant(1.0 - relaxation + inertia), m = TLanes.Constant(-inertia);
        TLanes c = TLanes.Constant(-coupling), c0 = TLanes.Constant(-slope);
        for (int i = 0; i < rows; i += TLanes.Count)
        {
            TLanes old = TLanes.Load(x + i);
            TLanes target = TLanes.MultiplyAdd(c, TLanes.Load(r + i), TLanes.Load(start + i));
            target = TLanes.MultiplyAdd(c0, TLanes.Load(r0 + i), target);
            TLanes next = TLanes.MultiplyAdd(m, TLanes.Load(previous + i), TLanes.MultiplyAdd(a, target, keep * old));
            TLanes.Store(old, previous + i);
            TLanes.Store(next, x + i);
        }
    }

    /// <summary>s = Q^T s(c Q x) of all grains and vectors, in chunks of as many grains as there are lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Stresses<TLanes, T>(ClusterGrains<T> grains, ClusterWorkspace<T> w, T* x, SoftMaximum<T> maximum, int vectors)
        where TLanes : unmanaged, ILanes<TLanes, T>
        where T : unmanaged, INumberBase<T>
    {
        int n = grains.GrainCount, last = (n - 1) / TLanes.Count * TLanes.Count;
        // From the last chunk to the first: what a chunk writes beyond the grains of a component is overwritten by the next component
        // or the chunk after it.
        for (int g = last; g >= 0; g -= TLanes.Count)
        {
            if (typeof(TLanes) == typeof(Lanes512<T>) && n - g <= TLanes.Count / 2)
                Chunk<Lanes256<T>, T>(w.Rotations + g, grains.Stride, maximum.Sharpness, maximum.Classes, x + g, w.Stress + g, n, w.Stride, vectors, w.Lanes);
            else
                Chunk<TLanes, T>(w.Rotations + g, grains.Stride, maximum.Sharpness, maximum.Classes, x + g, w.Stress + g, n, w.Stride, vectors, w.Lanes);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Chunk<TLanes, T>(
        T* q, int stride, double sharpness, T* classes, T* x, T* s, int grainCount, int vectorStride, int vectors, T* scratch)
        where TLanes : unmanaged, ILanes<TLanes, T>
        where T : unmanaged
    {
        TLanes* d = (TLanes*)scratch, plus = d + 5, minus = d + 10, crystal = d + 15, m = d + 20, sample = d + 35;
        BishopHillKernel.RotateEach<TLanes, T>(q, stride, TLanes.Constant(sharpness), x, grainCount, d);
        TLanes factor = BishopHillKernel.Exponentials<TLanes, T>(d, plus, minus);
        if (classes != null)
        {
            Weighted<TLanes, T>(q, stride, factor * TLanes.Constant(sharpness), classes, x, s, grainCount, vectorStride, vectors, d);
            return;
        }
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

    /// <summary>The rest of a chunk whose vertex classes differ, from the exponentials on; scale is the change of d by Q x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Weighted<TLanes, T>(
        T* q, int stride, TLanes scale, T* classes, T* x, T* s, int grainCount, int vectorStride, int vectors, TLanes* d)
        where TLanes : unmanaged, ILanes<TLanes, T>
        where T : unmanaged
    {
        TLanes* plus = d + 5, minus = d + 10, crystal = d + 15, m = d + 20, sample = d + 35, t = d + 50, left = d + 55, right = d + 60, sums = d + 65;
        WeightedBishopHillKernel.SoftMaximum<TLanes, T>(plus, minus, classes, crystal, vectors > 1 ? sums : null);
        BishopHillKernel.RotateBackEach<TLanes, T>(q, stride, crystal, s, grainCount);
        if (vectors == 1)
            return;
        WeightedBishopHillKernel.Derivative<TLanes, T>(sums, classes, t, m);
        TLanes negative = TLanes.Zero - scale;
        for (int i = 0; i < 5; i++)
        {
            t[i] = negative * t[i];
            left[i] = right[i] = TLanes.Zero;
        }
        for (int i = 0; i < 15; i++)
            sample[i] = TLanes.Zero;
        BishopHillKernel.AddRotated<TLanes, T>(q, stride, scale, m, sample);
        BishopHillKernel.AddRotatedBack<TLanes, T>(q, stride, crystal, left);
        BishopHillKernel.AddRotatedBack<TLanes, T>(q, stride, t, right);
        for (int v = 1; v < vectors; v++)
            WeightedBishopHillKernel.Apply<TLanes, T>(sample, left, right, x + v * vectorStride, s + v * vectorStride, grainCount);
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
