using UmatSurrogate.Mechanics;
using UmatSurrogate.Mechanics.HostConventions;

namespace UmatSurrogate.Mechanics.Tests;

/// <summary>
/// The tangent conversions against closed forms (St Venant-Kirchhoff, compressible neo-Hooke) and against the definition
/// of each host's tangent, differentiated numerically.
/// </summary>
public sealed class SpatialModuliTests
{
    private const double Lambda = 110e9, Mu = 26e9;

    private delegate SymmetricTensor CauchyLaw(in Tensor3x3 f);

    /// <summary>S = lambda tr(E) I + 2 mu E, so that dS/dE is constant.</summary>
    private static SymmetricTensor StVenantKirchhoff(in Tensor3x3 f)
    {
        SymmetricTensor e = 0.5 * ((f.Transpose * f).Symmetric - SymmetricTensor.Identity);
        return StressMeasures.CauchyFromSecondPiola(Lambda * e.Trace * SymmetricTensor.Identity + 2 * Mu * e, f);
    }

    /// <summary>tau = mu (b - I) + lambda ln(J) I.</summary>
    private static SymmetricTensor NeoHooke(in Tensor3x3 f)
    {
        double j = f.Determinant;
        SymmetricTensor b = (f * f.Transpose).Symmetric;
        return (1 / j) * (Mu * (b - SymmetricTensor.Identity) + Lambda * Math.Log(j) * SymmetricTensor.Identity);
    }

    private static readonly (int I, int J)[] Pairs = [(0, 0), (1, 1), (2, 2), (0, 1), (0, 2), (1, 2)];

    private static SymmetricTensor UnitComponent(int k) => new(
        k == 0 ? 1 : 0, k == 1 ? 1 : 0, k == 2 ? 1 : 0, k == 3 ? 1 : 0, k == 4 ? 1 : 0, k == 5 ? 1 : 0);

    /// <summary>Fourth-order central difference of a tensor function of one number.</summary>
    private static SymmetricTensor Difference(Func<double, SymmetricTensor> f)
    {
        const double H = 1e-3;
        return 1.0 / (12 * H) * (8 * (f(H) - f(-H)) - (f(2 * H) - f(-2 * H)));
    }

    /// <summary>d sigma'/dU, column k moving U_ij and U_ji together.</summary>
    private static double[] RotatedTangent(CauchyLaw law, SymmetricTensor u)
    {
        double[] tangent = new double[36];
        for (int k = 0; k < 6; k++)
        {
            SymmetricTensor direction = UnitComponent(k);
            SymmetricTensor column = Difference(h => law((u + h * direction).ToTensor()));
            double[] c = new double[6];
            column.ToSpan(c);
            for (int i = 0; i < 6; i++)
                tangent[6 * i + k] = c[i];
        }
        return tangent;
    }

