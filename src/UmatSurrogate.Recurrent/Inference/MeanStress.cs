namespace UmatSurrogate.Recurrent;

/// <summary>
/// Mean stress of the elasticity behind the data (St. Venant-Kirchhoff, cubic grains, pure volume change U = J^(1/3) I):
/// p = (3K/2)(J^(1/3) - J^(-1/3)), K = (C11 + 2 C12)/3, positive in tension, Pa.
/// </summary>
public static class MeanStress
{
    /// <summary>p(J), Pa.</summary>
    public static double Value(in CubicElasticity elasticity, double j)
    {
        double c = Math.Cbrt(j);
        return 1.5 * elasticity.BulkModulus_Pa * (c - 1.0 / c);
    }

    /// <summary>dp/dJ = (K/2)(J^(-2/3) + J^(-4/3)), Pa.</summary>
    public static double Derivative(in CubicElasticity elasticity, double j)
    {
        double c = Math.Cbrt(j);
        return 0.5 * elasticity.BulkModulus_Pa * (1.0 / (c * c) + 1.0 / (j * c));
    }
}
