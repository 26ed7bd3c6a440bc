using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Tests;

public sealed class FirstPiolaTangentTests
{
    private const double Stiffness_Pa = 1e10;

    private static readonly Tensor3x3 F = new(1.05, 0.10, -0.04, -0.02, 0.97, 0.08, 0.03, -0.06, 1.01);

    [Fact]
    public void Tangent_CompareToCentralDifferences()
    {
        double[] tangent_Pa = new double[81];
        PolarDecomposition.Right(F, out Tensor3x3 R, out SymmetricTensor U);
        FirstPiolaTangent.FromRotatedCauchy(F, R, U, Law(U), LawTangent(U), tangent_Pa);
        double[] components = new double[9];
        const double h = 1e-6;
        for (int column = 0; column < 9; column++)
        {
            F.ToRowMajor(components);
            components[column] += h;
            Tensor3x3 above = Stress(Tensor3x3.FromRowMajor(components));
            components[column] -= 2 * h;
            Tensor3x3 below = Stress(Tensor3x3.FromRowMajor(components));
            for (int row = 0; row < 9; row++)
            {
                double difference_Pa = (above[row / 3, row % 3] - below[row / 3, row % 3]) / (2 * h);
                Assert.Equal(difference_Pa, tangent_Pa[9 * row + column], 1e-8 * Stiffness_Pa);
            }
        }
    }

    [Fact]
    public void Stress_UnderRotation_Turns()
    {
        Tensor3x3 Q = new(0, -1, 0, 1, 0, 0, 0, 0, 1);
        Assert.Equal(0.0, (Stress(Q * F) - Q * Stress(F)).Norm, 1e-14 * Stiffness_Pa);
    }

    private static Tensor3x3 Stress(Tensor3x3 deformation)
    {
        PolarDecomposition.Right(deformation, out Tensor3x3 R, out SymmetricTensor U);
        return FirstPiolaTangent.Stress(deformation, R, Law(U));
    }

    /// <summary>An anisotropic law with no symmetry to hide a mistake: components are products of components of U.</summary>
    private static SymmetricTensor Law(SymmetricTensor U) => Stiffness_Pa * new SymmetricTensor(
        U.S11 * U.S22 - 1, U.S22 * U.S23 + U.S33 - 1, U.S33 * U.S33 - U.S12, U.S12 + 0.5 * U.S13, U.S13 * U.S11, U.S23 - U.S12 * U.S33);

    private static double[] LawTangent(SymmetricTensor U)
    {
        double[,] d =
        {
            { U.S22, U.S11, 0, 0, 0, 0 },
            { 0, U.S23, 1, 0, 0, U.S22 },
            { 0, 0, 2 * U.S33, -1, 0, 0 },
            { 0, 0, 0, 1, 0.5, 0 },
            { U.S13, 0, 0, 0, U.S11, 0 },
            { 0, 0, -U.S12, -U.S33, 0, 1 },
        };
        return [.. d.Cast<double>().Select(v => Stiffness_Pa * v)];
    }
}
