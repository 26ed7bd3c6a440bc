using UmatSurrogate.Mechanics;
using UmatSurrogate.Plasticity;
using Xunit.Abstractions;

namespace UmatSurrogate.Tests;

/// <summary>Compares each crystal at the end of a polycrystal's path with <c>final_constituents.csv</c> of the reference (10 digits).</summary>
internal static class ReferenceConstituents
{
    public static void Compare(ReferenceCase reference, TaylorPolycrystal polycrystal, double tolerance_Pa, ITestOutputHelper output)
    {
        (_, double[][] rows) = ReferenceCase.ReadCsv(Path.Combine(reference.Folder, "final_constituents.csv"));
        Assert.Equal(polycrystal.ConstituentCount, rows.Length);
        Span<double> xi = stackalloc double[12];
        double worstStress = 0.0, worstFp = 0.0, worstXi = 0.0;
        foreach (double[] row in rows)
        {
            int crystal = (int)row[0];
            worstStress = Math.Max(worstStress, ReferenceCase.Largest(polycrystal.Stress_Pa(crystal) - Tensor3x3.FromRowMajor(row.AsSpan(1, 9))));
            worstFp = Math.Max(worstFp, ReferenceCase.Largest(polycrystal.PlasticDeformationGradient(crystal) - Tensor3x3.FromRowMajor(row.AsSpan(10, 9))));
            polycrystal.SlipResistances_Pa(crystal, xi);
            for (int a = 0; a < 12; a++)
                worstXi = Math.Max(worstXi, Math.Abs(xi[a] - row[23 + a]));
        }

        output.WriteLine($"{reference.Name}: crystals at the end: max|dP| {worstStress:g3} Pa, max|dFp| {worstFp:g3}, max|dxi| {worstXi:g3} Pa");
        Assert.True(worstStress <= tolerance_Pa, $"crystals: max|dP| = {worstStress} Pa");
        Assert.True(worstFp <= 1e-8, $"crystals: max|dFp| = {worstFp}");
        Assert.True(worstXi <= tolerance_Pa, $"crystals: max|dxi| = {worstXi} Pa");
    }
}
