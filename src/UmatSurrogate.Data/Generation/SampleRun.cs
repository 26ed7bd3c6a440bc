using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Data;

/// <summary>A simulated sample: the bytes of its record, and what failed on the way.</summary>
/// <param name="Sample">Index of the sample.</param>
/// <param name="Record">Record as it stands in a sample file.</param>
/// <param name="Failure">Null if the first attempt succeeded.</param>
internal sealed record SimulatedSample(int Sample, byte[] Record, FailureRecord? Failure);

/// <summary>
/// Simulates samples on one worker thread. A simulation that fails is repeated from the undeformed state with every increment of its path
/// divided into 2, 4, ... 2^R equal parts; the last attempt stands in the record, with the number of parts, and every failed one in the
/// <see cref="FailureRecord"/>.
/// </summary>
internal sealed class SampleRun(DatasetPlan plan, IReadOnlyList<PlannedVolumeElement> volumeElements, IReadOnlyList<LoadPath> paths)
{
    private readonly List<SimulationOutcome> _outcomes = [];

    /// <summary>Simulates samples of one part.</summary>
    public SimulatedSample[] Simulate(ReadOnlySpan<int> samples, DatasetPart part, IPathSimulator simulator, CancellationToken cancellation)
    {
        SimulatedSample[] results = new SimulatedSample[samples.Length];
        List<FailedAttempt>[] failed = new List<FailedAttempt>[samples.Length];
        int[] open = new int[samples.Length];
        for (int k = 0; k < open.Length; k++)
            (open[k], failed[k]) = (k, []);
        for (int halvings = 0; open.Length > 0; halvings++)
        {
            SimulationTask[] tasks = new SimulationTask[open.Length];
            for (int k = 0; k < open.Length; k++)
            {
                DatasetEntry entry = plan.Entry(samples[open[k]]);
                tasks[k] = new(volumeElements[entry.VolumeElement].VolumeElement, paths[entry.Path].Subdivided(1 << halvings));
                if (_outcomes.Count == k)
                    _outcomes.Add(new());
            }
            SimulationOutcome[] outcomes = [.. _outcomes[..tasks.Length]];
            simulator.Simulate(tasks, outcomes, cancellation);
            List<int> again = [];
            for (int k = 0; k < open.Length; k++)
            {
                int which = open[k];
                if (outcomes[k].Status != PointStatus.Ok)
                    failed[which].Add(Attempt(outcomes[k], 1 << halvings));
                if (outcomes[k].Status != PointStatus.Ok && halvings < part.Retries)
                    again.Add(which);
                else
                    results[which] = Result(samples[which], part.Fidelity, outcomes[k], halvings, failed[which]);
            }
            open = [.. again];
        }
        return results;
    }

    private static FailedAttempt Attempt(SimulationOutcome outcome, int parts)
    {
        (int increment, int part) = Math.DivRem(outcome.FailedIncrement - 1, parts);
        return new(parts, increment + 1, part + 1, outcome.FailedVoxel, outcome.Status, outcome.Reason);
    }

    private SimulatedSample Result(int sample, Fidelity fidelity, SimulationOutcome outcome, int halvings, List<FailedAttempt> failed)
    {
        DatasetEntry entry = plan.Entry(sample);
        int steps = plan.Spec.PathRule.Steps;
        byte[] record = new byte[DatasetRecords.SampleLength(steps)];
        bool ok = outcome.Status == PointStatus.Ok;
        DatasetRecords.WriteSampleHead(new(entry, fidelity, outcome.Status, ok ? 0 : failed[^1].Increment, halvings), record);
        Span<float> stresses = DatasetRecords.Stresses(record);
        for (int t = 1; t <= steps; t++)
            WriteStress(outcome.CauchyStress_Pa[t << halvings], stresses.Slice(DatasetRecords.StressComponents * t, DatasetRecords.StressComponents));
        if (failed.Count == 0)
            return new(sample, record, null);
        return new(sample, record, new FailureRecord
        {
            Sample = sample,
            Fidelity = fidelity,
            VolumeElement = entry.VolumeElement,
            VolumeElementSeed = plan.VolumeElementSeed(entry.VolumeElement),
            Path = entry.Path,
            PathStream = DatasetPlan.PathRandomStream(entry.Path),
            Recovered = ok,
            Attempts = failed,
        });
    }

    private static void WriteStress(in SymmetricTensor cauchy, Span<float> stress)
    {
        SymmetricTensor s = cauchy.Deviator;
        (stress[0], stress[1], stress[2]) = ((float)s.S11, (float)s.S22, (float)s.S33);
        (stress[3], stress[4], stress[5]) = ((float)s.S12, (float)s.S13, (float)s.S23);
        stress[6] = (float)(cauchy.Trace / 3.0);
    }
}
