using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;

namespace UmatSurrogate.Recurrent;

/// <summary>
/// Soft-max Bishop-Hill stresses of the grains of a cell for the two fading strains, plain and interacting. In the cluster each grain strains
/// in the mean direction e, corrected by the stresses of all grains; K explicit sweeps, nothing is tested for convergence:
/// <code>
/// Q_g = Q(O_g(Ub)), the lattice turned by <see cref="LatticeRotation"/>
/// b_c(e) = sum_g w_g Q_g^T s(c Q_g e)                                      for e_1, e_2 and two sharpnesses c each
/// x_g = e = e_2
/// for k = 1 .. K:   s_g = Q_g^T s(c_(k-1) Q_g x_g)
///                   x_g &lt;- x_g + a_k (e - beta_k |e| sum_h D_gh s_h - x_g) + m_k (x_g - x_g of the sweep before)
/// c_c(e) = sum_g w_g Q_g^T s(c Q_g x_g)                                    for two sharpnesses c
/// </code>
/// with D_gh and the volume fractions w_g of <see cref="GrainInteraction"/>, s the soft-max mean over the yield vertices as in
/// <see cref="BishopHillPolycrystal"/>, but with weights and magnitudes of the vertex classes (<see cref="VertexClasses"/>), others in every s; stresses in units of the slip resistance. They are once continuously differentiable, at e = 0 too
/// (the interaction is of second order there). The derivatives by e are exact: all sweeps are differentiated. Ub is the stretch at the start of
/// the increment, a constant of it.
/// <para>Immutable; may be shared between threads.</para>
/// </summary>
public sealed class ClusterPolycrystal
{
    /// <summary>Largest allowed sharpness in the cluster: the exponentials are taken in single precision.</summary>
    public const double MaximumSharpness = 20.0;

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

    /// <summary>All stresses, double precision: <see cref="ClusterSettings.StressCount"/> times 5 components.</summary>
    /// <param name="settings">Constants of the cluster.</param>
    /// <param name="stretch">Ub at the start of the increment.</param>
    /// <param name="e1">Direction of straining e_1, sample frame, |e| at most 1.</param>
    /// <param name="e2">Direction of straining e_2.</param>
    /// <param name="values">Output: b(e_1) soft, sharp, b(e_2) soft, sharp, cluster of e_2 soft, sharp.</param>
    /// <param name="derivatives">Empty, or output: the derivative of each by its e, 25 values, row-major [stress][e].</param>
    public void Stresses(
        ClusterSettings settings, in SymmetricTensor stretch, in DeviatoricVector e1, in DeviatoricVector e2, Span<double> values, Span<double> derivatives)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (values.Length != 5 * ClusterSettings.StressCount || (!derivatives.IsEmpty && derivatives.Length != 25 * ClusterSettings.StressCount))
            throw new ArgumentException($"Lengths {values.Length} and {derivatives.Length} do not fit {ClusterSettings.StressCount} stresses.", nameof(values));
        Stresses(settings, stretch, e1, e2, values, derivatives, new ClusterWorkspace<double>(), VectorWidth.Automatic);
    }

    /// <summary>The same in single precision (error about 1e-6).</summary>
    internal void Stresses(
        ClusterSettings settings, in SymmetricTensor stretch, in DeviatoricVector e1, in DeviatoricVector e2, Span<double> values, Span<double> derivatives,
        ClusterWorkspace<float> workspace, VectorWidth width)
    {
        ClusterGrains<float> grains = _single ?? Keep(ref _single, Interaction.Single);
        switch (LaneWidth.Resolve(width))
        {
            case VectorWidth.Bits512: ClusterSweeps.Run<Lanes512<float>, float>(settings, grains, stretch, e1, e2, values, derivatives, workspace); break;
            case VectorWidth.Bits256: ClusterSweeps.Run<Lanes256<float>, float>(settings, grains, stretch, e1, e2, values, derivatives, workspace); break;
            default: ClusterSweeps.Run<Lanes128<float>, float>(settings, grains, stretch, e1, e2, values, derivatives, workspace); break;
        }
    }

    /// <summary>The same in double precision.</summary>
    internal void Stresses(
        ClusterSettings settings, in SymmetricTensor stretch, in DeviatoricVector e1, in DeviatoricVector e2, Span<double> values, Span<double> derivatives,
        ClusterWorkspace<double> workspace, VectorWidth width)
    {
        ClusterGrains<double> grains = _double ?? Keep(ref _double, Interaction.Double);
        switch (LaneWidth.Resolve(width))
        {
            case VectorWidth.Bits512: ClusterSweeps.Run<Lanes512<double>, double>(settings, grains, stretch, e1, e2, values, derivatives, workspace); break;
            case VectorWidth.Bits256: ClusterSweeps.Run<Lanes256<double>, double>(settings, grains, stretch, e1, e2, values, derivatives, workspace); break;
            default: ClusterSweeps.Run<Lanes128<double>, double>(settings, grains, stretch, e1, e2, values, derivatives, workspace); break;
        }
    }

    private ClusterGrains<T> Keep<T>(ref ClusterGrains<T>? field, InteractionPanel<T> panel)
        where T : unmanaged, System.Numerics.INumberBase<T>
    {
        Interlocked.CompareExchange(ref field, new ClusterGrains<T>(_orientations, Interaction.Weights, panel), null);
        return field!;
    }
}
