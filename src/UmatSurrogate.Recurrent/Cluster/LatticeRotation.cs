using System.Numerics;
using System.Runtime.CompilerServices;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Recurrent;

/// <summary>
/// Estimate of how far the crystal lattices have turned since the undeformed state, a function of the stretch Ub and nothing else: one
/// explicit step of the plastic spin under Taylor's assumption. Per grain, in the crystal frame,
/// <code>
/// eps = dev(Ub - I),   n = eps/sqrt(eps.eps + 1e-6),   s = s(c Q n)                         soft Bishop-Hill stress
/// tau_a = m_a . s,   g_a = tau_a^11                                                         slip on the 12 systems, not yet scaled
/// w = (k_0 + k_1 |eps|) |eps| (s . Q n)/(sum_a tau_a g_a + f) sum_a g_a w_a                 plastic work = s . eps
/// O(Ub) = X - (X X^T - I) X/2,   X = (I + [w]x) O                                           the lattice turns by -w; U has no spin
/// </code>
/// with m_a the 5-vector of sym(b_a n_a) and w_a the axial vector of skew(b_a n_a), O from sample to crystal; c, the vertex classes
/// of s, k_0, k_1 (1 and 0: no correction of Taylor's spin) and the floor f stand in <see cref="ClusterSettings"/>.
/// </summary>
internal static unsafe class LatticeRotation
{
    private const double InverseSqrt2 = 0.70710678118654752;
    private const double InverseSqrt6 = 0.40824829046386302;
    private const double Sqrt2 = 1.4142135623730951;
    private const int Systems = 12;

