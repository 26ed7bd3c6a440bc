using System.Runtime.CompilerServices;

namespace UmatSurrogate.Recurrent;

// Soft maximum over the 56 vertices of BishopHillKernel whose five classes have weights and magnitudes of their own. A vertex v belongs to the
// class k(v), in the order of the comment there:
//   A  +-2 l_i (6)      B  +-2 f, +-2 g, +-2 h (6)      C  +-(l1-l2) +- g, ... (12)      D  +-l3 +- f +- h, ... (24)      E  +-f +- g +- h (8)
//   p_v = exp(sigma_v . d + b_k(v))/Z,   s = sum_v p_v g_k(v) sigma_v
// With Z_k the sum of exp(sigma_v . d) over a class, in closed form the terms of Z in BishopHillKernel,
//   Z = sum_k e^(b_k) Z_k,   t = grad ln Z = 1/Z sum_k e^(b_k) grad Z_k,   s = 1/Z sum_k e^(b_k) g_k grad Z_k,
//   ds_i/dd_j = 1/Z sum_k e^(b_k) g_k d2Z_k/dd_i dd_j - s_i t_j,
// a symmetric matrix and one of rank one; with all g_k = 1, s = t. Without weights it is BishopHillKernel to rounding.
internal static unsafe class WeightedBishopHillKernel
{
    /// <summary>Number of vertex classes.</summary>
    public const int Classes = 5;

    private const double Sqrt3 = 1.7320508075688772;

    /// <summary>
    /// s for as many grains as there are lanes, from the exponentials of <see cref="BishopHillKernel.Exponentials"/>, and, if
    /// <paramref name="sums"/> is not null, what <see cref="Derivative"/> needs of them. <paramref name="classes"/>: e^(b_k), then e^(b_k) g_k.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void SoftMaximum<TLanes, T>(TLanes* plus, TLanes* minus, T* classes, TLanes* s, TLanes* sums)
        where TLanes : unmanaged, ILanes<TLanes, T>
        where T : unmanaged
    {
        TLanes two = TLanes.Constant(2.0), half = TLanes.Constant(0.5), sqrt3 = TLanes.Constant(Sqrt3), one = TLanes.Constant(1.0);
        TLanes e1 = plus[0], e2 = plus[1], ef = plus[2], eg = plus[3], eh = plus[4];
        TLanes i1 = minus[0], i2 = minus[1], jf = minus[2], jg = minus[3], jh = minus[4];
        TLanes e3 = i1 * i2, i3 = e1 * e2;

        // C = 2 cosh and S = 2 sinh of l1, l2, l3, f, g, h and of the differences of the l.
        TLanes c1 = e1 + i1, c2 = e2 + i2, c3 = e3 + i3, cf = ef + jf, cg = eg + jg, ch = eh + jh;
        TLanes s1 = e1 - i1, s2 = e2 - i2, s3 = e3 - i3, sf = ef - jf, sg = eg - jg, sh = eh - jh;
        TLanes p12 = e1 * i2, q12 = e2 * i1, p23 = e2 * i3, q23 = e3 * i2, p31 = e3 * i1, q31 = e1 * i3;
        TLanes c12 = p12 + q12, c23 = p23 + q23, c31 = p31 + q31;
        TLanes s12 = p12 - q12, s23 = p23 - q23, s31 = p31 - q31;
        // C(2x) = C(x)^2 - 2, S(2x) = C(x) S(x)
        TLanes cc1 = c1 * c1 - two, cc2 = c2 * c2 - two, cc3 = c3 * c3 - two;
        TLanes ccf = cf * cf - two, ccg = cg * cg - two, cch = ch * ch - two;
        TLanes cfg = cf * cg, cgh = cg * ch, cfh = cf * ch;
        TLanes a12 = c12 * cg, a23 = c23 * ch, a31 = c31 * cf;

        TLanes z = TLanes.Broadcast(classes[0]) * (cc1 + cc2 + cc3);
        z = TLanes.MultiplyAdd(TLanes.Broadcast(classes[1]), ccf + ccg + cch, z);
        z = TLanes.MultiplyAdd(TLanes.Broadcast(classes[2]), a12 + a23 + a31, z);
        z = TLanes.MultiplyAdd(TLanes.Broadcast(classes[3]), c1 * cfg + c2 * cgh + c3 * cfh, z);
        z = TLanes.MultiplyAdd(TLanes.Broadcast(classes[4]), cfg * ch, z);
        TLanes inverse = one / z;

        // First derivatives of Z_A, Z_C, Z_D by l3 - l2 (d1 enters by sqrt3/2 of it) and by (l2 + l3)/2 - l1 (d2), factors of S(f), S(g), S(h).
        TLanes cs1 = c1 * s1, cs2 = c2 * s2, cs3 = c3 * s3, b12 = s12 * cg, b23 = s23 * ch, b31 = s31 * cf;
        TLanes d1 = s1 * cfg, d2 = s2 * cgh, d3 = s3 * cfh;
        TLanes a0 = two * (cs3 - cs2), x0 = b31 + b12 - two * b23, y0 = d3 - d2;
        TLanes a1 = cs2 + cs3 - two * cs1, x1 = TLanes.Constant(1.5) * (b31 - b12), y1 = half * (d2 + d3) - d1;
        TLanes yf = c3 * ch + c1 * cg, yg = c2 * ch + c1 * cf, yh = c3 * cf + c2 * cg;
        TLanes halfSqrt3 = half * sqrt3, r = sqrt3 * inverse;
        TLanes va = TLanes.Broadcast(classes[5]), vb = TLanes.Broadcast(classes[6]), vc = TLanes.Broadcast(classes[7]);
        TLanes vd = TLanes.Broadcast(classes[8]), ve = TLanes.Broadcast(classes[9]);
        TLanes kf = vc * c31 + vd * yf + ve * cgh; // all factors of g_k C(f) but those of class B, and so on
        TLanes kg = vc * c12 + vd * yg + ve * cfh;
        TLanes kh = vc * c23 + vd * yh + ve * cfg;
        s[0] = halfSqrt3 * inverse * (va * a0 + vc * x0 + vd * y0);
        s[1] = inverse * (va * a1 + vc * x1 + vd * y1);
        s[2] = r * sh * (two * vb * ch + kh);
        s[3] = r * sg * (two * vb * cg + kg);
        s[4] = r * sf * (two * vb * cf + kf);
        if (sums == null)
            return;
        (sums[0], sums[1], sums[2], sums[3], sums[4], sums[5]) = (c1, c2, c3, cf, cg, ch);
        (sums[6], sums[7], sums[8], sums[9], sums[10], sums[11]) = (s1, s2, s3, sf, sg, sh);
        (sums[12], sums[13], sums[14], sums[15], sums[16], sums[17], sums[18]) = (c12, c23, c31, s12, s23, s31, inverse);
    }

