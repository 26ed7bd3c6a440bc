using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Recurrent;

/// <summary>The state vector of a point without the hidden state (see <see cref="PointState"/>).</summary>
internal readonly record struct CommittedState(
    SymmetricTensor StretchMinusIdentity, DeviatoricVector E1, DeviatoricVector E2, double PathLength, double HeldTime_s,
    DeviatoricVector J1 = default, DeviatoricVector J2 = default)
{
    /// <summary>Ub0.</summary>
    public SymmetricTensor Stretch => StretchMinusIdentity + SymmetricTensor.Identity;

    /// <summary>What the features remember.</summary>
    public StrainMemory Memory => new() { E1 = E1, E2 = E2, J1 = J1, J2 = J2, PathLength = PathLength };

    /// <summary>The state after a step.</summary>
    public static CommittedState After(in SymmetricTensor stretch, in StrainMemory memory) =>
        new(stretch - SymmetricTensor.Identity, memory.E1, memory.E2, memory.PathLength, 0.0, memory.J1, memory.J2);

    /// <summary>The whole state of a model.</summary>
    public static CommittedState Read(ModelSpecification specification, ReadOnlySpan<double> state) =>
        specification.Features != FeatureSet.Cluster ? Read(state) : Read(state) with
        {
            J1 = DeviatoricVector.FromSpan(state[specification.ElasticPlasticOffset..]),
            J2 = DeviatoricVector.FromSpan(state[(specification.ElasticPlasticOffset + 5)..]),
        };

    /// <summary>The part that all models have in the same place; elastic-plastic strains are left zero.</summary>
    public static CommittedState Read(ReadOnlySpan<double> state) => new(
        SymmetricTensor.FromSpan(state[PointState.StretchOffset..]),
        DeviatoricVector.FromSpan(state[PointState.FadingStrainOffset..]),
        DeviatoricVector.FromSpan(state[(PointState.FadingStrainOffset + 5)..]),
        state[PointState.PathLengthOffset],
        state[PointState.HeldTimeOffset]);

    public void Write(ModelSpecification specification, Span<double> state)
    {
        StretchMinusIdentity.ToSpan(state[PointState.StretchOffset..]);
        E1.ToSpan(state[PointState.FadingStrainOffset..]);
        E2.ToSpan(state[(PointState.FadingStrainOffset + 5)..]);
        state[PointState.PathLengthOffset] = PathLength;
        state[PointState.HeldTimeOffset] = HeldTime_s;
        if (specification.Features != FeatureSet.Cluster)
            return;
        J1.ToSpan(state[specification.ElasticPlasticOffset..]);
        J2.ToSpan(state[(specification.ElasticPlasticOffset + 5)..]);
    }

    /// <summary>
    /// Whether these numbers can have been written by this program: finite, Ub0 isochoric, |e| and |j| at most 1, path length and
    /// held time not negative, hidden state finite and, where the cell bounds it, within [-1, 1], and not the all-zero array of a host that never initialised it.
    /// </summary>
    public bool IsValid(ReadOnlySpan<double> hidden, bool bounded)
    {
        // Rounding: a host may keep its state variables in single precision, and h' = n + z (h - n) may pass 1 by one float.
        const double tolerance = 1e-6;
        double limit = bounded ? 1.0 + tolerance : float.MaxValue; // the state passes through single precision
        SymmetricTensor stretch = Stretch;
        bool valid = Math.Abs(stretch.Determinant - 1.0) <= tolerance && IsPositiveDefinite(stretch)
            && E1.Norm <= 1.0 + tolerance && E2.Norm <= 1.0 + tolerance && J1.Norm <= 1.0 + tolerance && J2.Norm <= 1.0 + tolerance
            && PathLength >= 0.0 && double.IsFinite(PathLength)
            && HeldTime_s >= 0.0 && double.IsFinite(HeldTime_s);
        bool inside = true, nonZero = false;
        foreach (double h in hidden)
        {
            inside &= Math.Abs(h) <= limit;
            nonZero |= h != 0.0;
        }
        return valid && inside && nonZero;
    }

    /// <summary>Sylvester's criterion.</summary>
    public static bool IsPositiveDefinite(in SymmetricTensor u) =>
        u.S11 > 0.0 && u.S11 * u.S22 - u.S12 * u.S12 > 0.0 && u.Determinant > 0.0;
}
