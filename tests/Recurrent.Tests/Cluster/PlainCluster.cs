using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;
using UmatSurrogate.Recurrent;

namespace UmatSurrogate.Tests.Recurrent;

/// <summary>The stresses of the cluster as they are written down: all 56 vertices, one grain after the other, double precision.</summary>
internal static class PlainCluster
{
    /// <summary>b(e_1) soft and sharp, b(e_2) soft and sharp, cluster of e_2 soft and sharp.</summary>
    public static double[] Stresses(
        ClusterSettings settings, ReadOnlySpan<Grain> grains, GrainInteraction interaction, in SymmetricTensor stretch, in DeviatoricVector e1, in DeviatoricVector e2)
    {
        Tensor3x3[] axes = Turned(settings, grains, stretch);
        double[] values = new double[30];
        for (int c = 0; c < 2; c++)
        {
            DeviatoricVector first = e1, second = e2;
            Mean(axes, interaction, settings.PlainSharpness[c], settings.PlainVertices, c, _ => first).ToSpan(values.AsSpan(5 * c));
            Mean(axes, interaction, settings.PlainSharpness[c], settings.PlainVertices, c, _ => second).ToSpan(values.AsSpan(10 + 5 * c));
        }
        DeviatoricVector[] x = Sweep(settings, axes, interaction, e2);
        for (int c = 0; c < 2; c++)
            Mean(axes, interaction, settings.OutputSharpness[c], settings.OutputVertices, c, g => x[g]).ToSpan(values.AsSpan(20 + 5 * c));
        return values;
    }

    /// <summary>x of all grains after the sweeps.</summary>
    public static DeviatoricVector[] Sweep(ClusterSettings settings, Tensor3x3[] axes, GrainInteraction interaction, in DeviatoricVector e)
    {
        int n = axes.Length;
        DeviatoricVector[] x = new DeviatoricVector[n], before = new DeviatoricVector[n], s = new DeviatoricVector[n];
        Array.Fill(x, e);
        Array.Fill(before, e);
        for (int k = 0; k < settings.Sweeps; k++)
        {
            for (int g = 0; g < n; g++)
                s[g] = Stress(axes[g], settings.Sharpness[k], x[g], settings.SweepVertices, k);
            for (int g = 0; g < n; g++)
            {
                DeviatoricVector r = default;
                for (int h = 0; h < n; h++)
                    r += Multiply(interaction, g, h, s[h]);
                DeviatoricVector old = x[g];
                x[g] = old + settings.Relaxation[k] * (e - settings.CouplingOf(k) * e.Norm * r - old) + settings.Momentum[k] * (old - before[g]);
                before[g] = old;
            }
        }
        return x;
    }

    /// <summary>Orientation matrices turned by the estimate of the plastic spin.</summary>
    public static Tensor3x3[] Turned(ClusterSettings settings, ReadOnlySpan<Grain> grains, in SymmetricTensor stretch)
    {
        var axes = new Tensor3x3[grains.Length];
        DeviatoricVector eps = DeviatoricVector.FromTensor(stretch - SymmetricTensor.Identity);
        DeviatoricVector n = 1.0 / Math.Sqrt(DeviatoricVector.Dot(eps, eps) + 1e-6) * eps;
        double amplitude = eps.Norm * (settings.RotationAmplitude[0] + settings.RotationAmplitude[1] * eps.Norm);
        for (int g = 0; g < grains.Length; g++)
        {
            Tensor3x3 o = grains[g].Orientation.ToMatrix();
            Tensor3x3 s = Stress(o, settings.RotationSharpness, n, settings.RotationVertices, 0).ToTensor().Congruence(o).ToTensor();
            double sum = settings.RotationFloor;
            Tensor3x3 skew = Tensor3x3.Zero;
            foreach (Tensor3x3 schmid in Systems())
            {
                double tau = Tensor3x3.DoubleContract(schmid, s), slip = Math.Pow(tau, 11);
                sum += slip * tau;
                skew += 0.5 * slip * (schmid - schmid.Transpose);
            }
            double work = Tensor3x3.DoubleContract(s, n.ToTensor().Congruence(o).ToTensor());
            Tensor3x3 turned = (Tensor3x3.Identity + amplitude * work / sum * skew) * o;
            axes[g] = 1.5 * turned - 0.5 * (turned * turned.Transpose * turned);
        }
        return axes;
    }

