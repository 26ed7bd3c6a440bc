using System.Collections.Concurrent;
using UmatSurrogate.Damask;
using UmatSurrogate.Data;
using UmatSurrogate.FullField;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;
using UmatSurrogate.Plasticity;
using UmatSurrogate.Spectral;

namespace UmatSurrogate.Evaluation;

/// <summary>
/// Crystal plasticity as a data set was made with: the same crystals, and Taylor or a full field with the same grid and tolerances. A
/// simulation that fails is repeated with 2, 4, ... parts per increment, as in the data. Safe for use by many threads; each simulation runs on one.
/// </summary>
public sealed class CrystalPlasticity
{
    private readonly ConcurrentBag<FullFieldSimulation> _idle = [];

    /// <summary>The fidelity and settings of a part of a data set.</summary>
    public CrystalPlasticity(DatasetPart part, in PhenopowerlawParameters material)
    {
        ArgumentNullException.ThrowIfNull(part);
        (Part, Material) = (part, material);
    }

    /// <summary>What the samples of a data set were made with.</summary>
    /// <exception cref="InputException">The data set lists samples of several fidelities.</exception>
    public static CrystalPlasticity Of(Dataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        data.RequireOneFidelity();
        return new(data.Spec.AllParts().First(p => p.Fidelity == data.Fidelities[0]), data.Material);
    }

    /// <summary>Fidelity and settings.</summary>
    public DatasetPart Part { get; }

    /// <summary>The crystals.</summary>
    public PhenopowerlawParameters Material { get; }

    /// <summary>In words, for a report.</summary>
    public string Description => Part.Fidelity.IsFullField
        ? FormattableString.Invariant($"full-field crystal plasticity on {Part.Fidelity.VoxelsPerEdge}^3 voxels")
        : "Taylor crystal plasticity (all grains alike)";

    /// <summary>A volume element under a load, from the undeformed state.</summary>
    public LoadResponse Follow(VolumeElement volumeElement, TruthLoad load)
    {
        ArgumentNullException.ThrowIfNull(volumeElement);
        ArgumentNullException.ThrowIfNull(load);
        if (!Part.Fidelity.IsFullField)
            return Taylor(TaylorVolumeElement.Polycrystal(Material, volumeElement), load);
        LoadResponse response = FullField(volumeElement, load, 1);
        for (int parts = 2; response.Failure is not null && parts <= 1 << Part.Retries; parts *= 2)
        {
            LoadResponse finer = FullField(volumeElement, load, parts);
            if (finer.Increments >= response.Increments)
                response = finer;
        }

        return response;
    }

    /// <summary>A Taylor polycrystal under a load.</summary>
    internal static LoadResponse Taylor(TaylorPolycrystal polycrystal, TruthLoad load) =>
        load.Path is { } path ? LoadResponse.Follow(polycrystal, path) : LoadResponse.Follow(new MixedControlPoint(polycrystal), load.Steps);

    private LoadResponse FullField(VolumeElement volumeElement, TruthLoad load, int parts)
    {
        if (_idle.TryTake(out FullFieldSimulation? simulation))
        {
            simulation.Reset(volumeElement);
        }
        else
        {
            simulation = FullFieldSimulation.FromVolumeElement(
                volumeElement, Material, Part.Fidelity.VoxelsPerEdge, new() { Threads = 1, Solver = Part.SolverSettings() });
        }

        TruthLoad divided = load.Divided(parts);
        FullFieldHistory history = divided.Path is { } path
            ? simulation.Follow(path.Times_s, path.DeformationGradients)
            : simulation.Follow(divided.Steps);
        _idle.Add(simulation);
        Tensor3x3[] F = history.DeformationGradients();
        SymmetricTensor[] stress_Pa = history.CauchyStress_Pa();
        int[] kept = [.. Enumerable.Range(0, (stress_Pa.Length - 1) / parts + 1).Select(k => k * parts)];
        return new([.. kept.Select(k => F[k])], [.. kept.Select(k => stress_Pa[k])], history.Failure?.Message);
    }

    /// <summary>Volume fractions of the grains on the grid of the data; for Taylor, where all grains are alike, none.</summary>
    internal double[] GrainWeights(VolumeElement volumeElement)
    {
        int n = Part.Fidelity.VoxelsPerEdge;
        if (n == 0)
            return [];
        double[] weights = new double[volumeElement.Grains.Length];
        foreach (int grain in VoxelGrid.FromVolumeElement(volumeElement, n, n, n).Material)
            weights[grain] += 1.0 / (n * n * n);
        return weights;
    }
}
