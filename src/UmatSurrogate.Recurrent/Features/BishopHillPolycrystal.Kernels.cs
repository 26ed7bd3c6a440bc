using System.Runtime.CompilerServices;

namespace UmatSurrogate.Recurrent;

public sealed unsafe partial class BishopHillPolycrystal
{
    /// <summary>
    /// s(d) for as many grains as there are lanes; <paramref name="d"/> holds the sharpness as a factor. A pair of vertices
    /// +sigma, -sigma needs one exponential E and its inverse.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SoftMaximum<TLanes>(double* vertices, TLanes* d, TLanes* s)
        where TLanes : unmanaged, ILanes<TLanes, double>
    {
        TLanes d0 = d[0], d1 = d[1], d2 = d[2], d3 = d[3], d4 = d[4];
        TLanes s0 = TLanes.Zero, s1 = s0, s2 = s0, s3 = s0, s4 = s0, partition = s0;
        for (int k = 0; k < BishopHillVertices.PairCount; k++)
        {
            double* v = vertices + 5 * k;
            TLanes v0 = TLanes.Broadcast(v[0]), v1 = TLanes.Broadcast(v[1]), v2 = TLanes.Broadcast(v[2]);
            TLanes v3 = TLanes.Broadcast(v[3]), v4 = TLanes.Broadcast(v[4]);
            TLanes a = TLanes.MultiplyAdd(v4, d4, TLanes.MultiplyAdd(v3, d3, TLanes.MultiplyAdd(v2, d2, TLanes.MultiplyAdd(v1, d1, v0 * d0))));
            TLanes plus = Elementary.Exponential(a);
            TLanes minus = TLanes.Broadcast(1.0) / plus;
            TLanes difference = plus - minus;
            partition += plus + minus;
            s0 = TLanes.MultiplyAdd(v0, difference, s0);
            s1 = TLanes.MultiplyAdd(v1, difference, s1);
            s2 = TLanes.MultiplyAdd(v2, difference, s2);
            s3 = TLanes.MultiplyAdd(v3, difference, s3);
            s4 = TLanes.MultiplyAdd(v4, difference, s4);
        }
        TLanes inverse = TLanes.Broadcast(1.0) / partition;
        s[0] = s0 * inverse;
        s[1] = s1 * inverse;
        s[2] = s2 * inverse;
        s[3] = s3 * inverse;
        s[4] = s4 * inverse;
    }

