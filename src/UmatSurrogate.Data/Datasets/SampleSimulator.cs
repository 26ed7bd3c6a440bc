using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;
using UmatSurrogate.Plasticity;

namespace UmatSurrogate.Data;

/// <summary>
/// Simulates ranges of samples on several threads: Taylor (all grains take the prescribed F, equal weights). The records are
/// allocated once and used again for every range.
/// </summary>
internal sealed class SampleSimulator(DatasetPlan plan, PlannedVolumeElement[] volumeElements, LoadPath[] paths, int threads)
{
    private readonly byte[][] _records = AllocateRecords(plan);

    /// <summary>Simulates samples first .. first + count - 1; record k of the result is valid until the next call.</summary>
    /// <param name="first">First sample.</param>
    /// <param name="count">Number of samples, at most the number per file.</param>
    /// <param name="simulated">Called after every sample, from the worker threads, with true if it failed.</param>
    /// <param name="cancellation">Stops between samples.</param>
    public byte[][] Simulate(int first, int count, Action<bool> simulated, CancellationToken cancellation)
    {
        ParallelOptions options = new() { MaxDegreeOfParallelism = threads, CancellationToken = cancellation };
        Parallel.For(0, count, options, k =>
        {
            DatasetEntry entry = plan.Entry(first + k);
            PointStatus status = Simulate(entry, _records[k]);
            simulated(status != PointStatus.Ok);
        });
        return _records;
    }

    private PointStatus Simulate(in DatasetEntry entry, byte[] record)
    {
        Array.Clear(record);
        LoadPath path = paths[entry.Path];
        TaylorPolycrystal polycrystal = TaylorVolumeElement.Polycrystal(plan.Spec.Material, volumeElements[entry.VolumeElement].VolumeElement);
        Span<float> stresses = DatasetRecords.Stresses(record);
        PointStatus status = PointStatus.Ok;
        int failedIncrement = 0;
        for (int t = 1; t <= path.IncrementCount; t++)
        {
            Tensor3x3 F = path.DeformationGradients[t];
            status = polycrystal.Evaluate(F, path.Times_s[t] - path.Times_s[t - 1], out Tensor3x3 P);
            if (status == PointStatus.Ok && !P.IsFinite)
                status = PointStatus.NotConverged;
            if (status != PointStatus.Ok)
            {
                failedIncrement = t;
                break;
            }
            polycrystal.Commit();
            WriteStress(StressMeasures.CauchyFromFirstPiola(P, F), stresses.Slice(DatasetRecords.StressComponents * t, DatasetRecords.StressComponents));
        }
        DatasetRecords.WriteSampleHead(entry, status, failedIncrement, record);
        return status;
    }

    private static void WriteStress(in SymmetricTensor cauchy, Span<float> stress)
    {
        SymmetricTensor s = cauchy.Deviator;
        (stress[0], stress[1], stress[2]) = ((float)s.S11, (float)s.S22, (float)s.S33);
        (stress[3], stress[4], stress[5]) = ((float)s.S12, (float)s.S13, (float)s.S23);
        stress[6] = (float)(cauchy.Trace / 3.0);
    }

    private static byte[][] AllocateRecords(DatasetPlan plan)
    {
        byte[][] records = new byte[Math.Min(plan.Spec.SamplesPerFile, plan.SampleCount)][];
        for (int k = 0; k < records.Length; k++)
            records[k] = new byte[DatasetRecords.SampleLength(plan.Spec.PathRule.Steps)];
        return records;
    }
}
