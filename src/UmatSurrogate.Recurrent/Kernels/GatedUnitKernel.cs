using System.Runtime.CompilerServices;

namespace UmatSurrogate.Recurrent;

/// <summary>
/// The element-wise part of one GRU layer for one row, and of its derivative along one direction. With a = input side,
/// c = hidden side (each product plus bias), gates r, z, n:
/// <code>
/// r = s(a_r + c_r),  z = s(a_z + c_z),  n = tanh(a_n + r c_n),  h' = n + z (h - n)
/// dh' = k_r (da_r + dc_r) + k_z (da_z + dc_z) + k_n da_n + k_m dc_n + z dh
/// k_n = (1 - z)(1 - n^2),  k_m = k_n r,  k_r = k_n c_n r (1 - r),  k_z = (h - n) z (1 - z)
/// </code>
/// </summary>
internal static unsafe class GatedUnitKernel
{
    /// <summary>Number of coefficient vectors k_r, k_z, k_n, k_m, z kept for the derivative.</summary>
    public const int CoefficientCount = 5;

    /// <summary>h' of one row; all vectors padded to <paramref name="size"/> units (gate-major where there are gates).</summary>
    /// <param name="size">Padded number of units.</param>
    /// <param name="input">Input-side product, 3 gates.</param>
    /// <param name="inputBias">Its bias, 3 gates.</param>
    /// <param name="hidden">Hidden-side product, 3 gates.</param>
    /// <param name="hiddenBias">Its bias, 3 gates.</param>
    /// <param name="h">h, replaced by h'.</param>
    /// <param name="coefficients">Null, or the 5 coefficient vectors for the derivative.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Step<TLanes>(
        int size, float* input, float* inputBias, float* hidden, float* hiddenBias, float* h, float* coefficients)
        where TLanes : unmanaged, ILanes<TLanes, float>
    {
        TLanes one = TLanes.Broadcast(1f);
        for (int i = 0; i < size; i += TLanes.Count)
        {
            TLanes a = TLanes.Load(input + i) + TLanes.Load(inputBias + i);
            TLanes c = TLanes.Load(hidden + i) + TLanes.Load(hiddenBias + i);
            TLanes r = Elementary.Sigmoid(a + c);
            a = TLanes.Load(input + size + i) + TLanes.Load(inputBias + size + i);
            c = TLanes.Load(hidden + size + i) + TLanes.Load(hiddenBias + size + i);
            TLanes z = Elementary.Sigmoid(a + c);
            a = TLanes.Load(input + 2 * size + i) + TLanes.Load(inputBias + 2 * size + i);
            c = TLanes.Load(hidden + 2 * size + i) + TLanes.Load(hiddenBias + 2 * size + i);
            TLanes n = Elementary.HyperbolicTangent(TLanes.MultiplyAdd(r, c, a));
            TLanes difference = TLanes.Load(h + i) - n;
            TLanes.Store(TLanes.MultiplyAdd(z, difference, n), h + i);
            if (coefficients != null)
            {
                TLanes kn = (one - z) * (one - n * n);
                TLanes km = kn * r;
                TLanes.Store(km * c * (one - r), coefficients + i);
                TLanes.Store(difference * z * (one - z), coefficients + size + i);
                TLanes.Store(kn, coefficients + 2 * size + i);
                TLanes.Store(km, coefficients + 3 * size + i);
                TLanes.Store(z, coefficients + 4 * size + i);
            }
        }
    }

    /// <summary>dh' along one direction while h is held (first sub-step: dh = 0).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Direction<TLanes>(int size, float* dInput, float* coefficients, float* dh)
        where TLanes : unmanaged, ILanes<TLanes, float>
    {
        for (int i = 0; i < size; i += TLanes.Count)
        {
            TLanes sum = TLanes.Load(coefficients + i) * TLanes.Load(dInput + i);
            sum = TLanes.MultiplyAdd(TLanes.Load(coefficients + size + i), TLanes.Load(dInput + size + i), sum);
            sum = TLanes.MultiplyAdd(TLanes.Load(coefficients + 2 * size + i), TLanes.Load(dInput + 2 * size + i), sum);
            TLanes.Store(sum, dh + i);
        }
    }

    /// <summary>dh' along one direction with the change of h of the sub-steps before; dh is replaced.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ChainedDirection<TLanes>(int size, float* dInput, float* dHidden, float* coefficients, float* dh)
        where TLanes : unmanaged, ILanes<TLanes, float>
    {
        for (int i = 0; i < size; i += TLanes.Count)
        {
            TLanes sum = TLanes.Load(coefficients + i) * (TLanes.Load(dInput + i) + TLanes.Load(dHidden + i));
            sum = TLanes.MultiplyAdd(TLanes.Load(coefficients + size + i), TLanes.Load(dInput + size + i) + TLanes.Load(dHidden + size + i), sum);
            sum = TLanes.MultiplyAdd(TLanes.Load(coefficients + 2 * size + i), TLanes.Load(dInput + 2 * size + i), sum);
            sum = TLanes.MultiplyAdd(TLanes.Load(coefficients + 3 * size + i), TLanes.Load(dHidden + 2 * size + i), sum);
            sum = TLanes.MultiplyAdd(TLanes.Load(coefficients + 4 * size + i), TLanes.Load(dh + i), sum);
            TLanes.Store(sum, dh + i);
        }
    }

    /// <summary>The 6 scalar products of the output layer with h.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Output<TLanes>(int size, float* weights, float* h, float* y)
        where TLanes : unmanaged, ILanes<TLanes, float>
    {
        TLanes s0 = TLanes.Zero, s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0;
        for (int i = 0; i < size; i += TLanes.Count)
        {
            TLanes v = TLanes.Load(h + i);
            s0 = TLanes.MultiplyAdd(v, TLanes.Load(weights + i), s0);
            s1 = TLanes.MultiplyAdd(v, TLanes.Load(weights + size + i), s1);
            s2 = TLanes.MultiplyAdd(v, TLanes.Load(weights + 2 * size + i), s2);
            s3 = TLanes.MultiplyAdd(v, TLanes.Load(weights + 3 * size + i), s3);
            s4 = TLanes.MultiplyAdd(v, TLanes.Load(weights + 4 * size + i), s4);
            s5 = TLanes.MultiplyAdd(v, TLanes.Load(weights + 5 * size + i), s5);
        }
        (y[0], y[1], y[2]) = (TLanes.Sum(s0), TLanes.Sum(s1), TLanes.Sum(s2));
        (y[3], y[4], y[5]) = (TLanes.Sum(s3), TLanes.Sum(s4), TLanes.Sum(s5));
    }
}
