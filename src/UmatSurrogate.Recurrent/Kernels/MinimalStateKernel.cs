using System.Runtime.CompilerServices;

namespace UmatSurrogate.Recurrent;

/// <summary>
/// The element-wise parts of the linearised minimal state cell (equations: <see cref="ReferenceMinimalStateCell"/>) for one row, and
/// the coefficients of their derivatives:
/// <code>
/// dense layer:  g = t u,  t = tanh p,  u = tanh q         dg = u (1 - t^2) dp + t (1 - u^2) dq
/// state:        alpha = exp a,  beta = tanh b,  w = 1 - exp(-alpha x),  h' = h + w (beta - h)
///               dh' = k_a da + k_b db + k_x dx + k_h dh
/// k_x = (beta - h)(1 - w) alpha,  k_a = k_x x,  k_b = w (1 - beta^2),  k_h = 1 - w
/// </code>
/// w comes from exp - 1 and is exactly zero at x = 0: then h' has the bits of h.
/// </summary>
internal static unsafe class MinimalStateKernel
{
    /// <summary>Coefficient vectors of a dense layer: of dp and dq.</summary>
    public const int DenseCoefficientCount = 2;

    /// <summary>Coefficient vectors of the state: k_a, k_b, k_x, k_h.</summary>
    public const int StateCoefficientCount = 4;

    /// <summary>g of one row; all vectors padded to <paramref name="size"/> units, p before q.</summary>
    /// <param name="size">Padded width of the layer.</param>
    /// <param name="input">Product with the layer below, p and q.</param>
    /// <param name="bias">Bias, p and q.</param>
    /// <param name="hidden">Null, or the product with the state (first layer), p and q.</param>
    /// <param name="g">Result.</param>
    /// <param name="coefficients">Null, or the two coefficient vectors.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Dense<TLanes>(int size, float* input, float* bias, float* hidden, float* g, float* coefficients)
        where TLanes : unmanaged, ILanes<TLanes, float>
    {
        TLanes one = TLanes.Broadcast(1f);
        for (int i = 0; i < size; i += TLanes.Count)
        {
            TLanes p = TLanes.Load(input + i) + TLanes.Load(bias + i);
            TLanes q = TLanes.Load(input + size + i) + TLanes.Load(bias + size + i);
            if (hidden != null)
            {
                p += TLanes.Load(hidden + i);
                q += TLanes.Load(hidden + size + i);
            }
            TLanes t = Elementary.HyperbolicTangent(p);
            TLanes u = Elementary.HyperbolicTangent(q);
            TLanes.Store(t * u, g + i);
            if (coefficients != null)
            {
                TLanes.Store(u * (one - t * t), coefficients + i);
                TLanes.Store(t * (one - u * u), coefficients + size + i);
            }
        }
    }

    /// <summary>h' of one row; all vectors padded to <paramref name="size"/> units, a before b.</summary>
    /// <param name="size">Padded number of state variables.</param>
    /// <param name="product">Product with the last dense layer, a and b.</param>
    /// <param name="bias">Its bias, a and b.</param>
    /// <param name="x">Length of the strain increment.</param>
    /// <param name="h">h, replaced by h'.</param>
    /// <param name="coefficients">Null, or the four coefficient vectors.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void State<TLanes>(int size, float* product, float* bias, float x, float* h, float* coefficients)
        where TLanes : unmanaged, ILanes<TLanes, float>
    {
        TLanes one = TLanes.Broadcast(1f), length = TLanes.Broadcast(x);
        for (int i = 0; i < size; i += TLanes.Count)
        {
            TLanes alpha = Elementary.ExponentialSingle(TLanes.Load(product + i) + TLanes.Load(bias + i));
            TLanes beta = Elementary.HyperbolicTangent(TLanes.Load(product + size + i) + TLanes.Load(bias + size + i));
            TLanes w = Elementary.OneMinusDecay(alpha * length);
            TLanes difference = beta - TLanes.Load(h + i);
            TLanes.Store(TLanes.MultiplyAdd(w, difference, TLanes.Load(h + i)), h + i);
            if (coefficients != null)
            {
                TLanes kh = one - w;
                TLanes kx = difference * kh * alpha;
                TLanes.Store(kx * length, coefficients + i);
                TLanes.Store(w * (one - beta * beta), coefficients + size + i);
                TLanes.Store(kx, coefficients + 2 * size + i);
                TLanes.Store(kh, coefficients + 3 * size + i);
            }
        }
    }

    /// <summary>dh' of one direction: change (k_a da + k_b db) + k_x dx, and + k_h dh if the sub-steps before moved h.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void StateDirection<TLanes>(int size, float* change, float* coefficients, float dx, bool chained, float* dh)
        where TLanes : unmanaged, ILanes<TLanes, float>
    {
        TLanes length = TLanes.Broadcast(dx);
        for (int i = 0; i < size; i += TLanes.Count)
        {
            TLanes sum = TLanes.MultiplyAdd(TLanes.Load(coefficients + 2 * size + i), length, TLanes.Load(change + i));
            if (chained)
                sum = TLanes.MultiplyAdd(TLanes.Load(coefficients + 3 * size + i), TLanes.Load(dh + i), sum);
            TLanes.Store(sum, dh + i);
        }
    }
}
