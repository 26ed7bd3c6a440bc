using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Recurrent;

/// <summary>
/// From the network output y (6) to the rotated Cauchy stress and its derivative:
/// <code>
/// sigma' = g dev(lo + (y + 1)/2 (hi - lo)) + p I
/// d sigma'/dU_j = sum_k c_kj [g dev((hi - lo)/2 dy_k) + dg_k dev(...)] + I dp/dJ dJ/dU_j,   dJ/dU = J U^-1
/// </code>
/// with the stress-free gate g, the mean stress p and the directions k of <see cref="StretchDirections"/>.
/// </summary>
internal static class StressAssembly
{
    /// <summary>dev(lo + (y + 1)/2 (hi - lo)), Pa.</summary>
    public static SymmetricTensor Deviator(ModelSpecification specification, ReadOnlySpan<double> y)
    {
        double Component(int c, ReadOnlySpan<double> y) => specification.StressMinimum_Pa[c]
            + 0.5 * (y[c] + 1.0) * (specification.StressMaximum_Pa[c] - specification.StressMinimum_Pa[c]);
        return new SymmetricTensor(Component(0, y), Component(1, y), Component(2, y), Component(3, y), Component(4, y), Component(5, y)).Deviator;
    }

    /// <summary>dev((hi - lo)/2 dy), Pa.</summary>
    public static SymmetricTensor DeviatorChange(ModelSpecification specification, ReadOnlySpan<double> dy)
    {
        double Component(int c, ReadOnlySpan<double> dy) =>
            0.5 * dy[c] * (specification.StressMaximum_Pa[c] - specification.StressMinimum_Pa[c]);
        return new SymmetricTensor(Component(0, dy), Component(1, dy), Component(2, dy), Component(3, dy), Component(4, dy), Component(5, dy)).Deviator;
    }

    /// <summary>sigma', Pa.</summary>
    public static SymmetricTensor Stress(ModelSpecification specification, ReadOnlySpan<double> y, double pathLength, double j) =>
        StressFreeGate.Value(specification, pathLength) * Deviator(specification, y)
        + MeanStress.Value(specification.Elasticity, j) * SymmetricTensor.Identity;

    /// <summary>d sigma'/dU, 36 values, row-major [stress][U], Pa.</summary>
    /// <param name="specification">Scaling and elasticity.</param>
    /// <param name="y">Network output (6).</param>
    /// <param name="dy">Its change in each direction V_k, 5 rows of which the first 6 values count.</param>
    /// <param name="pathLength">l at the end.</param>
    /// <param name="dPathLength">Change of l in each direction (5).</param>
    /// <param name="plan">The step.</param>
    /// <param name="tangent">Result.</param>
    public static void Tangent(
        ModelSpecification specification, ReadOnlySpan<double> y, ReadOnlySpan<double> dy, double pathLength,
        ReadOnlySpan<double> dPathLength, in StepPlan plan, Span<double> tangent)
    {
        double gate = StressFreeGate.Value(specification, pathLength);
        double gateSlope = StressFreeGate.Derivative(specification, pathLength);
        Span<double> deviator = stackalloc double[6];
        Deviator(specification, y).ToSpan(deviator);
        Span<double> changes = stackalloc double[6 * StretchDirections.Count]; // d sigma' in each direction
        for (int k = 0; k < StretchDirections.Count; k++)
        {
            DeviatorChange(specification, dy.Slice(dy.Length / StretchDirections.Count * k, 6)).ToSpan(changes[(6 * k)..]);
            for (int i = 0; i < 6; i++)
                changes[6 * k + i] = gate * changes[6 * k + i] + gateSlope * dPathLength[k] * deviator[i];
        }
        var coordinates = new StretchCoordinates(plan.Stretch, plan.Stretch.Inverse, plan.J, plan.Isochoric1);
        double pressureSlope = plan.J * MeanStress.Derivative(specification.Elasticity, plan.J);
        for (int j = 0; j < 6; j++)
        {
            DeviatoricVector c = coordinates.Of(j, out double dLogJ);
            for (int i = 0; i < 6; i++)
            {
                tangent[6 * i + j] = c.B1 * changes[i] + c.B2 * changes[6 + i] + c.B3 * changes[12 + i] + c.B4 * changes[18 + i] + c.B5 * changes[24 + i]
                    + (i < 3 ? pressureSlope * dLogJ : 0.0);
            }
        }
    }

    /// <summary>
    /// The elastic tangent, isotropic with Voigt's shear modulus G: d sigma' = 2G dev sym(dUb Ub^-1) + dp I.
    /// </summary>
    public static void ElasticTangent(ModelSpecification specification, in StepPlan plan, Span<double> tangent)
    {
        SymmetricTensor inverse = plan.Stretch.Inverse;
        double twoG = 2.0 * specification.Elasticity.VoigtShearModulus_Pa;
        for (int j = 0; j < 6; j++)
        {
            // dUb Ub^-1 = dU U^-1 - tr(..)/3 I: the deviator needs no isochoric projection.
            DeviatoricVector d = StrainIncrement.Between(StretchDirections.UnitComponent(j), inverse);
            WriteColumn(tangent, j, twoG * d.ToTensor() + PressureChange(specification, plan, inverse, j));
        }
    }

    private static SymmetricTensor PressureChange(ModelSpecification specification, in StepPlan plan, in SymmetricTensor inverse, int j)
    {
        double dJ = plan.J * SymmetricTensor.DoubleContract(inverse, StretchDirections.UnitComponent(j));
        return MeanStress.Derivative(specification.Elasticity, plan.J) * dJ * SymmetricTensor.Identity;
    }

    private static void WriteColumn(Span<double> tangent, int j, in SymmetricTensor column)
    {
        tangent[j] = column.S11;
        tangent[6 + j] = column.S22;
        tangent[12 + j] = column.S33;
        tangent[18 + j] = column.S12;
        tangent[24 + j] = column.S13;
        tangent[30 + j] = column.S23;
    }
}
