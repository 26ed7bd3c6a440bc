using System.Runtime.InteropServices;
using ILGPU;
using ILGPU.Runtime;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Plasticity;
using UmatSurrogate.Spectral;

namespace UmatSurrogate.Gpu;

/// <summary>Response of a volume element along its path.</summary>
/// <param name="Increments">The completed increments.</param>
/// <param name="Failure">Null, or the increment that has no solution.</param>
public sealed record VolumeElementResponse(IReadOnlyList<CompletedIncrement> Increments, IncrementFailure? Failure);

/// <summary>
/// Full-field crystal plasticity of many volume elements on an accelerator. Elements wait for a free slot of the batch; each that is through makes
/// room for the next, so that the accelerator stays full. What comes out for an element does not depend on the others. One element's failure is
/// recorded for it alone. Not for use by several threads at a time.
/// </summary>
public sealed class FieldBatchSimulator : IDisposable
{
    private const long LargestThreads = int.MaxValue / 16;

    private readonly FieldBatch _batch;

    /// <summary>Reserves the accelerator's memory and compiles the kernels.</summary>
    /// <param name="accelerator">Made with <see cref="DeviceIntrinsics.CrystalPlasticity"/>; it must outlive this object.</param>
    /// <param name="grid">Grid of all volume elements.</param>
    /// <param name="parameters">The law's parameters, of all voxels.</param>
    /// <param name="tolerances">Tolerances of the implicit update.</param>
    /// <param name="settings">Solver; <see cref="NonlinearScheme.NonlinearGmres"/> is not offered here.</param>
    /// <param name="slots">Volume elements that are on the accelerator at a time; see <see cref="SlotsThatFit"/>.</param>
    /// <param name="useVendorTransform">Use cuFFT where it is found.</param>
    /// <exception cref="InputException">A setting is not offered on an accelerator.</exception>
    public FieldBatchSimulator(
        Accelerator accelerator, PeriodicGrid grid, in PhenopowerlawParameters parameters, UpdateTolerances tolerances, SpectralSettings settings, int slots,
        bool useVendorTransform = true)
    {
        ArgumentNullException.ThrowIfNull(accelerator);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentOutOfRangeException.ThrowIfLessThan(slots, 1);
        parameters.Validate();
        settings.Validate();
        if (settings.Scheme == NonlinearScheme.NonlinearGmres)
            throw new InputException("N-GMRES is not offered on an accelerator; use the scheme Anderson or Basic.");
        (Grid, Settings) = (grid, settings);
        IsotropicModuli voigt = Voigt(parameters);
        _batch = new FieldBatch(
            accelerator, grid, settings.Operator, parameters, tolerances, settings.ReferenceMedium(voigt, voigt), VectorNames.Limits(settings), slots,
            useVendorTransform);
    }

    /// <summary>The grid.</summary>
    public PeriodicGrid Grid { get; }

    /// <summary>The solver's settings.</summary>
    public SpectralSettings Settings { get; }

    /// <summary>Number of volume elements that are on the accelerator at a time.</summary>
    public int Slots => _batch.Slots;

    /// <summary>What transforms, for reports.</summary>
    public string TransformName => _batch.TransformName;

    /// <summary>Counts, and times if they are wanted.</summary>
    public BatchAccount Account => _batch.Account;

    /// <summary>How many volume elements fit into so much memory, at least 1 and at most <paramref name="wanted"/>.</summary>
    public static int SlotsThatFit(PeriodicGrid grid, SpectralSettings settings, long bytes, int wanted)
    {
        ArgumentNullException.ThrowIfNull(settings);
        FieldShape shape = new(grid);
        BatchLimits limits = VectorNames.Limits(settings);
        long one = FieldBatch.BytesPerSlot(shape, limits) + 2L * sizeof(double) * DeviceLayout.TensorComponents * shape.SpectrumStride;
        // Threads of a kernel are counted in 32 bits: one for each number of the nine fields, or for each part of a sum.
        long threads = Math.Max((long)DeviceLayout.TensorComponents * shape.Voxels, (long)VectorKernels.Parts * (2 + limits.Products));
        return (int)Math.Max(1, Math.Min(Math.Min(bytes / one, wanted), LargestThreads / threads));
    }

