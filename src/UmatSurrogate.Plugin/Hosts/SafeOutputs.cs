namespace UmatSurrogate.Plugin.Hosts;

/// <summary>
/// What a host gets when there is no valid result: finite numbers, and a request through PNEWDT. The state is left as it was.
/// </summary>
internal static unsafe class SafeOutputs
{
    /// <summary>Recoverable failure: repeat the increment with a quarter of its size.</summary>
    public const double CutBackFactor = 0.25;

    /// <summary>Fatal failure: a step so small that every host gives up with a message of its own.</summary>
    public const double StopFactor = 1e-12;

    // Stiffness of a placeholder tangent, Pa: aluminium's. The host only solves with it once before it reads PNEWDT.
    private const double PlaceholderYoung_Pa = 70e9;

    /// <summary>Asks for a smaller increment unless a still smaller one is already asked for. Hosts pass -1, 1 or huge values.</summary>
    public static void RequestSmallerStep(in UmatArguments a, double factor)
    {
        double* pnewdt = a.TimeStepFactor;
        if (pnewdt != null && !(*pnewdt > 0.0 && *pnewdt <= factor))
            *pnewdt = factor;
    }

    /// <summary>
    /// Leaves finite stress (the incoming one where it is finite) and a positive definite tangent: the given isotropic one,
    /// or a placeholder.
    /// </summary>
    public static void WriteFinite(in UmatArguments a, ElasticModuli? elastic)
    {
        int n = a.StressComponents != null ? *a.StressComponents : 0;
        if (n is < 1 or > 6)
            return;
        for (int i = 0; i < n && a.Stress != null; i++)
        {
            if (!double.IsFinite(a.Stress[i]))
                a.Stress[i] = 0.0;
        }
        if (a.TangentModuli == null)
            return;
        Span<double> moduli = new(a.TangentModuli, n * n);
        if (n == 6 && elastic is ElasticModuli e)
        {
            e.WriteUmatModuli(moduli);
            return;
        }
        moduli.Clear();
        for (int i = 0; i < n; i++)
            moduli[i * n + i] = PlaceholderYoung_Pa;
    }
}
