using System.Runtime.CompilerServices;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Recurrent;

/// <summary>
/// Numbers of the five directions of a tangent side by side: a column of <see cref="Width"/> doubles per number, the last three of which
/// are padding up to the widest register.
/// </summary>
internal static unsafe class DirectionColumns
{
    /// <summary>Doubles per column.</summary>
    public const int Width = 8;

    // Component c of the basis E_k of DeviatoricVector at [c * Width + k].
    private static readonly double[] BasisComponents = Basis();

    /// <summary>Index in 11, 22, 33, 12, 13, 23 of element <paramref name="i"/> of a full matrix, row-major.</summary>
    public static int SymmetricIndex(int i) => i switch
    {
        0 => 0,
        4 => 1,
        8 => 2,
        1 or 3 => 3,
        2 or 6 => 4,
        _ => 5,
    };

    /// <summary>The directions V_k = E_k - (tr(Ub^-1 E_k)/3) Ub, 6 columns (see <see cref="StretchDirections"/>).</summary>
    public static void Write<TLanes>(in SymmetricTensor isochoric, in SymmetricTensor inverse, double* v)
        where TLanes : unmanaged, ILanes<TLanes, double>
    {
        fixed (double* basis = BasisComponents)
            Project<TLanes>(isochoric, inverse, 1.0, basis, v);
    }

    /// <summary>f (V - (tr(L^-1 V)/3) L) for columns V of symmetric tensors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Project<TLanes>(in SymmetricTensor line, in SymmetricTensor inverse, double f, double* v, double* result)
        where TLanes : unmanaged, ILanes<TLanes, double>
    {
        double* l = stackalloc double[6];
        (l[0], l[1], l[2], l[3], l[4], l[5]) = (line.S11, line.S22, line.S33, line.S12, line.S13, line.S23);
        double* w = stackalloc double[6];
        (w[0], w[1], w[2]) = (inverse.S11 / 3.0, inverse.S22 / 3.0, inverse.S33 / 3.0);
        (w[3], w[4], w[5]) = (inverse.S12 / 1.5, inverse.S13 / 1.5, inverse.S23 / 1.5);
        for (int k = 0; k < StretchDirections.Count; k += TLanes.Count)
        {
            TLanes third = TLanes.Zero;
            for (int c = 0; c < 6; c++)
                third = TLanes.MultiplyAdd(TLanes.Broadcast(w[c]), TLanes.Load(v + c * Width + k), third);
            for (int c = 0; c < 6; c++)
                TLanes.Store(TLanes.Broadcast(f) * (TLanes.Load(v + c * Width + k) - third * TLanes.Broadcast(l[c])), result + c * Width + k);
        }
    }

    /// <summary>M v for a 5 x 5 matrix (row-major) and 5 columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply<TLanes>(ReadOnlySpan<double> matrix, double* v, double* result)
        where TLanes : unmanaged, ILanes<TLanes, double>
    {
        fixed (double* m = matrix)
        {
            for (int k = 0; k < StretchDirections.Count; k += TLanes.Count)
            {
                TLanes v0 = TLanes.Load(v + k), v1 = TLanes.Load(v + Width + k), v2 = TLanes.Load(v + 2 * Width + k);
                TLanes v3 = TLanes.Load(v + 3 * Width + k), v4 = TLanes.Load(v + 4 * Width + k);
                for (int i = 0; i < 5; i++)
                {
                    double* row = m + 5 * i;
                    TLanes sum = TLanes.Broadcast(row[0]) * v0;
                    sum = TLanes.MultiplyAdd(TLanes.Broadcast(row[1]), v1, sum);
                    sum = TLanes.MultiplyAdd(TLanes.Broadcast(row[2]), v2, sum);
                    sum = TLanes.MultiplyAdd(TLanes.Broadcast(row[3]), v3, sum);
                    TLanes.Store(TLanes.MultiplyAdd(TLanes.Broadcast(row[4]), v4, sum), result + i * Width + k);
                }
            }
        }
    }

    /// <summary>y += f x for one column.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddMultiple<TLanes>(double f, double* x, double* y)
        where TLanes : unmanaged, ILanes<TLanes, double>
    {
        for (int k = 0; k < StretchDirections.Count; k += TLanes.Count)
            TLanes.Store(TLanes.MultiplyAdd(TLanes.Broadcast(f), TLanes.Load(x + k), TLanes.Load(y + k)), y + k);
    }

    private static double[] Basis()
    {
        var basis = new double[6 * Width];
        Span<double> components = stackalloc double[6];
        for (int k = 0; k < StretchDirections.Count; k++)
        {
            StretchDirections.Basis(k).ToTensor().ToSpan(components);
            for (int c = 0; c < 6; c++)
                basis[c * Width + k] = components[c];
        }
        return basis;
    }
}