    /// <summary>Takes every volume element along its path.</summary>
    /// <param name="paths">The elements, any number.</param>
    /// <param name="finished">Told the index of each element that is through, from the calling thread; may be null.</param>
    /// <param name="cancellation">Ends the call between evaluations.</param>
    /// <returns>A response for each.</returns>
    /// <exception cref="InputException">An element has another number of voxels than the grid.</exception>
    public VolumeElementResponse[] Follow(IReadOnlyList<VolumeElementPath> paths, Action<int>? finished = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(paths);
        foreach (VolumeElementPath path in paths)
        {
            if (path.GrainOfVoxel.Length != Grid.Count)
                throw new InputException($"A volume element has {path.GrainOfVoxel.Length} voxels, but the grid {Grid.Nx} x {Grid.Ny} x {Grid.Nz} has {Grid.Count}.");
        }

        var responses = new VolumeElementResponse[paths.Count];
        var running = new List<(int Index, VolumeElementRun Run, IEnumerator<FieldTask> Tasks)>();
        var free = new Stack<int>(Enumerable.Range(0, Slots).Reverse());
        List<FieldTask> evaluations = [], between = [];
        List<IEnumerator<FieldTask>> behind = [];
        int next = 0;
        while (next < paths.Count || running.Count > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            while (next < paths.Count && free.TryPop(out int slot))
            {
                _batch.Set(slot, paths[next].GrainOfVoxel, paths[next].Orientations);
                VolumeElementRun run = new(Grid, Settings, _batch.Limits, paths[next], slot);
                running.Add((next++, run, run.Follow().GetEnumerator()));
            }

            // Every run goes on to its next task; those that are through leave. At the end of an increment comes a small task, and an evaluation behind it.
            evaluations.Clear();
            between.Clear();
            behind.Clear();
            for (int i = 0; i < running.Count; i++)
            {
                (int index, VolumeElementRun run, IEnumerator<FieldTask> tasks) = running[i];
                int completed = run.Completed.Count;
                bool goesOn = tasks.MoveNext();
                Account.Increments += run.Completed.Count - completed;
                if (!goesOn)
                {
                    tasks.Dispose();
                    responses[index] = new(run.Completed, run.Failure);
                    free.Push(run.Slot);
                    running.RemoveAt(i--);
                    finished?.Invoke(index);
                }
                else if (tasks.Current.OnlyVectors)
                {
                    between.Add(tasks.Current);
                    behind.Add(tasks);
                }
                else
                {
                    evaluations.Add(tasks.Current);
                }
            }

            if (between.Count > 0)
                _batch.Combine(CollectionsMarshal.AsSpan(between));
            foreach (IEnumerator<FieldTask> tasks in behind)
            {
                tasks.MoveNext();
                evaluations.Add(tasks.Current);
            }

            if (evaluations.Count > 0)
                _batch.Evaluate(CollectionsMarshal.AsSpan(evaluations));
        }

        return responses;
    }

    /// <inheritdoc/>
    public void Dispose() => _batch.Dispose();

    /// <summary>Isotropic averages of a cubic stiffness: mu = (C11 - C12 + 3 C44)/5, lambda = (C11 + 4 C12 - 2 C44)/5 (Voigt 1889).</summary>
    private static IsotropicModuli Voigt(in PhenopowerlawParameters p) =>
        new((p.C11_Pa + 4.0 * p.C12_Pa - 2.0 * p.C44_Pa) / 5.0, (p.C11_Pa - p.C12_Pa + 3.0 * p.C44_Pa) / 5.0);
}
