using System.Runtime.CompilerServices;

namespace UmatSurrogate.Recurrent;

// The sum over the 56 vertices in closed form. With d the direction of straining in the crystal times the sharpness c, let
//   l1 = -d2,  l2 = (d2 - sqrt3 d1)/2,  l3 = (d2 + sqrt3 d1)/2   (l1 + l2 + l3 = 0),   f = sqrt3 d5,  g = sqrt3 d4,  h = sqrt3 d3.
// In Bishop and Hill's components A, B, C, F, G, H (units sqrt6 times the slip resistance) the vertices give for c sigma . d
//   (1,-1,0,0,0,0), ...           +-2 l1, +-2 l2, +-2 l3            uniaxial stress along a cube axis
//   (0,0,0,1,0,0), ...            +-2 f, +-2 g, +-2 h               pure shear on the cube axes
//   (1/2,-1,1/2,0,+-1/2,0), ...   +-(l1-l2) +- g,  +-(l3-l1) +- f,  +-(l2-l3) +- h
//   (1/2,0,-1/2,+-1/2,0,+-1/2)... +-l3 +- f +- h,  +-l2 +- g +- h,  +-l1 +- f +- g
//   (0,0,0,+-1/2,+-1/2,+-1/2)     +-f +- g +- h
// with all combinations of signs: 6 + 6 + 12 + 24 + 8 = 56. The sum of the exponentials factorises: with C(x) = 2 cosh x,
//   Z = C(2 l1) + C(2 l2) + C(2 l3) + C(2 f) + C(2 g) + C(2 h) + C(l1-l2) C(g) + C(l3-l1) C(f) + C(l2-l3) C(h)
//     + C(l1) C(f) C(g) + C(l2) C(g) C(h) + C(l3) C(f) C(h) + C(f) C(g) C(h),
// five exponentials instead of 56. The mean stress is s = grad_d ln Z and its derivative by d is the Hessian of ln Z.
// The derivatives of Z follow from C' = S, S' = C with S(x) = 2 sinh x.
// AggressiveOptimization: compiled optimised at once, not after a warm-up (short runs, benchmarks).
internal static unsafe class BishopHillKernel
{
    private const double Sqrt3 = 1.7320508075688772;

    /// <summary>
    /// The five arguments l1, l2, f, g, h of the exponentials from d, the direction in the crystal times the sharpness.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Arguments<TLanes, T>(TLanes* d, TLanes* x)
        where TLanes : unmanaged, ILanes<TLanes, T>
        where T : unmanaged
    {
        TLanes sqrt3 = TLanes.Constant(Sqrt3);
        x[0] = TLanes.Zero - d[1];
        x[1] = TLanes.Constant(0.5) * (d[1] - sqrt3 * d[0]);
        x[2] = sqrt3 * d[4];
        x[3] = sqrt3 * d[3];
        x[4] = sqrt3 * d[2];
    }

