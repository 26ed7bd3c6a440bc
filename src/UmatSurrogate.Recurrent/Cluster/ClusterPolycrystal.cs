using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;

namespace UmatSurrogate.Recurrent;

/// <summary>
/// Soft-max Bishop-Hill stress of interacting grains. Each grain strains in the mean direction e, corrected by the stresses of all
/// grains; K explicit sweeps of the fixed point, nothing is tested for convergence:
/// <code>
/// x_g = e,   s_g = Q_g^T s(c_0 Q_g e)
/// for k = 1 .. K:   x_g &lt;- x_g + a_k (e - beta |e| sum_h D_gh s_h - x_g) + m_k (x_g - x_g of the sweep before)
///                   s_g  = Q_g^T s(c_k Q_g x_g)
/// c(e) = sum_g w_g s_g
/// </code>
/// with D_gh and the volume fractions w_g of <see cref="GrainInteraction"/>, s the soft-max mean over the yield vertices and Q_g the
/// rotation as in <see cref="BishopHillPolycrystal"/>, stresses in units of the slip resistance. c is once continuously differentiable,
/// at e = 0 too (the interaction is of second order there). The derivative is exact: all sweeps are differentiated.
/// <para>Immutable; may be shared between threads.</para>
/// </summary>
public sealed class ClusterPolycrystal
{
    /// <summary>Largest allowed sharpness in the cluster: the exponentials are taken in single precision.</summary>
    public const double MaximumSharpness = 16.0;

    private readonly Orientation[] _orientations;
    private ClusterGrains<float>? _single;
    private ClusterGrains<double>? _double;

    private ClusterPolycrystal(Orientation[] orientations, GrainInteraction interaction) =>
        (_orientations, Interaction) = (orientations, interaction);

    /// <summary>Interaction and volume fractions of the grains.</summary>
    public GrainInteraction Interaction { get; }

    /// <summary>Number of grains.</summary>
    public int GrainCount => _orientations.Length;

    /// <summary>Joins orientations with a geometry.</summary>
    /// <param name="grains">Grains; their orientations are used.</param>
    /// <param name="interaction">Interaction of as many grains.</param>
    /// <exception cref="InputException">The numbers of grains differ.</exception>
    public static ClusterPolycrystal Create(ReadOnlySpan<Grain> grains, GrainInteraction interaction)
    {
        ArgumentNullException.ThrowIfNull(interaction);
        if (grains.Length != interaction.GrainCount)
            throw new InputException($"The microstructure has {grains.Length} grains, its interaction was made for {interaction.GrainCount}.");
        var orientations = new Orientation[grains.Length];
        for (int g = 0; g < grains.Length; g++)
            orientations[g] = grains[g].Orientation;
        return new ClusterPolycrystal(orientations, interaction);
    }

    /// <summary>The stress c(e), units of the slip resistance; double precision.</summary>
    /// <param name="settings">Constants of the cluster.</param>
    /// <param name="e">Direction of straining, sample frame, |e| at most 1.</param>
    public DeviatoricVector MeanStress(ClusterSettings settings, in DeviatoricVector e)
    {
        Span<double> values = stackalloc double[10];
        Evaluate(settings, e, e, values, [], new ClusterWorkspace<double>(), VectorWidth.Automatic);
        return DeviatoricVector.FromSpan(values);
    }

    /// <summary>The stress c(e) and its derivative dc/de, 25 values, row-major [component of c][component of e]; double precision.</summary>
    public DeviatoricVector MeanStressAndDerivative(ClusterSettings settings, in DeviatoricVector e, Span<double> derivative)
    {
        Span<double> values = stackalloc double[10], derivatives = stackalloc double[50];
        Evaluate(settings, e, e, values, derivatives, new ClusterWorkspace<double>(), VectorWidth.Automatic);
        derivatives[..25].CopyTo(derivative);
        return DeviatoricVector.FromSpan(values);
    }

    /// <summary>c(e_1) and c(e_2) (10) and, if asked for, their derivatives (50), in single precision (|error| about 1e-6).</summary>
    internal void Evaluate(
        ClusterSettings settings, in DeviatoricVector e1, in DeviatoricVector e2, Span<double> values, Span<double> derivatives,
        ClusterWorkspace<float> workspace, VectorWidth width)
    {
        ClusterGrains<float> grains = _single ?? Keep(ref _single, Interaction.Single);
        workspace.Prepare(grains.GrainCount);
        switch (LaneWidth.Resolve(width))
        {
            case VectorWidth.Bits512: ClusterSweeps.Run<Lanes512<float>, float>(settings, grains, e1, e2, values, derivatives, workspace); break;
            case VectorWidth.Bits256: ClusterSweeps.Run<Lanes256<float>, float>(settings, grains, e1, e2, values, derivatives, workspace); break;
            default: ClusterSweeps.Run<Lanes128<float>, float>(settings, grains, e1, e2, values, derivatives, workspace); break;
        }
    }

    /// <summary>The same in double precision.</summary>
    internal void Evaluate(
        ClusterSettings settings, in DeviatoricVector e1, in DeviatoricVector e2, Span<double> values, Span<double> derivatives,
        ClusterWorkspace<double> workspace, VectorWidth width)
    {
        ClusterGrains<double> grains = _double ?? Keep(ref _double, Interaction.Double);
        workspace.Prepare(grains.GrainCount);
        switch (LaneWidth.Resolve(width))
        {
            case VectorWidth.Bits512: ClusterSweeps.Run<Lanes512<double>, double>(settings, grains, e1, e2, values, derivatives, workspace); break;
            case VectorWidth.Bits256: ClusterSweeps.Run<Lanes256<double>, double>(settings, grains, e1, e2, values, derivatives, workspace); break;
            default: ClusterSweeps.Run<Lanes128<double>, double>(settings, grains, e1, e2, values, derivatives, workspace); break;
        }
    }

    private ClusterGrains<T> Keep<T>(ref ClusterGrains<T>? field, InteractionPanel<T> panel)
        where T : unmanaged, System.Numerics.INumberBase<T>
    {
        Interlocked.CompareExchange(ref field, new ClusterGrains<T>(_orientations, Interaction.Weights, panel), null);
        return field!;
    }
}
