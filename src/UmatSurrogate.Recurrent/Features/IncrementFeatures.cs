using System.Collections.Immutable;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Recurrent;

/// <summary>
/// The step inputs of models with <see cref="CellKind.Lmsc"/>. This cell must see nothing that depends on how a path is cut into steps,
/// and it needs the strain increment itself. Its features are those of the feature set without log10 dt, then log10 of the rate (also
/// for <see cref="FeatureSet.Paper"/>, whose time step would carry it), then the increment D/e0_1 (5), which is never shifted or
/// stretched (scaling range -1..1). The network splits the last five into length x/e0_1 and direction D/x.
/// </summary>
internal static class IncrementFeatures
{
    /// <summary>Components of the increment, the last features.</summary>
    public const int Count = 5;

    /// <summary>Number of step features of a set and a cell.</summary>
    public static int StepFeatureCount(FeatureSet set, CellKind cell) =>
        cell == CellKind.Lmsc ? KinematicCount(set) + 1 + Count : StepFeatures.Count(set);

    /// <summary>Which step features form which tensor (see <see cref="StepFeatures.Layout"/>).</summary>
    public static ImmutableArray<FeatureGroup> Layout(FeatureSet set, CellKind cell)
    {
        if (cell != CellKind.Lmsc)
            return StepFeatures.Layout(set);
        int kinematic = KinematicCount(set);
        return
        [
            .. StepFeatures.Layout(set).Where(g => g.Offset < kinematic), new("log rate", kinematic, FeatureKind.Scalar),
            new("D", kinematic + 1, FeatureKind.Deviator),
        ];
    }

    /// <summary>Replaces the time features of the set, just written, by the rate and the increment.</summary>
    public static void Write(ModelSpecification specification, in DeviatoricVector d, double x, double dt_s, Span<double> values)
    {
        if (specification.Cell != CellKind.Lmsc)
            return;
        int kinematic = KinematicCount(specification.Features);
        values[kinematic] = StepFeatures.LogRate(specification.Trained, x, dt_s);
        (1.0 / specification.FadingStrains[0] * d).ToSpan(values[(kinematic + 1)..]);
    }

    /// <summary>Changes of what <see cref="Write"/> writes.</summary>
    public static void WriteDerivative(
        ModelSpecification specification, in DeviatoricVector d, in DeviatoricVector dd, double x, double dt_s, Span<double> values)
    {
        if (specification.Cell != CellKind.Lmsc)
            return;
        int kinematic = KinematicCount(specification.Features);
        values[kinematic] = StepFeatures.LogRateDerivative(specification.Trained, d, dd, x, dt_s);
        (1.0 / specification.FadingStrains[0] * dd).ToSpan(values[(kinematic + 1)..]);
    }

    /// <summary>Replaces the increment s, the last 5 features, by its direction n = s/|s| (zero at s = 0); returns |s|.</summary>
    public static double Split(Span<double> features)
    {
        Span<double> s = features[^Count..];
        double length = Math.Sqrt(s[0] * s[0] + s[1] * s[1] + s[2] * s[2] + s[3] * s[3] + s[4] * s[4]);
        for (int i = 0; i < Count; i++)
            s[i] = length > 0.0 ? s[i] / length : 0.0;
        return length;
    }

    /// <summary>
    /// For a change ds (last 5 of <paramref name="changes"/>) of s = |s| n: replaces it by dn = (ds - n (n.ds))/|s| and returns
    /// d|s| = n.ds; both are zero at s = 0, where they do not exist.
    /// </summary>
    public static double SplitDerivative(ReadOnlySpan<double> direction, double length, Span<double> changes)
    {
        Span<double> ds = changes[^Count..];
        double along = 0.0;
        for (int i = 0; i < Count; i++)
            along += direction[i] * ds[i];
        for (int i = 0; i < Count; i++)
            ds[i] = length > 0.0 ? (ds[i] - direction[i] * along) / length : 0.0;
        return along;
    }

    /// <summary>Number of features of the set that depend on the path alone: those before the scalars at its end, log rate and log dt.</summary>
    public static int KinematicCount(FeatureSet set) => set == FeatureSet.Paper ? StepFeatures.Count(set) - 1 : StepFeatures.Count(set) - 2;
}