    /// <summary>s(d) and the lower triangle of sum_k w_k sigma_k sigma_k^T - s s^T (that is ds/dd without the factor c).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SoftMaximumWithDerivative<TLanes>(double* vertices, TLanes* d, TLanes* s, TLanes* m)
        where TLanes : unmanaged, ILanes<TLanes, double>
    {
        TLanes d0 = d[0], d1 = d[1], d2 = d[2], d3 = d[3], d4 = d[4];
        TLanes zero = TLanes.Zero;
        TLanes s0 = zero, s1 = zero, s2 = zero, s3 = zero, s4 = zero, partition = zero;
        TLanes m00 = zero, m10 = zero, m11 = zero, m20 = zero, m21 = zero, m22 = zero, m30 = zero, m31 = zero, m32 = zero, m33 = zero;
        TLanes m40 = zero, m41 = zero, m42 = zero, m43 = zero, m44 = zero;
        for (int k = 0; k < BishopHillVertices.PairCount; k++)
        {
            double* v = vertices + 5 * k;
            TLanes v0 = TLanes.Broadcast(v[0]), v1 = TLanes.Broadcast(v[1]), v2 = TLanes.Broadcast(v[2]);
            TLanes v3 = TLanes.Broadcast(v[3]), v4 = TLanes.Broadcast(v[4]);
            TLanes a = TLanes.MultiplyAdd(v4, d4, TLanes.MultiplyAdd(v3, d3, TLanes.MultiplyAdd(v2, d2, TLanes.MultiplyAdd(v1, d1, v0 * d0))));
            TLanes plus = Elementary.Exponential(a);
            TLanes minus = TLanes.Broadcast(1.0) / plus;
            TLanes difference = plus - minus;
            TLanes sum = plus + minus;
            partition += sum;
            s0 = TLanes.MultiplyAdd(v0, difference, s0);
            s1 = TLanes.MultiplyAdd(v1, difference, s1);
            s2 = TLanes.MultiplyAdd(v2, difference, s2);
            s3 = TLanes.MultiplyAdd(v3, difference, s3);
            s4 = TLanes.MultiplyAdd(v4, difference, s4);
            TLanes w0 = v0 * sum, w1 = v1 * sum, w2 = v2 * sum, w3 = v3 * sum, w4 = v4 * sum;
            m00 = TLanes.MultiplyAdd(w0, v0, m00);
            m10 = TLanes.MultiplyAdd(w1, v0, m10);
            m11 = TLanes.MultiplyAdd(w1, v1, m11);
            m20 = TLanes.MultiplyAdd(w2, v0, m20);
            m21 = TLanes.MultiplyAdd(w2, v1, m21);
            m22 = TLanes.MultiplyAdd(w2, v2, m22);
            m30 = TLanes.MultiplyAdd(w3, v0, m30);
            m31 = TLanes.MultiplyAdd(w3, v1, m31);
            m32 = TLanes.MultiplyAdd(w3, v2, m32);
            m33 = TLanes.MultiplyAdd(w3, v3, m33);
            m40 = TLanes.MultiplyAdd(w4, v0, m40);
            m41 = TLanes.MultiplyAdd(w4, v1, m41);
            m42 = TLanes.MultiplyAdd(w4, v2, m42);
            m43 = TLanes.MultiplyAdd(w4, v3, m43);
            m44 = TLanes.MultiplyAdd(w4, v4, m44);
        }
        TLanes inverse = TLanes.Broadcast(1.0) / partition;
        s[0] = s0 *= inverse;
        s[1] = s1 *= inverse;
        s[2] = s2 *= inverse;
        s[3] = s3 *= inverse;
        s[4] = s4 *= inverse;
        m[0] = m00 * inverse - s0 * s0;
        m[1] = m10 * inverse - s1 * s0;
        m[2] = m11 * inverse - s1 * s1;
        m[3] = m20 * inverse - s2 * s0;
        m[4] = m21 * inverse - s2 * s1;
        m[5] = m22 * inverse - s2 * s2;
        m[6] = m30 * inverse - s3 * s0;
        m[7] = m31 * inverse - s3 * s1;
        m[8] = m32 * inverse - s3 * s2;
        m[9] = m33 * inverse - s3 * s3;
        m[10] = m40 * inverse - s4 * s0;
        m[11] = m41 * inverse - s4 * s1;
        m[12] = m42 * inverse - s4 * s2;
        m[13] = m43 * inverse - s4 * s3;
        m[14] = m44 * inverse - s4 * s4;
    }

    /// <summary>total += factor Q^T M Q, lower triangles.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddRotated<TLanes>(double* q, int stride, TLanes factor, TLanes* m, TLanes* total)
        where TLanes : unmanaged, ILanes<TLanes, double>
    {
        TLanes* column = stackalloc TLanes[5];
        for (int j = 0; j < 5; j++)
        {
            for (int i = 0; i < 5; i++)
            {
                TLanes sum = TLanes.Zero;
                for (int k = 0; k < 5; k++)
                    sum = TLanes.MultiplyAdd(m[i >= k ? i * (i + 1) / 2 + k : k * (k + 1) / 2 + i], TLanes.Load(q + (5 * k + j) * stride), sum);
                column[i] = factor * sum;
            }
            for (int i = j; i < 5; i++)
            {
                TLanes sum = total[i * (i + 1) / 2 + j];
                for (int k = 0; k < 5; k++)
                    sum = TLanes.MultiplyAdd(TLanes.Load(q + (5 * k + i) * stride), column[k], sum);
                total[i * (i + 1) / 2 + j] = sum;
            }
        }
    }
}