    /// <summary>
    /// The two parts of ds/dd = M - s t^T, t and the lower triangle of M (15: 11, 21, 22, 31, ...). A method of its own: in one with
    /// <see cref="SoftMaximum"/> the compiler no longer inlines everything.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Derivative<TLanes, T>(TLanes* sums, T* classes, TLanes* t, TLanes* m)
        where TLanes : unmanaged, ILanes<TLanes, T>
        where T : unmanaged
    {
        TLanes two = TLanes.Constant(2.0), half = TLanes.Constant(0.5), sqrt3 = TLanes.Constant(Sqrt3);
        TLanes c1 = sums[0], c2 = sums[1], c3 = sums[2], cf = sums[3], cg = sums[4], ch = sums[5];
        TLanes s1 = sums[6], s2 = sums[7], s3 = sums[8], sf = sums[9], sg = sums[10], sh = sums[11];
        TLanes c12 = sums[12], c23 = sums[13], c31 = sums[14], s12 = sums[15], s23 = sums[16], s31 = sums[17], inverse = sums[18];
        TLanes cfg = cf * cg, cgh = cg * ch, cfh = cf * ch;
        TLanes yf = c3 * ch + c1 * cg, yg = c2 * ch + c1 * cf, yh = c3 * cf + c2 * cg;
        TLanes halfSqrt3 = half * sqrt3, r = sqrt3 * inverse;
        TLanes wa = TLanes.Broadcast(classes[0]), wb = two * TLanes.Broadcast(classes[1]), wc = TLanes.Broadcast(classes[2]);
        TLanes wd = TLanes.Broadcast(classes[3]), we = TLanes.Broadcast(classes[4]);
        TLanes c11 = wc * s12 * cg, c22 = wc * s23 * ch, c33 = wc * s31 * cf;
        TLanes t1 = two * wa * c1 * s1 + c11 - c33 + wd * s1 * cfg;
        TLanes t2 = two * wa * c2 * s2 - c11 + c22 + wd * s2 * cgh;
        TLanes t3 = two * wa * c3 * s3 + c33 - c22 + wd * s3 * cfh;
        t[0] = halfSqrt3 * inverse * (t3 - t2);
        t[1] = inverse * (half * (t2 + t3) - t1);
        t[2] = r * sh * (wb * ch + wc * c23 + wd * yh + we * cfg);
        t[3] = r * sg * (wb * cg + wc * c12 + wd * yg + we * cfh);
        t[4] = r * sf * (wb * cf + wc * c31 + wd * yf + we * cgh);

        // Second derivatives; those by (l1, h), (l2, f) and (l3, g) are zero, that by (l1, l2) is -a12, and so on.
        TLanes four = TLanes.Constant(4.0), quarter = TLanes.Constant(0.25);
        TLanes va = TLanes.Broadcast(classes[5]), vb = TLanes.Broadcast(classes[6]), vc = TLanes.Broadcast(classes[7]);
        TLanes vd = TLanes.Broadcast(classes[8]), ve = TLanes.Broadcast(classes[9]);
        TLanes va4 = four * va, vb4 = four * vb, threeInverse = TLanes.Constant(3.0) * inverse, halfThree = half * threeInverse;
        TLanes a12 = vc * c12 * cg, a23 = vc * c23 * ch, a31 = vc * c31 * cf;
        TLanes kf = vc * c31 + vd * yf + ve * cgh, kg = vc * c12 + vd * yg + ve * cfh, kh = vc * c23 + vd * yh + ve * cfg;
        TLanes cc1 = c1 * c1 - two, cc2 = c2 * c2 - two, cc3 = c3 * c3 - two;
        TLanes ccf = cf * cf - two, ccg = cg * cg - two, cch = ch * ch - two;
        TLanes z11 = va4 * cc1 + a12 + a31 + vd * c1 * cfg;
        TLanes z22 = va4 * cc2 + a12 + a23 + vd * c2 * cgh;
        TLanes z33 = va4 * cc3 + a31 + a23 + vd * c3 * cfh;
        TLanes v12 = vc * s12, v23 = vc * s23, v31 = vc * s31, u1 = vd * s1, u2 = vd * s2, u3 = vd * s3;
        TLanes z1f = sf * (u1 * cg - v31), z3f = sf * (v31 + u3 * ch);
        TLanes z1g = sg * (v12 + u1 * cf), z2g = sg * (u2 * ch - v12);
        TLanes z2h = sh * (v23 + u2 * cg), z3h = sh * (u3 * cf - v23);
        m[0] = quarter * threeInverse * (z33 + z22 + two * a23);
        m[1] = halfSqrt3 * inverse * (half * (z33 - z22) + a31 - a12);
        m[2] = inverse * (quarter * (z22 + z33 - two * a23) + z11 + a12 + a31);
        m[3] = halfThree * (z3h - z2h);
        m[4] = half * r * (z2h + z3h);
        m[5] = threeInverse * (vb4 * cch + ch * kh);
        m[6] = TLanes.Zero - halfThree * z2g;
        m[7] = r * (half * z2g - z1g);
        m[8] = threeInverse * sg * sh * (vd * c2 + ve * cf);
        m[9] = threeInverse * (vb4 * ccg + cg * kg);
        m[10] = halfThree * z3f;
        m[11] = r * (half * z3f - z1f);
        m[12] = threeInverse * sf * sh * (vd * c3 + ve * cg);
        m[13] = threeInverse * sf * sg * (vd * c1 + ve * ch);
        m[14] = threeInverse * (vb4 * ccf + cf * kf);
    }