    /// <summary>
    /// s for as many grains as there are lanes, from the exponentials, and, if <paramref name="m"/> is not null, the lower
    /// triangle of ds/dd (15: 11, 21, 22, 31, ...).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void SoftMaximum<TLanes, T>(TLanes* plus, TLanes* minus, TLanes* s, TLanes* m)
        where TLanes : unmanaged, ILanes<TLanes, T>
        where T : unmanaged
    {
        TLanes two = TLanes.Constant(2.0), half = TLanes.Constant(0.5), sqrt3 = TLanes.Constant(Sqrt3), one = TLanes.Constant(1.0);
        TLanes e1 = plus[0], e2 = plus[1], ef = plus[2], eg = plus[3], eh = plus[4];
        TLanes i1 = minus[0], i2 = minus[1], jf = minus[2], jg = minus[3], jh = minus[4];
        TLanes e3 = i1 * i2, i3 = e1 * e2;

        TLanes c1 = e1 + i1, c2 = e2 + i2, c3 = e3 + i3, cf = ef + jf, cg = eg + jg, ch = eh + jh;
        TLanes s1 = e1 - i1, s2 = e2 - i2, s3 = e3 - i3, sf = ef - jf, sg = eg - jg, sh = eh - jh;
        TLanes p12 = e1 * i2, q12 = e2 * i1, p23 = e2 * i3, q23 = e3 * i2, p31 = e3 * i1, q31 = e1 * i3;
        TLanes c12 = p12 + q12, c23 = p23 + q23, c31 = p31 + q31;
        TLanes s12 = p12 - q12, s23 = p23 - q23, s31 = p31 - q31;
        // C(2x) = C(x)^2 - 2
        TLanes cc1 = c1 * c1 - two, cc2 = c2 * c2 - two, cc3 = c3 * c3 - two;
        TLanes ccf = cf * cf - two, ccg = cg * cg - two, cch = ch * ch - two;
        TLanes cfg = cf * cg, cgh = cg * ch, cfh = cf * ch;
        TLanes kf = c31 + c3 * ch + c1 * cg + cgh; // all factors of C(f), and so on
        TLanes kg = c12 + c2 * ch + c1 * cf + cfh;
        TLanes kh = c23 + c3 * cf + c2 * cg + cfg;

        TLanes z = cc1 + cc2 + cc3 + ccf + ccg + cch + c12 * cg + c23 * ch + c31 * cf + c1 * cfg + c2 * cgh + c3 * cfh + cfg * ch;
        TLanes inverse = one / z;
        // First derivatives by l1, l2, l3, f, g, h; S(2x) = C(x) S(x).
        TLanes z1 = two * c1 * s1 + s12 * cg - s31 * cf + s1 * cfg;
        TLanes z2 = two * c2 * s2 - s12 * cg + s23 * ch + s2 * cgh;
        TLanes z3 = two * c3 * s3 + s31 * cf - s23 * ch + s3 * cfh;
        TLanes halfSqrt3 = half * sqrt3;
        TLanes t0 = halfSqrt3 * (z3 - z2) * inverse;
        TLanes t1 = (half * (z2 + z3) - z1) * inverse;
        TLanes t2 = sqrt3 * sh * (two * ch + kh) * inverse;
        TLanes t3 = sqrt3 * sg * (two * cg + kg) * inverse;
        TLanes t4 = sqrt3 * sf * (two * cf + kf) * inverse;
        s[0] = t0;
        s[1] = t1;
        s[2] = t2;
        s[3] = t3;
        s[4] = t4;
        if (m == null)
            return;

        // Second derivatives; those by (l1, h), (l2, f) and (l3, g) are zero.
        TLanes four = TLanes.Constant(4.0), three = TLanes.Constant(3.0), quarter = TLanes.Constant(0.25);
        TLanes a12 = c12 * cg, a23 = c23 * ch, a31 = c31 * cf;
        TLanes z11 = four * cc1 + a12 + a31 + c1 * cfg;
        TLanes z22 = four * cc2 + a12 + a23 + c2 * cgh;
        TLanes z33 = four * cc3 + a31 + a23 + c3 * cfh;
        TLanes z1f = sf * (s1 * cg - s31), z3f = sf * (s31 + s3 * ch);
        TLanes z1g = sg * (s12 + s1 * cf), z2g = sg * (s2 * ch - s12);
        TLanes z2h = sh * (s23 + s2 * cg), z3h = sh * (s3 * cf - s23);
        TLanes threeInverse = three * inverse, r = sqrt3 * inverse;
        // d1 enters by sqrt3/2 (l3 - l2), d2 by (l2 + l3)/2 - l1; z12 = -a12, z13 = -a31, z23 = -a23.
        m[0] = three * quarter * (z33 + z22 + two * a23) * inverse - t0 * t0;
        m[1] = halfSqrt3 * (half * (z33 - z22) + a31 - a12) * inverse - t1 * t0;
        m[2] = (quarter * (z22 + z33 - two * a23) + z11 + a12 + a31) * inverse - t1 * t1;
        m[3] = half * threeInverse * (z3h - z2h) - t2 * t0;
        m[4] = half * r * (z2h + z3h) - t2 * t1;
        m[5] = threeInverse * (four * cch + ch * kh) - t2 * t2;
        m[6] = TLanes.Zero - half * threeInverse * z2g - t3 * t0;
        m[7] = r * (half * z2g - z1g) - t3 * t1;
        m[8] = threeInverse * sg * sh * (c2 + cf) - t3 * t2;
        m[9] = threeInverse * (four * ccg + cg * kg) - t3 * t3;
        m[10] = half * threeInverse * z3f - t4 * t0;
        m[11] = r * (half * z3f - z1f) - t4 * t1;
        m[12] = threeInverse * sf * sh * (c3 + cg) - t4 * t2;
        m[13] = threeInverse * sf * sg * (c1 + ch) - t4 * t3;
        m[14] = threeInverse * (four * ccf + cf * kf) - t4 * t4;
    }

