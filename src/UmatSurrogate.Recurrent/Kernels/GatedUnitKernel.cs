using System.Runtime.CompilerServices;

namespace UmatSurrogate.Recurrent;

/// <summary>
/// The element-wise part of one GRU layer for one row, and the coefficients of its derivative. With a = input side,
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
}