    /// <summary>y = (M + s u^T) x, M symmetric (lower triangle), components of x and y <paramref name="distance"/> apart, written in order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Apply<TLanes, T>(TLanes* m, TLanes* s, TLanes* u, T* x, T* y, int distance)
        where TLanes : unmanaged, ILanes<TLanes, T>
        where T : unmanaged
    {
        TLanes x0 = TLanes.Load(x), x1 = TLanes.Load(x + distance), x2 = TLanes.Load(x + 2 * distance);
        TLanes x3 = TLanes.Load(x + 3 * distance), x4 = TLanes.Load(x + 4 * distance);
        TLanes p = BishopHillKernel.Dot<TLanes, T>(u[0], x0, u[1], x1, u[2], x2, u[3], x3, u[4], x4);
        TLanes.Store(TLanes.MultiplyAdd(s[0], p, BishopHillKernel.Dot<TLanes, T>(m[0], x0, m[1], x1, m[3], x2, m[6], x3, m[10], x4)), y);
        TLanes.Store(TLanes.MultiplyAdd(s[1], p, BishopHillKernel.Dot<TLanes, T>(m[1], x0, m[2], x1, m[4], x2, m[7], x3, m[11], x4)), y + distance);
        TLanes.Store(TLanes.MultiplyAdd(s[2], p, BishopHillKernel.Dot<TLanes, T>(m[3], x0, m[4], x1, m[5], x2, m[8], x3, m[12], x4)), y + 2 * distance);
        TLanes.Store(TLanes.MultiplyAdd(s[3], p, BishopHillKernel.Dot<TLanes, T>(m[6], x0, m[7], x1, m[8], x2, m[9], x3, m[13], x4)), y + 3 * distance);
        TLanes.Store(TLanes.MultiplyAdd(s[4], p, BishopHillKernel.Dot<TLanes, T>(m[10], x0, m[11], x1, m[12], x2, m[13], x3, m[14], x4)), y + 4 * distance);
    }
}