    /// <summary>total += factor Q^T M Q, lower triangles.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddRotated<TLanes, T>(T* q, int stride, TLanes factor, TLanes* m, TLanes* total)
        where TLanes : unmanaged, ILanes<TLanes, T>
        where T : unmanaged
    {
        for (int j = 0; j < 5; j++)
        {
            // Column j of factor M Q, then its products with the columns i >= j of Q.
            TLanes q0 = factor * TLanes.Load(q + j * stride), q1 = factor * TLanes.Load(q + (5 + j) * stride), q2 = factor * TLanes.Load(q + (10 + j) * stride);
            TLanes q3 = factor * TLanes.Load(q + (15 + j) * stride), q4 = factor * TLanes.Load(q + (20 + j) * stride);
            TLanes v0 = Dot<TLanes, T>(m[0], q0, m[1], q1, m[3], q2, m[6], q3, m[10], q4);
            TLanes v1 = Dot<TLanes, T>(m[1], q0, m[2], q1, m[4], q2, m[7], q3, m[11], q4);
            TLanes v2 = Dot<TLanes, T>(m[3], q0, m[4], q1, m[5], q2, m[8], q3, m[12], q4);
            TLanes v3 = Dot<TLanes, T>(m[6], q0, m[7], q1, m[8], q2, m[9], q3, m[13], q4);
            TLanes v4 = Dot<TLanes, T>(m[10], q0, m[11], q1, m[12], q2, m[13], q3, m[14], q4);
            for (int i = j; i < 5; i++)
            {
                T* c = q + i * stride;
                total[i * (i + 1) / 2 + j] += Dot<TLanes, T>(
                    TLanes.Load(c), v0, TLanes.Load(c + 5 * stride), v1, TLanes.Load(c + 10 * stride), v2,
                    TLanes.Load(c + 15 * stride), v3, TLanes.Load(c + 20 * stride), v4);
            }
        }
    }

    /// <summary>total += Q^T v.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddRotatedBack<TLanes, T>(T* q, int stride, TLanes* v, TLanes* total)
        where TLanes : unmanaged, ILanes<TLanes, T>
        where T : unmanaged
    {
        TLanes v0 = v[0], v1 = v[1], v2 = v[2], v3 = v[3], v4 = v[4];
        for (int j = 0; j < 5; j++)
        {
            T* c = q + j * stride;
            total[j] += Dot<TLanes, T>(
                TLanes.Load(c), v0, TLanes.Load(c + 5 * stride), v1, TLanes.Load(c + 10 * stride), v2,
                TLanes.Load(c + 15 * stride), v3, TLanes.Load(c + 20 * stride), v4);
        }
    }

    /// <summary>d = Q e.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rotate<TLanes, T>(T* q, int stride, T* e, TLanes* d)
        where TLanes : unmanaged, ILanes<TLanes, T>
        where T : unmanaged
    {
        TLanes e0 = TLanes.Broadcast(e[0]), e1 = TLanes.Broadcast(e[1]), e2 = TLanes.Broadcast(e[2]), e3 = TLanes.Broadcast(e[3]), e4 = TLanes.Broadcast(e[4]);
        for (int i = 0; i < 5; i++)
        {
            T* r = q + 5 * i * stride;
            d[i] = Dot<TLanes, T>(
                TLanes.Load(r), e0, TLanes.Load(r + stride), e1, TLanes.Load(r + 2 * stride), e2,
                TLanes.Load(r + 3 * stride), e3, TLanes.Load(r + 4 * stride), e4);
        }
    }

    /// <summary>
    /// Longest d that is used as it is: |sigma| is at most 2 sqrt3, so exp(sigma . d) stays below exp(83.2) = 1e36, and the sums of the
    /// second derivatives, with magnitudes of the vertices up to 3, below the largest float, 3e38. A longer one is replaced by the shorter one of the
    /// same direction, d R^2/|d|^2; only the sharpness changes, which there is beyond 12.
    /// </summary>
    public const double LongestDirection = 24.0;

