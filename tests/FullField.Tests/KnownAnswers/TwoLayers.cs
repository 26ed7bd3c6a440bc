using UmatSurrogate.Mechanics;
using UmatSurrogate.Plasticity;

namespace UmatSurrogate.Tests;

/// <summary>
/// Exact solution of a laminate of two crystals: each layer deforms homogeneously, F1 = F + c2 a x n and F2 = F - c1 a x n (Hadamard's
/// condition, mean F), with the vector a such that the traction is continuous, (P1 - P2) n = 0: three unknowns, Newton's method with the
/// consistent tangents of two material points.
/// </summary>
internal sealed class TwoLayers(in PhenopowerlawParameters parameters, Tensor3x3 O1, Tensor3x3 O2, double fraction1, int normal)
{
    private readonly TaylorPolycrystal _one = new(parameters, [O1], [], UpdateTolerances.Default, LaneChoice.Scalar);
    private readonly TaylorPolycrystal _two = new(parameters, [O2], [], UpdateTolerances.Default, LaneChoice.Scalar);
    private readonly double[] _tangent1 = new double[81], _tangent2 = new double[81];
    private readonly double[] _a = new double[3];

    public Tensor3x3 F1 { get; private set; }

    public Tensor3x3 F2 { get; private set; }

    public Tensor3x3 P1 { get; private set; }

    public Tensor3x3 P2 { get; private set; }

    public Tensor3x3 MeanStress_Pa => fraction1 * P1 + (1.0 - fraction1) * P2;

    public void Advance(in Tensor3x3 F, double dt_s)
    {
        for (int iteration = 0; iteration < 60; iteration++)
        {
            F1 = F + Jump(1.0 - fraction1);
            F2 = F - Jump(fraction1);
            Assert.Equal(PointStatus.Ok, _one.EvaluateWithTangent(F1, dt_s, out Tensor3x3 p1, _tangent1));
            Assert.Equal(PointStatus.Ok, _two.EvaluateWithTangent(F2, dt_s, out Tensor3x3 p2, _tangent2));
            (P1, P2) = (p1, p2);
            Tensor3x3 difference = p1 - p2;
            double[] r = [.. Enumerable.Range(0, 3).Select(i => difference[i, normal])];
            if (r.Max(Math.Abs) < 1e-3)
            {
                _one.Commit();
                _two.Commit();
                return;
            }

            double[] k = new double[9];
            for (int i = 0; i < 3; i++)
            {
                for (int j = 0; j < 3; j++)
                {
                    int at = 9 * (3 * i + normal) + 3 * j + normal;
                    k[3 * i + j] = (1.0 - fraction1) * _tangent1[at] + fraction1 * _tangent2[at];
                }
            }

            Tensor3x3 inverse = Tensor3x3.FromRowMajor(k).Inverse;

            // The corrections of an increment that starts to flow are shortened; near the solution the full step is taken.
            double[] step = [.. Enumerable.Range(0, 3).Select(i => inverse[i, 0] * r[0] + inverse[i, 1] * r[1] + inverse[i, 2] * r[2])];
            double scale = Math.Min(1.0, 3e-4 / step.Max(Math.Abs));
            for (int i = 0; i < 3; i++)
                _a[i] -= scale * step[i];
        }

        Assert.Fail("The laminate's three equations were not solved.");
    }

    private Tensor3x3 Jump(double factor)
    {
        double[] m = new double[9];
        for (int i = 0; i < 3; i++)
            m[3 * i + normal] = factor * _a[i];
        return Tensor3x3.FromRowMajor(m);
    }
}
