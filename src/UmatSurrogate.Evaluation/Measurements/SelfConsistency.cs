using UmatSurrogate.Data;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;
using UmatSurrogate.Recurrent;

namespace UmatSurrogate.Evaluation;

/// <summary>One refinement of the same paths.</summary>
/// <param name="Steps">Increments of the whole path.</param>
/// <param name="DifferenceToCoarsest_MPa">Mean stress error between this and the coarsest refinement, at the coarsest one's points.</param>
/// <param name="LargestPathDifference_MPa">The same of the path that differs most.</param>
/// <param name="Error_MPa">Mean stress error against crystal plasticity run with the coarsest steps.</param>
public sealed record StepRefinement(int Steps, double DifferenceToCoarsest_MPa, double LargestPathDifference_MPa, double Error_MPa);

/// <summary>
/// Does the stress depend on how a host cuts a path into increments? Validation paths are brought to 200 equal time steps (F linear
/// between the points of the data), then each step is divided evenly: the same straight lines in F, more increments.
/// </summary>
public static class SelfConsistency
{
    /// <summary>Increments of the refinements, the coarsest first.</summary>
    public static readonly IReadOnlyList<int> StepCounts = [200, 400, 1600, 5000];

    /// <summary>Measures on the first validation samples with different paths.</summary>
    /// <param name="evaluator">The surrogate.</param>
    /// <param name="library">Its microstructures.</param>
    /// <param name="data">The data set.</param>
    /// <param name="truth">Crystal plasticity of the data.</param>
    /// <param name="samples">Number of samples.</param>
    /// <param name="done">Called after every case of crystal plasticity; its argument says whether it was found on disk.</param>
    public static IReadOnlyList<StepRefinement> Measure(
        SurrogateEvaluator evaluator, MicrostructureLibrary library, Dataset data, TruthStore truth, int samples, Action<bool>? done = null)
    {
        ArgumentNullException.ThrowIfNull(evaluator);
        ArgumentNullException.ThrowIfNull(library);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(truth);
        DatasetSample[] chosen = [.. Spread([.. data.ValidationSamples.Select(data.ReadSample)], samples)];
        VolumeElement[] volumeElements = Array.ConvertAll(chosen, s => data.VolumeElements[s.VolumeElementIndex]);
        LoadPath[] coarse = Array.ConvertAll(chosen, s => Resample(data.Paths[s.PathIndex], StepCounts[0]));
        LoadResponse[] responses = truth.Responses([.. volumeElements.Zip(coarse, (v, p) => new TruthCase(v, new(p)))], done);

        // Only what every refinement and the truth could follow is compared.
        MicrostructureContext[] contexts = Array.ConvertAll(volumeElements, v => library[v]);
        SymmetricTensor[][][] stress_Pa = [.. StepCounts.Select(steps =>
        {
            int factor = steps / StepCounts[0];
            LoadResponse[] fine = SurrogatePaths.Follow(evaluator, contexts, Array.ConvertAll(coarse, p => p.Subdivided(factor)));
            return Array.ConvertAll(fine, r => Enumerable.Range(0, r.Increments / factor + 1).Select(k => r.CauchyStress_Pa[k * factor]).ToArray());
        })];
        return [.. StepCounts.Select((steps, r) =>
        {
            double[] differences = [.. Means(stress_Pa[r], stress_Pa[0])];
            return new StepRefinement(
                steps, differences.Average(), differences.Max(), Means(stress_Pa[r], [.. responses.Select(t => t.CauchyStress_Pa)]).Average());
        })];
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
            F[k] = (1.0 - fraction) * path.DeformationGradients[interval] + fraction * path.DeformationGradients[interval + 1];
        }

        return new(times_s, F);
    }

    private static IEnumerable<double> Means(SymmetricTensor[][] stress_Pa, SymmetricTensor[][] other_Pa) =>
        stress_Pa.Select((s, i) => StressError.AlongCommonPart_MPa(s, other_Pa[i])).Where(e => e.Length > 0).Select(e => e.Average()).DefaultIfEmpty(double.NaN);

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
