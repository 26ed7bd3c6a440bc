namespace UmatSurrogate.Recurrent;

/// <summary>
/// Factor g = 1 - exp(-l/e0_1) on the deviatoric stress, l the path length: the undeformed state is free of stress, and g is
/// 1 to six digits after a strain of 14 e0_1 (about 1 %). It is 1 if the model has no stress-free reference.
/// </summary>
public static class StressFreeGate
{
    /// <summary>g(l).</summary>
    public static double Value(ModelSpecification specification, double pathLength)
    {
        ArgumentNullException.ThrowIfNull(specification);
        return specification.StressFreeReference ? 1.0 - Math.Exp(-pathLength / specification.FadingStrains[0]) : 1.0;
    }

    /// <summary>dg/dl.</summary>
    public static double Derivative(ModelSpecification specification, double pathLength)
    {
        ArgumentNullException.ThrowIfNull(specification);
        double memory = specification.FadingStrains[0];
        return specification.StressFreeReference ? Math.Exp(-pathLength / memory) / memory : 0.0;
    }
}
