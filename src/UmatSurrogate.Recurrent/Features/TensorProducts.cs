using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace UmatSurrogate.Recurrent;

/// <summary>
/// The inputs of models with <see cref="InputKind.Invariants"/>: the scalar products of the deviators T_1 .. T_J among the step features,
/// <code>
/// p_ij = T_i : T_j,   1 &lt;= i &lt;= j &lt;= J,   J (J + 1)/2 values in the order 11, 12, .., 1J, 22, .., JJ
/// </code>
/// behind the step features of the set, unscaled. They are the joint invariants of second degree of the tensors, which do not change when path
/// and grains are rotated together; with them as inputs of the coefficients a_j the stress sum_j a_j T_j/t_j is an isotropic function of path
/// and grains (Ling, Kurzawski and Templeton 2016, doi:10.1017/jfm.2016.615).
/// </summary>
internal static unsafe class TensorProducts
{
    /// <summary>Index of the first component of T_1; the tensors follow one another, five components each.</summary>
    public const int TensorOffset = 6;

    /// <summary>Most products of any feature set: those of ten tensors.</summary>
    public const int MaximumCount = 55;

    /// <summary>Number J of tensors of a feature set.</summary>
    public static int TensorCount(FeatureSet set) => StepFeatures.Layout(set).Count(g => g.Kind == FeatureKind.Deviator);

    /// <summary>Number of products of a feature set.</summary>
    public static int Count(FeatureSet set) => TensorCount(set) * (TensorCount(set) + 1) / 2;

    /// <summary>Index of the first number of the set that is no tensor component; everything from it on, the products too, is invariant.</summary>
    public static int ScalarOffset(FeatureSet set) => TensorOffset + 5 * TensorCount(set);

    /// <summary>The products as groups of features, behind those of the set.</summary>
    public static ImmutableArray<FeatureGroup> Layout(FeatureSet set)
    {
        string[] names = [.. StepFeatures.Layout(set).Where(g => g.Kind == FeatureKind.Deviator).Select(g => g.Name)];
        var layout = ImmutableArray.CreateBuilder<FeatureGroup>();
        int next = StepFeatures.Count(set);
        for (int i = 0; i < names.Length; i++)
        {
            for (int j = i; j < names.Length; j++)
                layout.Add(new($"{names[i]} : {names[j]}", next++, FeatureKind.Scalar));
        }
        return layout.ToImmutable();
    }

    /// <summary>Writes the products of tensors (5 J).</summary>
    public static void Write(ReadOnlySpan<double> tensors, Span<double> products)
    {
        for (int i = 0, next = 0; i < tensors.Length; i += 5)
        {
            for (int j = i; j < tensors.Length; j += 5)
                products[next++] = Dot(tensors[i..], tensors[j..]);
        }
    }

    /// <summary>dp_ij = T_i : dT_j + dT_i : T_j.</summary>
    public static void WriteDerivative(ReadOnlySpan<double> tensors, ReadOnlySpan<double> changes, Span<double> dProducts)
    {
        for (int i = 0, next = 0; i < tensors.Length; i += 5)
        {
            for (int j = i; j < tensors.Length; j += 5)
                dProducts[next++] = Dot(tensors[i..], changes[j..]) + Dot(changes[i..], tensors[j..]);
        }
    }

    /// <summary>The same for the five directions side by side.</summary>
    /// <param name="tensors">T_1 .. T_J, 5 J values.</param>
    /// <param name="changes">Their changes, 5 J columns (<see cref="DirectionColumns"/>).</param>
    /// <param name="dProducts">Result, J (J + 1)/2 columns.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void WriteDerivatives<TLanes>(ReadOnlySpan<double> tensors, double* changes, double* dProducts)
        where TLanes : unmanaged, ILanes<TLanes, double>
    {
        const int width = DirectionColumns.Width;
        fixed (double* t = tensors)
        {
            for (int k = 0; k < StretchDirections.Count; k += TLanes.Count)
            {
                double* product = dProducts + k;
                for (int i = 0; i < tensors.Length; i += 5)
                {
                    double* change = changes + i * width + k;
                    TLanes d0 = TLanes.Load(change), d1 = TLanes.Load(change + width), d2 = TLanes.Load(change + 2 * width);
                    TLanes d3 = TLanes.Load(change + 3 * width), d4 = TLanes.Load(change + 4 * width);
                    TLanes t0 = TLanes.Broadcast(t[i]), t1 = TLanes.Broadcast(t[i + 1]), t2 = TLanes.Broadcast(t[i + 2]);
                    TLanes t3 = TLanes.Broadcast(t[i + 3]), t4 = TLanes.Broadcast(t[i + 4]);
                    for (int j = i; j < tensors.Length; j += 5, product += width)
                    {
                        double* other = changes + j * width + k;
                        TLanes a = t0 * TLanes.Load(other), b = d0 * TLanes.Broadcast(t[j]);
                        a = TLanes.MultiplyAdd(t1, TLanes.Load(other + width), a);
                        b = TLanes.MultiplyAdd(d1, TLanes.Broadcast(t[j + 1]), b);
                        a = TLanes.MultiplyAdd(t2, TLanes.Load(other + 2 * width), a);
                        b = TLanes.MultiplyAdd(d2, TLanes.Broadcast(t[j + 2]), b);
                        a = TLanes.MultiplyAdd(t3, TLanes.Load(other + 3 * width), a);
                        b = TLanes.MultiplyAdd(d3, TLanes.Broadcast(t[j + 3]), b);
                        a = TLanes.MultiplyAdd(t4, TLanes.Load(other + 4 * width), a);
                        b = TLanes.MultiplyAdd(d4, TLanes.Broadcast(t[j + 4]), b);
                        TLanes.Store(a + b, product);
                    }
                }
            }
        }
    }

    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b) =>
        a[0] * b[0] + a[1] * b[1] + a[2] * b[2] + a[3] * b[3] + a[4] * b[4];
}