    /// <summary>
    /// exp and exp(-) of the five <see cref="Arguments"/>; returns the factor min(1, R^2/|d|^2) with which d was shortened.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TLanes Exponentials<TLanes, T>(TLanes* d, TLanes* plus, TLanes* minus)
        where TLanes : unmanaged, ILanes<TLanes, T>
        where T : unmanaged
    {
        TLanes square = Dot<TLanes, T>(d[0], d[0], d[1], d[1], d[2], d[2], d[3], d[3], d[4], d[4]);
        TLanes factor = TLanes.Minimum(TLanes.Constant(LongestDirection * LongestDirection) / (square + TLanes.Constant(1e-30)), TLanes.Constant(1.0));
        for (int i = 0; i < 5; i++)
            d[i] = factor * d[i];
        Arguments<TLanes, T>(d, plus);
        for (int i = 0; i < 5; i++)
        {
            Elementary.ExponentialPair<TLanes, T>(plus[i], out TLanes p, out TLanes m);
            plus[i] = p;
            minus[i] = m;
        }
        return factor;
    }

    /// <summary>d = factor Q x, another x for each grain; component i of x at i <paramref name="distance"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void RotateEach<TLanes, T>(T* q, int stride, TLanes factor, T* x, int distance, TLanes* d)
        where TLanes : unmanaged, ILanes<TLanes, T>
        where T : unmanaged
    {
        TLanes x0 = factor * TLanes.Load(x), x1 = factor * TLanes.Load(x + distance), x2 = factor * TLanes.Load(x + 2 * distance);
        TLanes x3 = factor * TLanes.Load(x + 3 * distance), x4 = factor * TLanes.Load(x + 4 * distance);
        for (int i = 0; i < 5; i++)
        {
            T* r = q + 5 * i * stride;
            d[i] = Dot<TLanes, T>(
                TLanes.Load(r), x0, TLanes.Load(r + stride), x1, TLanes.Load(r + 2 * stride), x2,
                TLanes.Load(r + 3 * stride), x3, TLanes.Load(r + 4 * stride), x4);
        }
    }

    /// <summary>s = Q^T v, component i of s at i <paramref name="distance"/>, written in order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void RotateBackEach<TLanes, T>(T* q, int stride, TLanes* v, T* s, int distance)
        where TLanes : unmanaged, ILanes<TLanes, T>
        where T : unmanaged
    {
        TLanes v0 = v[0], v1 = v[1], v2 = v[2], v3 = v[3], v4 = v[4];
        for (int j = 0; j < 5; j++)
        {
            T* c = q + j * stride;
            TLanes.Store(
                Dot<TLanes, T>(
                    TLanes.Load(c), v0, TLanes.Load(c + 5 * stride), v1, TLanes.Load(c + 10 * stride), v2,
                    TLanes.Load(c + 15 * stride), v3, TLanes.Load(c + 20 * stride), v4),
                s + j * distance);
        }
    }

    /// <summary>y = M x, M symmetric (lower triangle), components of x and y <paramref name="distance"/> apart, written in order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Apply<TLanes, T>(TLanes* m, T* x, T* y, int distance)
        where TLanes : unmanaged, ILanes<TLanes, T>
        where T : unmanaged
    {
        TLanes x0 = TLanes.Load(x), x1 = TLanes.Load(x + distance), x2 = TLanes.Load(x + 2 * distance);
        TLanes x3 = TLanes.Load(x + 3 * distance), x4 = TLanes.Load(x + 4 * distance);
        TLanes.Store(Dot<TLanes, T>(m[0], x0, m[1], x1, m[3], x2, m[6], x3, m[10], x4), y);
        TLanes.Store(Dot<TLanes, T>(m[1], x0, m[2], x1, m[4], x2, m[7], x3, m[11], x4), y + distance);
        TLanes.Store(Dot<TLanes, T>(m[3], x0, m[4], x1, m[5], x2, m[8], x3, m[12], x4), y + 2 * distance);
        TLanes.Store(Dot<TLanes, T>(m[6], x0, m[7], x1, m[8], x2, m[9], x3, m[13], x4), y + 3 * distance);
        TLanes.Store(Dot<TLanes, T>(m[10], x0, m[11], x1, m[12], x2, m[13], x3, m[14], x4), y + 4 * distance);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Dot<TLanes, T>(
        TLanes a0, TLanes b0, TLanes a1, TLanes b1, TLanes a2, TLanes b2, TLanes a3, TLanes b3, TLanes a4, TLanes b4)
        where TLanes : unmanaged, ILanes<TLanes, T>
        where T : unmanaged =>
        TLanes.MultiplyAdd(a4, b4, TLanes.MultiplyAdd(a3, b3, TLanes.MultiplyAdd(a2, b2, TLanes.MultiplyAdd(a1, b1, a0 * b0))));
}
