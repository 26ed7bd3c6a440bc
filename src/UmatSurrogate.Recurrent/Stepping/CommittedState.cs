using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Recurrent;

/// <summary>The part of the state vector of a point before the hidden state (see <see cref="PointState"/>).</summary>
internal readonly record struct CommittedState(
    SymmetricTensor StretchMinusIdentity, DeviatoricVector E1, DeviatoricVector E2, double PathLength, double HeldTime_s)
{
    /// <summary>Ub0.</summary>
    public SymmetricTensor Stretch => StretchMinusIdentity + SymmetricTensor.Identity;

    public static CommittedState Read(ReadOnlySpan<double> state) => new(
        SymmetricTensor.FromSpan(state[PointState.StretchOffset..]),
        DeviatoricVector.FromSpan(state[PointState.FadingStrainOffset..]),
        DeviatoricVector.FromSpan(state[(PointState.FadingStrainOffset + 5)..]),
        state[PointState.PathLengthOffset],
        state[PointState.HeldTimeOffset]);

    public void Write(Span<double> state)
    {
        StretchMinusIdentity.ToSpan(state[PointState.StretchOffset..]);
        E1.ToSpan(state[PointState.FadingStrainOffset..]);
        E2.ToSpan(state[(PointState.FadingStrainOffset + 5)..]);
        state[PointState.PathLengthOffset] = PathLength;
        state[PointState.HeldTimeOffset] = HeldTime_s;
    }

    /// <summary>
    /// Whether these numbers can have been written by this program: finite, Ub0 isochoric, |e| at most 1, path length and
    /// held time not negative, hidden state finite and, where the cell bounds it, within [-1, 1], and not the all-zero array of a host that never initialised it.
    /// </summary>
    public bool IsValid(ReadOnlySpan<double> hidden, bool bounded)
    {
        // Rounding: a host may keep its state variables in single precision, and h' = n + z (h - n) may pass 1 by one float.
        const double tolerance = 1e-6;
        double limit = bounded ? 1.0 + tolerance : float.MaxValue; // the state passes through single precision
        SymmetricTensor stretch = Stretch;
        bool valid = Math.Abs(stretch.Determinant - 1.0) <= tolerance && IsPositiveDefinite(stretch)
            && E1.Norm <= 1.0 + tolerance && E2.Norm <= 1.0 + tolerance
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