    /// <summary>Writes the 5x5 rotations of all grains, [row][column][grain], for the orientations O(Ub).</summary>
    public static void Rotate<TLanes, T>(ClusterConstants<T> constants, ClusterGrains<T> grains, in SymmetricTensor stretch, ClusterWorkspace<T> w)
        where TLanes : unmanaged, ILanes<TLanes, T>
        where T : unmanaged, INumberBase<T>
    {
        DeviatoricVector strain = DeviatoricVector.FromTensor(stretch - SymmetricTensor.Identity);
        double sharpness = constants.Rotation.Sharpness, length = strain.Norm, scale = sharpness / Math.Sqrt(length * length + 1e-6);
        double amplitude = (constants.Settings.RotationAmplitude[0] + constants.Settings.RotationAmplitude[1] * length) * length / sharpness;
        double floor = constants.Settings.RotationFloor;
        T* classes = constants.Rotation.Classes;
        T* direction = stackalloc T[5];
        direction[0] = T.CreateTruncating(scale * strain.B1);
        direction[1] = T.CreateTruncating(scale * strain.B2);
        direction[2] = T.CreateTruncating(scale * strain.B3);
        direction[3] = T.CreateTruncating(scale * strain.B4);
        direction[4] = T.CreateTruncating(scale * strain.B5);
        AlignedBuffer<T> systems = SlipSystems<T>.Table;
        for (int g = 0; g < grains.GrainCount; g += TLanes.Count)
        {
            if (typeof(TLanes) == typeof(Lanes512<T>) && grains.GrainCount - g <= TLanes.Count / 2)
                Chunk<Lanes256<T>, T>(grains, g, direction, amplitude, floor, classes, systems.Pointer, w.Rotations + g, w.Lanes);
            else
                Chunk<TLanes, T>(grains, g, direction, amplitude, floor, classes, systems.Pointer, w.Rotations + g, w.Lanes);
        }
        GC.KeepAlive(systems);
        GC.KeepAlive(constants);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Chunk<TLanes, T>(ClusterGrains<T> grains, int first, T* direction, double workScale, double floor, T* classes, T* systems, T* rotations, T* scratch)
        where TLanes : unmanaged, ILanes<TLanes, T>
        where T : unmanaged, INumberBase<T>
    {
        int stride = grains.Stride;
        TLanes* d = (TLanes*)scratch, plus = d + 5, minus = d + 10, s = d + 15, spin = d + 20, o = d + 25;
        BishopHillKernel.Rotate<TLanes, T>(grains.Rotations + first, stride, direction, d);
        BishopHillKernel.Exponentials<TLanes, T>(d, plus, minus);
        if (classes == null)
            BishopHillKernel.SoftMaximum<TLanes, T>(plus, minus, s, null);
        else
            WeightedBishopHillKernel.SoftMaximum<TLanes, T>(plus, minus, classes, s, null);
        Spin<TLanes, T>(d, s, TLanes.Constant(workScale), TLanes.Constant(floor), systems, spin);
        Turn<TLanes, T>(grains.Axes + first, stride, spin, o);
        WriteRotation<TLanes, T>(o, rotations, stride);
    }

    /// <summary>w (3) from the stress and the direction, both in the crystal.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Spin<TLanes, T>(TLanes* d, TLanes* s, TLanes workScale, TLanes floor, T* systems, TLanes* spin)
        where TLanes : unmanaged, ILanes<TLanes, T>
        where T : unmanaged
    {
        TLanes s0 = s[0], s1 = s[1], s2 = s[2], s3 = s[3], s4 = s[4];
        TLanes work = BishopHillKernel.Dot<TLanes, T>(d[0], s0, d[1], s1, d[2], s2, d[3], s3, d[4], s4);
        TLanes sum = floor, w0 = TLanes.Zero, w1 = TLanes.Zero, w2 = TLanes.Zero;
        for (int a = 0; a < Systems; a++, systems += 8)
        {
            TLanes tau = BishopHillKernel.Dot<TLanes, T>(
                TLanes.Broadcast(systems[0]), s0, TLanes.Broadcast(systems[1]), s1, TLanes.Broadcast(systems[2]), s2,
                TLanes.Broadcast(systems[3]), s3, TLanes.Broadcast(systems[4]), s4);
            TLanes square = tau * tau, fourth = square * square;
            TLanes slip = fourth * fourth * square * tau;
            sum = TLanes.MultiplyAdd(slip, tau, sum);
            w0 = TLanes.MultiplyAdd(slip, TLanes.Broadcast(systems[5]), w0);
            w1 = TLanes.MultiplyAdd(slip, TLanes.Broadcast(systems[6]), w1);
            w2 = TLanes.MultiplyAdd(slip, TLanes.Broadcast(systems[7]), w2);
        }
        TLanes scale = workScale * work / sum;
        spin[0] = scale * w0;
        spin[1] = scale * w1;
        spin[2] = scale * w2;
    }

    /// <summary>
    /// R O with X = R O after one Newton step: for X = (I + [w]x) O it is R = (1 - w.w/2)(I + [w]x) + w w^T/2. Rows of O, 3 x 3.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Turn<TLanes, T>(T* axes, int stride, TLanes* spin, TLanes* o)
        where TLanes : unmanaged, ILanes<TLanes, T>
        where T : unmanaged
    {
        TLanes half = TLanes.Constant(0.5);
        TLanes w0 = spin[0], w1 = spin[1], w2 = spin[2];
        TLanes c = TLanes.Constant(1.0) - half * (w0 * w0 + w1 * w1 + w2 * w2);
        TLanes p01 = half * w0 * w1, p02 = half * w0 * w2, p12 = half * w1 * w2;
        TLanes r00 = c + half * w0 * w0, r11 = c + half * w1 * w1, r22 = c + half * w2 * w2;
        TLanes r01 = p01 - c * w2, r10 = p01 + c * w2, r02 = p02 + c * w1, r20 = p02 - c * w1, r12 = p12 - c * w0, r21 = p12 + c * w0;
        for (int k = 0; k < 3; k++)
        {
            TLanes o0 = TLanes.Load(axes + k * stride), o1 = TLanes.Load(axes + (3 + k) * stride), o2 = TLanes.Load(axes + (6 + k) * stride);
            o[k] = r00 * o0 + r01 * o1 + r02 * o2;
            o[3 + k] = r10 * o0 + r11 * o1 + r12 * o2;
            o[6 + k] = r20 * o0 + r21 * o1 + r22 * o2;
        }
    }

    /// <summary>The matrix of S -> O S O^T in the basis of <see cref="DeviatoricVector"/>, a column for each basis tensor.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void WriteRotation<TLanes, T>(TLanes* o, T* q, int stride)
        where TLanes : unmanaged, ILanes<TLanes, T>
        where T : unmanaged
    {
        TLanes* t = stackalloc TLanes[6]; // 11, 22, 33, 12, 13, 23 of the image of a basis tensor
        TLanes h = TLanes.Constant(InverseSqrt2), k = TLanes.Constant(InverseSqrt6), two = TLanes.Constant(2.0), root = TLanes.Constant(Sqrt2);
        for (int column = 0; column < 5; column++)
        {
            for (int component = 0; component < 6; component++)
            {
                int i = component < 3 ? component : component < 5 ? 0 : 1, j = component < 3 ? component : component == 3 ? 1 : 2;
                TLanes* a = o + 3 * i, b = o + 3 * j;
                t[component] = column switch
                {
                    0 => h * (a[0] * b[0] - a[1] * b[1]),
                    1 => k * (two * a[2] * b[2] - a[0] * b[0] - a[1] * b[1]),
                    2 => h * (a[0] * b[1] + a[1] * b[0]),
                    3 => h * (a[0] * b[2] + a[2] * b[0]),
                    _ => h * (a[1] * b[2] + a[2] * b[1]),
                };
            }
            TLanes.Store(h * (t[0] - t[1]), q + column * stride);
            TLanes.Store(k * (two * t[2] - t[0] - t[1]), q + (5 + column) * stride);
            TLanes.Store(root * t[3], q + (10 + column) * stride);
            TLanes.Store(root * t[4], q + (15 + column) * stride);
            TLanes.Store(root * t[5], q + (20 + column) * stride);
        }
    }

    /// <summary>m_a (5) and w_a (3) of the 12 systems {111}&lt;110&gt;.</summary>
    private static class SlipSystems<T>
        where T : unmanaged, INumberBase<T>
    {
        public static readonly AlignedBuffer<T> Table = Create();

        private static AlignedBuffer<T> Create()
        {
            var table = new AlignedBuffer<T>(8 * Systems);
            ReadOnlySpan<int> normals = [1, 1, 1, -1, 1, 1, 1, -1, 1, 1, 1, -1];
            ReadOnlySpan<int> directions = [0, 1, -1, 0, 1, 1, 1, 0, -1, 1, 0, 1, 1, -1, 0, 1, 1, 0];
            int system = 0;
            Span<double> m = stackalloc double[5];
            for (int i = 0; i < normals.Length; i += 3)
            {
                for (int j = 0; j < directions.Length; j += 3)
                {
                    ReadOnlySpan<int> n = normals.Slice(i, 3), b = directions.Slice(j, 3);
                    if (n[0] * b[0] + n[1] * b[1] + n[2] * b[2] != 0)
                        continue;
                    double f = InverseSqrt6; // |b| = sqrt2, |n| = sqrt3
                    var schmid = new Tensor3x3(f * b[0] * n[0], f * b[0] * n[1], f * b[0] * n[2], f * b[1] * n[0], f * b[1] * n[1], f * b[1] * n[2], f * b[2] * n[0], f * b[2] * n[1], f * b[2] * n[2]);
                    DeviatoricVector.FromTensor(schmid.Symmetric).ToSpan(m);
                    T* row = table.Pointer + 8 * system++;
                    for (int c = 0; c < 5; c++)
                        row[c] = T.CreateTruncating(m[c]);
                    row[5] = T.CreateTruncating(0.5 * (schmid[2, 1] - schmid[1, 2]));
                    row[6] = T.CreateTruncating(0.5 * (schmid[0, 2] - schmid[2, 0]));
                    row[7] = T.CreateTruncating(0.5 * (schmid[1, 0] - schmid[0, 1]));
                }
            }
            return table;
        }
    }
}
