namespace UmatSurrogate.Plugin.Hosts;

/// <summary>
/// What Abaqus/Explicit gets for a whole block when there is no valid result. A VUMAT can neither ask for a smaller increment nor for an end, so
/// the stress is zero: a model without strength is seen at once, one that goes on with an invented stiffness is not. (The
/// dispatcher then calls the host's routine for ending, where it has one.) State and energies stay as they were.
/// </summary>
internal static unsafe class VumatSafeOutputs
{
    /// <summary>Largest number of points that is believed.</summary>
    public const int LargestBlock = 10_000_000;

    /// <summary>Whether number of points and components can be meant.</summary>
    public static bool CountsAreValid(in VumatArguments a) =>
        a.Block != null && *a.Block is >= 1 and <= LargestBlock && a.DirectComponents != null && *a.DirectComponents is >= 1 and <= 3
        && a.ShearComponents != null && *a.ShearComponents is >= 0 and <= 3;

    /// <summary>Stress zero, state and energies unchanged, finite; nothing if the counts are impossible.</summary>
    public static void Write(in VumatArguments a)
    {
        if (!CountsAreValid(a))
            return;
        int n = *a.Block, components = *a.DirectComponents + *a.ShearComponents;
        HostReals stress = a.Reals(a.StressNew);
        for (long i = 0; i < (long)n * components && !stress.IsNull; i++)
            stress[i] = 0.0;
        int count = a.StateVariableCount == null ? 0 : *a.StateVariableCount;
        CopyFinite(a.Reals(a.StateOld), a.Reals(a.StateNew), (long)n * Math.Max(count, 0));
        CopyFinite(a.Reals(a.InternalEnergyOld), a.Reals(a.InternalEnergyNew), n);
        CopyFinite(a.Reals(a.InelasticEnergyOld), a.Reals(a.InelasticEnergyNew), n);
    }

    private static void CopyFinite(HostReals source, HostReals target, long count)
    {
        if (source.IsNull || target.IsNull)
            return;
        for (long i = 0; i < count; i++)
            target[i] = double.IsFinite(source[i]) ? source[i] : 0.0;
    }
}
