using System.Security.Cryptography;
using System.Text;
using UmatSurrogate.Data;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;
using UmatSurrogate.Recurrent;

namespace UmatSurrogate.Training;

/// <summary>
/// Several data sets of one material and fidelity as one: volume elements, paths and samples of the first, then those of the second, and so
/// on. The sets must stay open.
/// </summary>
public sealed class JoinedDatasets
{
    private readonly int[] _firstSample;
    private readonly int[] _firstVolumeElement;
    private readonly int[] _firstPath;

    /// <summary>Joins data sets, each of one fidelity.</summary>
    /// <param name="sets">One or more.</param>
    /// <exception cref="InputException">
    /// Material, fidelity or increments of a path differ, or one set trains on what another holds out; the message names both sets.
    /// </exception>
    public JoinedDatasets(IReadOnlyList<Dataset> sets)
    {
        ArgumentNullException.ThrowIfNull(sets);
        if (sets.Count == 0)
            throw new InputException("No data set was given.");
        Sets = [.. sets];
        foreach (Dataset set in sets)
            set.RequireOneFidelity();
        foreach (Dataset set in sets.Skip(1))
            RequireAlike(sets[0], set);
        for (int a = 0; a < sets.Count; a++)
        {
            for (int b = 0; b < sets.Count; b++)
                RequireHeldOut(sets[a], sets[b]);
        }

        VolumeElements = [.. sets.SelectMany(s => s.VolumeElements)];
        _firstSample = Starts(s => s.SampleCount);
        _firstVolumeElement = Starts(s => s.VolumeElements.Count);
        _firstPath = Starts(s => s.Paths.Count);
        ContentHash = sets.Count == 1
            ? sets[0].ContentHash
            : Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(string.Join('\n', sets.Select(s => s.ContentHash)))));

        int[] Starts(Func<Dataset, int> count)
        {
            int[] starts = new int[sets.Count];
            for (int k = 1; k < starts.Length; k++)
                starts[k] = starts[k - 1] + count(sets[k - 1]);
            return starts;
        }
    }

    /// <summary>The data sets.</summary>
    public IReadOnlyList<Dataset> Sets { get; }

    /// <summary>The volume elements of all sets.</summary>
    public IReadOnlyList<VolumeElement> VolumeElements { get; }

    /// <summary>Increments of every path.</summary>
    public int Steps => Sets[0].Spec.PathRule.Steps;

    /// <summary>Elastic constants of the crystals.</summary>
    public CubicElasticity Elasticity => new(Sets[0].Material.C11_Pa, Sets[0].Material.C12_Pa, Sets[0].Material.C44_Pa);

    /// <summary>The content hash of the one set, or SHA-256 over those of all in order, hexadecimal.</summary>
    public string ContentHash { get; }

    /// <summary>Usable training samples of each set, as many as the limits say.</summary>
    public IReadOnlyList<int>[] TrainingSamples(SampleLimits limits) => Samples("training_samples", limits, s => s.TrainingSamples);

    /// <summary>Usable validation samples of each set, as many as the limits say.</summary>
    public IReadOnlyList<int>[] ValidationSamples(SampleLimits limits) => Samples("validation_samples", limits, s => s.ValidationSamples);

    /// <summary>Reads a sample; its volume element and path are positions among those of all sets.</summary>
    /// <param name="index">As in the lists of samples.</param>
    public (DatasetSample Sample, int VolumeElement, int Path) ReadSample(int index)
    {
        int set = Array.FindLastIndex(_firstSample, first => first <= index);
        DatasetSample sample = Sets[set].ReadSample(index - _firstSample[set]);
        return (sample, _firstVolumeElement[set] + sample.VolumeElementIndex, _firstPath[set] + sample.PathIndex);
    }

    /// <summary>Set and number of a path in it, for messages.</summary>
    internal string NameOfPath(int path)
    {
        int set = Array.FindLastIndex(_firstPath, first => first <= path);
        return $"Path {path - _firstPath[set]} of the data set '{Sets[set].Source}'";
    }

    private IReadOnlyList<int>[] Samples(string key, SampleLimits limits, Func<Dataset, IReadOnlyList<int>> usable)
    {
        limits.Check(key, Sets.Count);
        return [.. Sets.Select((s, k) => (IReadOnlyList<int>)[.. limits.First(usable(s), k).Select(i => _firstSample[k] + i)])];
    }

    private static void RequireAlike(Dataset a, Dataset b)
    {
        List<string> differences = [];
        if (a.Material != b.Material)
            differences.Add($"the material ({a.Material} and {b.Material})");
        if (a.Fidelities[0] != b.Fidelities[0])
            differences.Add($"the fidelity ({a.Fidelities[0]} and {b.Fidelities[0]})");
        if (a.Spec.PathRule.Steps != b.Spec.PathRule.Steps)
            differences.Add($"the number of increments of a path ({a.Spec.PathRule.Steps} and {b.Spec.PathRule.Steps})");
        if (differences.Count > 0)
            throw new InputException($"The data sets '{a.Source}' and '{b.Source}' cannot be used together: they differ in {string.Join(" and ", differences)}.");
    }

    /// <summary>Sets that were drawn from one seed may share volume elements and paths, and hold out others of them.</summary>
    private static void RequireHeldOut(Dataset training, Dataset validation)
    {
        if (ReferenceEquals(training, validation) || training.ContentHash == validation.ContentHash)
            return;
        HashSet<Grain> volumeElements = [];
        HashSet<(double, Tensor3x3)> paths = [];
        foreach (int sample in training.TrainingSamples)
        {
            (int v, int p) = training.Pair(sample);
            volumeElements.Add(training.VolumeElements[v].Grains[0]);
            paths.Add(End(training.Paths[p]));
        }

        string? shared = null;
        foreach (int sample in validation.ValidationSamples)
        {
            (int v, int p) = validation.Pair(sample);
            if (volumeElements.Contains(validation.VolumeElements[v].Grains[0]))
                shared ??= $"volume element {v}";
            if (paths.Contains(End(validation.Paths[p])))
                shared ??= $"path {p}";
        }

        if (shared is not null)
        {
            throw new InputException(
                $"The data sets '{training.Source}' and '{validation.Source}' cannot be used together: {shared}, which the second one holds out for validation, "
                + $"is trained on in the first one. Make one of them with another seed (now {training.Spec.Seed} and {validation.Spec.Seed}).");
        }

        static (double, Tensor3x3) End(LoadPath path) => (path.Times_s[^1], path.DeformationGradients[^1]);
    }
}