    private static void AssertClose(double[] expected, double[] actual, double tolerance)
    {
        double scale = expected.Max(Math.Abs);
        for (int i = 0; i < 36; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) <= tolerance * scale, $"[{i / 6}][{i % 6}]: {expected[i]} expected, {actual[i]} found");
    }

    [Theory]
    [InlineData(1.0, 1.0, 1.0)]
    [InlineData(1.2, 1.2, 0.8)]
    [InlineData(1.3, 0.9, 1.05)]
    public void Kirchhoff_StVenantKirchhoff_CompareToPushForwardOfItsConstants(double l1, double l2, double l3)
    {
        SymmetricTensor u = new RandomTensors(1).Stretch(l1, l2, l3);
        double[] moduli = new double[36];
        SpatialModuli.Kirchhoff(u, StVenantKirchhoff(u.ToTensor()), RotatedTangent(StVenantKirchhoff, u), moduli);
        // D_ijkl = U_iA U_jB U_kC U_lD (lambda d_AB d_CD + mu (d_AC d_BD + d_AD d_BC)) = lambda C_ij C_kl + mu (C_ik C_jl + C_il C_jk), C = U^2.
        Tensor3x3 c = u.ToTensor() * u.ToTensor();
        double[] expected = new double[36];
        for (int p = 0; p < 6; p++)
        {
            for (int q = 0; q < 6; q++)
            {
                (int i, int j) = Pairs[p];
                (int k, int l) = Pairs[q];
                expected[6 * p + q] = Lambda * c[i, j] * c[k, l] + Mu * (c[i, k] * c[j, l] + c[i, l] * c[j, k]);
            }
        }
        AssertClose(expected, moduli, 1e-9);
    }

    [Fact]
    public void Kirchhoff_NeoHooke_CompareToClosedForm()
    {
        // Lie derivative of tau = mu (b - I) + lambda ln J I: D = lambda I x I + (mu - lambda ln J)(d_ik d_jl + d_il d_jk).
        SymmetricTensor u = new RandomTensors(2).Stretch(1.25, 0.85, 1.1);
        double[] moduli = new double[36], expected = new double[36];
        SpatialModuli.Kirchhoff(u, NeoHooke(u.ToTensor()), RotatedTangent(NeoHooke, u), moduli);
        double shear = Mu - Lambda * Math.Log(u.Determinant);
        for (int p = 0; p < 6; p++)
        {
            for (int q = 0; q < 6; q++)
                expected[6 * p + q] = (p < 3 && q < 3 ? Lambda : 0) + (p == q ? shear * (p < 3 ? 2 : 1) : 0);
        }
        AssertClose(expected, moduli, 1e-9);
    }

    [Fact]
    public void Kirchhoff_ResultMayOverwriteItsInput()
    {
        SymmetricTensor u = new RandomTensors(3).Stretch(1.25, 0.85, 1.1);
        double[] tangent = RotatedTangent(NeoHooke, u), separate = new double[36];
        SpatialModuli.Kirchhoff(u, NeoHooke(u.ToTensor()), tangent, separate);
        SpatialModuli.Kirchhoff(u, NeoHooke(u.ToTensor()), tangent, tangent);
        Assert.Equal(separate, tangent);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AbaqusJaumann_RotatedToGlobal_CompareToPerturbationOfF(bool neoHooke)
    {
        // The host's definition: perturb F by eps/2 (e_k x e_l + e_l x e_k) F, difference the Kirchhoff stress, divide by J.
        // The perturbation has no spin, so that the material derivative is the Jaumann rate.
        CauchyLaw law = neoHooke ? NeoHooke : StVenantKirchhoff;
        Tensor3x3 f = Tensor3x3.Identity + new RandomTensors(4).Tensor(0.3);
        PolarDecomposition.Right(f, out Tensor3x3 r, out SymmetricTensor u);
        double[] ddsdde = new double[36], expected = new double[36];
        SpatialModuli.AbaqusJaumann(u, law(u.ToTensor()), RotatedTangent(law, u), ddsdde);
        SpatialModuli.Rotate(ddsdde, r, ddsdde);
        for (int k = 0; k < 6; k++)
        {
            Tensor3x3 d = (k < 3 ? 1.0 : 0.5) * UnitComponent(k).ToTensor();
            SymmetricTensor column = (1 / f.Determinant) * Difference(h =>
            {
                // exp(h d) F with exp to fourth order keeps the spin-free path exact enough for the difference.
                Tensor3x3 hd = h * d;
                Tensor3x3 step = Tensor3x3.Identity + hd + 0.5 * (hd * hd) + (1.0 / 6) * (hd * hd * hd) + (1.0 / 24) * (hd * hd * hd * hd);
                Tensor3x3 moved = step * f;
                return moved.Determinant * law(moved);
            });
            double[] c = new double[6];
            column.ToSpan(c);
            for (int i = 0; i < 6; i++)
                expected[6 * i + k] = c[i];
        }
        AssertClose(expected, ddsdde, 1e-9);
    }

    [Fact]
    public void AbaqusJaumann_AtTheReferenceState_IsTheElasticMatrix()
    {
        double[] ddsdde = new double[36], expected = new double[36];
        SpatialModuli.AbaqusJaumann(SymmetricTensor.Identity, SymmetricTensor.Zero, RotatedTangent(NeoHooke, SymmetricTensor.Identity), ddsdde);
        for (int i = 0; i < 6; i++)
        {
            for (int j = 0; j < 6; j++)
                expected[6 * i + j] = (i < 3 && j < 3 ? Lambda : 0) + (i == j ? (i < 3 ? 2 * Mu : Mu) : 0);
        }
        AssertClose(expected, ddsdde, 1e-10);
    }

    [Fact]
    public void Rotate_BackAndForth_IsIdentity()
    {
        RandomTensors random = new(5);
        Tensor3x3 r = random.Rotation();
        double[] m = [.. Enumerable.Range(0, 36).Select(_ => random.Uniform(-1, 1))], turned = new double[36];
        SpatialModuli.Rotate(m, r, turned);
        SpatialModuli.Rotate(turned, r.Transpose, turned);
        AssertClose(m, turned, 1e-14);
    }
}
