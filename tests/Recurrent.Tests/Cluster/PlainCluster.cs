using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;
using UmatSurrogate.Recurrent;

namespace UmatSurrogate.Tests.Recurrent;

/// <summary>The sweeps of the cluster as they are written down: all 56 vertices, one grain after the other, double precision.</summary>
internal static class PlainCluster
{
    public static DeviatoricVector MeanStress(ClusterSettings settings, ReadOnlySpan<Grain> grains, GrainInteraction interaction, in DeviatoricVector e)
    {
        int n = grains.Length;
        var x = new DeviatoricVector[n];
        var before = new DeviatoricVector[n];
        var s = new DeviatoricVector[n];
        for (int g = 0; g < n; g++)
        {
            x[g] = before[g] = e;
            s[g] = Stress(grains[g], settings.Sharpness[0], x[g]);
        }
        for (int k = 0; k < settings.Sweeps; k++)
        {
            for (int g = 0; g < n; g++)
            {
                DeviatoricVector r = default;
                for (int h = 0; h < n; h++)
                    r += Multiply(interaction, g, h, s[h]);
                DeviatoricVector old = x[g];
                x[g] = old + settings.Relaxation[k] * (e - settings.Coupling * e.Norm * r - old) + settings.Momentum[k] * (old - before[g]);
                before[g] = old;
            }
            for (int g = 0; g < n; g++)
                s[g] = Stress(grains[g], settings.Sharpness[k + 1], x[g]);
        }
        DeviatoricVector mean = default;
        for (int g = 0; g < n; g++)
            mean += interaction.Weights[g] * s[g];
        return mean;
    }

    /// <summary>Q^T s(c Q x) by the sum over the vertices.</summary>
    public static DeviatoricVector Stress(in Grain grain, double sharpness, in DeviatoricVector x)
    {
        Tensor3x3 o = grain.Orientation.ToMatrix();
        DeviatoricVector crystal = DeviatoricVector.FromTensor(x.ToTensor().Congruence(o));
        DeviatoricVector sum = default;
        double total = 0.0;
        for (int k = 0; k < BishopHillVertices.PairCount; k++)
        {
            DeviatoricVector vertex = DeviatoricVector.FromSpan(BishopHillVertices.Pairs.Slice(5 * k, 5));
            double argument = sharpness * DeviatoricVector.Dot(vertex, crystal);
            sum += 2.0 * Math.Sinh(argument) * vertex;
            total += 2.0 * Math.Cosh(argument);
        }
        return DeviatoricVector.FromTensor((1.0 / total * sum).ToTensor().Congruence(o.Transpose));
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
