using UmatSurrogate.Data;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;
using UmatSurrogate.Recurrent;

namespace UmatSurrogate.Evaluation;

/// <summary>One refinement of the same paths.</summary>
/// <param name="Steps">Increments of the whole path.</param>
/// <param name="DifferenceToCoarsest_MPa">Mean stress error between this and the coarsest refinement, at the coarsest one's points.</param>
/// <param name="ErrorAgainstTaylor_MPa">Mean stress error against crystal plasticity run with the coarsest steps.</param>
public sealed record StepRefinement(int Steps, double DifferenceToCoarsest_MPa, double ErrorAgainstTaylor_MPa);

/// <summary>
/// Does the stress depend on how a host cuts a path into increments? Validation paths are brought to 200 equal time steps (F linear
/// between the points of the data), then each step is divided evenly: the same straight lines in F, more increments.
/// </summary>
public static class SelfConsistency
{
    /// <summary>Increments of the refinements, the coarsest first.</summary>
    public static readonly IReadOnlyList<int> StepCounts = [200, 1600, 4000];

    /// <summary>Measures on the first validation samples with different paths.</summary>
    /// <param name="evaluator">The surrogate.</param>
    /// <param name="data">The data set.</param>
    /// <param name="samples">Number of samples.</param>
    /// <param name="done">Called with the share done.</param>
    public static IReadOnlyList<StepRefinement> Measure(SurrogateEvaluator evaluator, Dataset data, int samples, Action<double>? done = null)
    {
        ArgumentNullException.ThrowIfNull(evaluator);
        ArgumentNullException.ThrowIfNull(data);
        DatasetSample[] chosen = [.. Spread([.. data.ValidationSamples.Select(data.ReadSample)], samples)];
        VolumeElement[] volumeElements = Array.ConvertAll(chosen, s => data.VolumeElements[s.VolumeElementIndex]);
        MicrostructureContext[] contexts = Array.ConvertAll(volumeElements, v => MicrostructureContext.Create(evaluator.Model, v.Grains));
        LoadPath[] coarse = Array.ConvertAll(chosen, s => Resample(new LoadPath(s.Times_s, s.DeformationGradients), StepCounts[0]));
        SymmetricTensor[][] taylor_Pa = new SymmetricTensor[chosen.Length][];
        Parallel.For(0, chosen.Length, i => taylor_Pa[i] = TaylorTruth.CauchyStress_Pa(data.Spec.Material, volumeElements[i], coarse[i]));

        List<StepRefinement> result = [];
        SymmetricTensor[][] coarsest_Pa = [];
        foreach (int steps in StepCounts)
        {
            int factor = steps / StepCounts[0];
            SymmetricTensor[][] fine_Pa = SurrogatePaths.CauchyStress_Pa(evaluator, contexts, Array.ConvertAll(coarse, p => Divide(p, factor)));
            SymmetricTensor[][] stress_Pa = Array.ConvertAll(fine_Pa, h => Enumerable.Range(0, StepCounts[0] + 1).Select(k => h[k * factor]).ToArray());
            if (result.Count == 0)
                coarsest_Pa = stress_Pa;
            result.Add(new(steps, Mean(stress_Pa, coarsest_Pa), Mean(stress_Pa, taylor_Pa)));
            done?.Invoke((double)result.Count / StepCounts.Count);
        }

        return result;
    }

    /// <summary>A path at equal time steps, F linear between its points.</summary>
    internal static LoadPath Resample(LoadPath path, int steps)
    {
        double[] times_s = new double[steps + 1];
        Tensor3x3[] F = new Tensor3x3[steps + 1];
        double start_s = path.Times_s[0];
        double end_s = path.Times_s[^1];
        for (int k = 0, interval = 0; k <= steps; k++)
        {
            times_s[k] = start_s + (end_s - start_s) * k / steps;
            while (interval < path.IncrementCount - 1 && path.Times_s[interval + 1] < times_s[k])
                interval++;
            double fraction = Math.Min(1.0, (times_s[k] - path.Times_s[interval]) / (path.Times_s[interval + 1] - path.Times_s[interval]));
            F[k] = Between(path.DeformationGradients[interval], path.DeformationGradients[interval + 1], fraction);
        }

        return new(times_s, F);
    }

    /// <summary>Every increment divided into equal parts, F linear in it.</summary>
    internal static LoadPath Divide(LoadPath path, int factor)
    {
        int steps = path.IncrementCount * factor;
        double[] times_s = new double[steps + 1];
        Tensor3x3[] F = new Tensor3x3[steps + 1];
        for (int k = 0; k <= steps; k++)
        {
            int interval = Math.Min(k / factor, path.IncrementCount - 1);
            double fraction = (double)(k - interval * factor) / factor;
            times_s[k] = path.Times_s[interval] + fraction * (path.Times_s[interval + 1] - path.Times_s[interval]);
            F[k] = Between(path.DeformationGradients[interval], path.DeformationGradients[interval + 1], fraction);
        }

        return new(times_s, F);
    }

    private static Tensor3x3 Between(in Tensor3x3 a, in Tensor3x3 b, double fraction) => (1.0 - fraction) * a + fraction * b;

    private static double Mean(SymmetricTensor[][] stress_Pa, SymmetricTensor[][] other_Pa) =>
        stress_Pa.Select((s, i) => StressError.Along_MPa(s, other_Pa[i]).Average()).Average();

    /// <summary>Samples with as many different paths and volume elements as there are, in the order of the data set.</summary>
    internal static IEnumerable<DatasetSample> Spread(IReadOnlyList<DatasetSample> samples, int count)
    {
        HashSet<int> paths = [];
        HashSet<int> volumeElements = [];
        return samples
            .Select((s, i) => (Sample: s, Index: i, Seen: (paths.Add(s.PathIndex) ? 0 : 2) + (volumeElements.Add(s.VolumeElementIndex) ? 0 : 1)))
            .OrderBy(s => s.Seen).ThenBy(s => s.Index).Take(count).Select(s => s.Sample);
    }
}
