using UmatSurrogate.Data;
using UmatSurrogate.Evaluation;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;
using UmatSurrogate.Plasticity;

namespace UmatSurrogate.Studies;

/// <summary>
/// The derivative dP11/dF11 of the first Piola-Kirchhoff stress along uniaxial tension (Fig. 12 of the paper): of the path that crystal plasticity takes under mixed control,
/// followed with prescribed F by the surrogate and by the Taylor model. Three derivatives at the end of every increment: the consistent one (for the surrogate the analytic one), the
/// central difference of the stress (F11 moved by a thousandth of the increment), and the ratio of the changes of stress and strain over the increment; and the consistent derivative of trial
/// increments that are a fraction of the full one, from the same state.
/// </summary>
internal static class GradientMeasurement
{
    /// <summary>Fractions of the increment of the trial increments.</summary>
    public static readonly double[] Fractions = [1, 0.3, 0.1, 0.03, 0.01, 0.001, 0];

    private const double DifferenceFraction = 1e-3;

    public static Measured Run(CellMeasurement m)
    {
        StudyMeasurements s = m.Measure;
        int grains = m.Cell.Data.Spec.VolumeElements.Grains;
        MixedLoad load = MixedLoad.Of("uniaxial", new(IdealisedLoadKind.Uniaxial, s.Rate_perSecond, s.Strain, s.Increments));
        VolumeElement[] volumeElements = [.. Enumerable.Range(0, s.VolumeElements).Select(i => VolumeElementGenerator.Random(grains, s.Seed + (ulong)i))];
        LoadResponse[] truth = m.Truth.Responses([.. volumeElements.Select(v => new TruthCase(v, load.Load))]);
        double dt_s = s.Strain / s.Rate_perSecond / s.Increments;
        Measured result = new();
        result.Set("strain", load.Strain[1..]);
        List<Curves> surrogate = [], taylor = [];
        for (int v = 0; v < volumeElements.Length; v++)
        {
            surrogate.Add(Along(new SurrogatePoint(m.Evaluator, m.Library[volumeElements[v]]), truth[v].DeformationGradients, dt_s));
            taylor.Add(Along(TaylorVolumeElement.Polycrystal(m.Cell.Data.Material, volumeElements[v]), truth[v].DeformationGradients, dt_s));
        }

        Set("surrogate", surrogate);
        Set("taylor", taylor);

        // Crystal plasticity of the data: only the ratio over the increment is known of it.
        result.Set("truth/secant_GPa", Mean([.. truth.Select(t => Secants(
            [.. t.CauchyStress_Pa.Select((stress, k) => FirstPiola(stress, t.DeformationGradients[k]).M11)], t.DeformationGradients))]));
        return result;

        void Set(string name, List<Curves> all)
        {
            result.Set(name + "/consistent_GPa", Mean([.. all.Select(c => c.Consistent_GPa)]));
            result.Set(name + "/difference_GPa", Mean([.. all.Select(c => c.Difference_GPa)]));
            result.Set(name + "/secant_GPa", Mean([.. all.Select(c => c.Secant_GPa)]));
            for (int f = 0; f < Fractions.Length; f++)
                result.Set(FormattableString.Invariant($"{name}/fraction/{Fractions[f]}"), Mean([.. all.Select(c => c.Trial_GPa[f])]));
        }
    }

    private sealed record Curves(double[] Consistent_GPa, double[] Difference_GPa, double[] Secant_GPa, double[][] Trial_GPa);

    private static Curves Along(IMaterialPoint point, Tensor3x3[] F, double dt_s)
    {
        int n = F.Length - 1;
        double[] consistent = new double[n], difference = new double[n], p11 = new double[n + 1];
        double[][] trial = [.. Fractions.Select(_ => new double[n])];
        point.Reset();
        double[] tangent_Pa = new double[81];
        for (int k = 0; k < n; k++)
        {
            Tensor3x3 dF = F[k + 1] - F[k];
            for (int f = 0; f < Fractions.Length; f++)
                trial[f][k] = point.EvaluateWithTangent(F[k] + Fractions[f] * dF, Fractions[f] * dt_s, out _, tangent_Pa) == PointStatus.Ok ? 1e-9 * tangent_Pa[0] : double.NaN;
            Tensor3x3 h = new(DifferenceFraction * dF.M11, 0, 0, 0, 0, 0, 0, 0, 0);
            bool both = point.Evaluate(F[k + 1] + h, dt_s, out Tensor3x3 above) == PointStatus.Ok & point.Evaluate(F[k + 1] - h, dt_s, out Tensor3x3 below) == PointStatus.Ok;
            difference[k] = both ? 1e-9 * (above.M11 - below.M11) / (2 * h.M11) : double.NaN;
            if (point.EvaluateWithTangent(F[k + 1], dt_s, out Tensor3x3 P, tangent_Pa) != PointStatus.Ok)
            {
                Array.Fill(consistent, double.NaN, k, n - k);
                Array.Fill(p11, double.NaN, k + 1, n - k);
                break;
            }

            point.Commit();
            (consistent[k], p11[k + 1]) = (1e-9 * tangent_Pa[0], P.M11);
        }

        return new(consistent, difference, Secants(p11, F), trial);
    }

    private static double[] Secants(double[] p11_Pa, Tensor3x3[] F) =>
        [.. Enumerable.Range(0, p11_Pa.Length - 1).Select(k => 1e-9 * (p11_Pa[k + 1] - p11_Pa[k]) / (F[k + 1].M11 - F[k].M11))];

    /// <summary>P = det F sigma F^-T.</summary>
    private static Tensor3x3 FirstPiola(in SymmetricTensor stress_Pa, in Tensor3x3 F) => F.Determinant * (stress_Pa.ToTensor() * F.Inverse.Transpose);

    private static double[] Mean(double[][] curves) =>
        [.. Enumerable.Range(0, curves.Min(c => c.Length)).Select(k => curves.Average(c => c[k]))];
}