    /// <summary>Q^T s(c Q x) by the sum over the vertices, weights and magnitudes of the classes number <paramref name="index"/>.</summary>
    public static DeviatoricVector Stress(in Tensor3x3 o, double sharpness, in DeviatoricVector x, VertexClasses? classes = null, int index = 0)
    {
        DeviatoricVector crystal = DeviatoricVector.FromTensor(x.ToTensor().Congruence(o));
        DeviatoricVector sum = default;
        double total = 0.0;
        for (int p = 0; p < BishopHillVertices.PairCount; p++)
        {
            DeviatoricVector vertex = DeviatoricVector.FromSpan(BishopHillVertices.Pairs.Slice(5 * p, 5));
            double argument = sharpness * DeviatoricVector.Dot(vertex, crystal);
            int k = Class(p);
            double weight = Math.Exp(classes?.Weight(index, k) ?? 0.0);
            sum += 2.0 * weight * (classes?.Magnitude(index, k) ?? 1.0) * Math.Sinh(argument) * vertex;
            total += 2.0 * weight * Math.Cosh(argument);
        }
        return DeviatoricVector.FromTensor((1.0 / total * sum).ToTensor().Congruence(o.Transpose));
    }

    /// <summary>Class of a pair of vertices: A uniaxial stress, B shear on the cube axes, C and D mixed, E equal shears (3, 3, 6, 12, 4 pairs).</summary>
    public static int Class(int pair) => pair < 3 ? 0 : pair < 6 ? 1 : pair < 12 ? 2 : pair < 24 ? 3 : 4;

    /// <summary>b x n of the 12 systems {111}&lt;110&gt;.</summary>
    private static List<Tensor3x3> Systems()
    {
        var result = new List<Tensor3x3>();
        foreach (int[] n in new int[][] { [1, 1, 1], [-1, 1, 1], [1, -1, 1], [1, 1, -1] })
        {
            foreach (int[] b in new int[][] { [0, 1, 1], [0, 1, -1], [1, 0, 1], [1, 0, -1], [1, 1, 0], [1, -1, 0] })
            {
                if (n[0] * b[0] + n[1] * b[1] + n[2] * b[2] == 0)
                    result.Add(1.0 / Math.Sqrt(6.0) * Tensor3x3.FromRowMajor([b[0] * n[0], b[0] * n[1], b[0] * n[2], b[1] * n[0], b[1] * n[1], b[1] * n[2], b[2] * n[0], b[2] * n[1], b[2] * n[2]]));
            }
        }
        return result;
    }

    private static DeviatoricVector Mean(Tensor3x3[] axes, GrainInteraction interaction, double sharpness, VertexClasses classes, int index, Func<int, DeviatoricVector> x)
    {
        DeviatoricVector mean = default;
        for (int g = 0; g < axes.Length; g++)
            mean += interaction.Weights[g] * Stress(axes[g], sharpness, x(g), classes, index);
        return mean;
    }

    private static DeviatoricVector Multiply(GrainInteraction d, int g, int h, in DeviatoricVector s)
    {
        Span<double> v = stackalloc double[5], y = stackalloc double[5];
        s.ToSpan(v);
        for (int i = 0; i < 5; i++)
        {
            y[i] = 0.0;
            for (int j = 0; j < 5; j++)
                y[i] += d[g, h, i, j] * v[j];
        }
        return DeviatoricVector.FromSpan(y);
    }
}
