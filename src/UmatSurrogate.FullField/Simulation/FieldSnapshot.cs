using UmatSurrogate.Damask;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;

namespace UmatSurrogate.FullField;

/// <summary>
/// The fields at the end of the last increment, for files: <c>F</c>, <c>P</c> [Pa] and the Cauchy stress <c>sigma</c> [Pa] (9 components, row-major),
/// the von Mises stress <c>sigma_vM</c> [Pa], and the orientation <c>O</c> of the first crystal of each voxel as it is now, a quaternion in the convention
/// of <see cref="Orientation"/>: the rotation of Fe = F Fp^-1, seen from the crystal (not a number where Fe is singular to working precision).
/// </summary>
public static class FieldSnapshot
{
    /// <summary>The fields of a simulation.</summary>
    public static CellField[] Of(FullFieldSimulation simulation)
    {
        ArgumentNullException.ThrowIfNull(simulation);
        int voxels = simulation.Geometry.Count;
        double[] F = new double[9 * voxels], P = new double[9 * voxels], sigma = new double[9 * voxels], vonMises = new double[voxels], O = new double[4 * voxels];
        for (int v = 0; v < voxels; v++)
        {
            Tensor3x3 f = simulation.Solver.DeformationGradient[v], p = simulation.Solver.Stress_Pa[v];
            SymmetricTensor cauchy = StressMeasures.CauchyFromFirstPiola(p, f);
            f.ToRowMajor(F.AsSpan(9 * v, 9));
            p.ToRowMajor(P.AsSpan(9 * v, 9));
            cauchy.ToTensor().ToRowMajor(sigma.AsSpan(9 * v, 9));
            vonMises[v] = FieldStatistics.VonMises(cauchy);
            CurrentOrientation(f * simulation.Crystals.FpInverse(v), O.AsSpan(4 * v, 4));
        }

        return [new("F", 9, F), new("P", 9, P), new("sigma", 9, sigma), new("sigma_vM", 1, vonMises), new("O", 4, O)];
    }

    /// <summary>v_crystal = O v_sample with O = R^T, Fe = R U.</summary>
    private static void CurrentOrientation(in Tensor3x3 Fe, Span<double> quaternion)
    {
        quaternion.Fill(double.NaN);
        if (PolarDecomposition.Right(Fe, out Tensor3x3 R, out _) != PointStatus.Ok)
            return;
        Orientation O = Orientation.FromMatrix(R.Transpose);
        (quaternion[0], quaternion[1], quaternion[2], quaternion[3]) = (O.Q0, O.Q1, O.Q2, O.Q3);
    }
}
