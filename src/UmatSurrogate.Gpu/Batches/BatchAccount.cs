using System.Diagnostics;

namespace UmatSurrogate.Gpu;

/// <summary>What a batch has done, and where the time went. Times are taken only if <see cref="Timed"/>: the accelerator is then waited for after every phase.</summary>
public sealed class BatchAccount
{
    internal long AlgebraTicks, FourierTicks, QuickLawTicks, HardLawTicks, TransferTicks;

    /// <summary>Whether times are taken.</summary>
    public bool Timed { get; set; }

    /// <summary>Evaluations of all voxels of a volume element.</summary>
    public long Evaluations { get; internal set; }

    /// <summary>Increments that converged.</summary>
    public long Increments { get; internal set; }

    /// <summary>Sequences of kernels.</summary>
    public long Rounds { get; internal set; }

    /// <summary>Evaluations of a voxel that the quick update could not do, and all evaluations counted with them; only if <see cref="Timed"/>.</summary>
    public (long Hard, long Of) HardVoxels { get; internal set; }

    /// <summary>Evaluations of a voxel.</summary>
    public long Voxels { get; internal set; }

    /// <summary>Time [s] in the constitutive law, for nearly all voxels.</summary>
    public double QuickLawTime_s => Seconds(QuickLawTicks);

    /// <summary>Time [s] in the constitutive law for the voxels that the quick update could not do.</summary>
    public double HardLawTime_s => Seconds(HardLawTicks);

    /// <summary>Time [s] in Fourier transforms.</summary>
    public double FourierTime_s => Seconds(FourierTicks);

    /// <summary>Time [s] in Green operator, linear combinations, scalar products.</summary>
    public double AlgebraTime_s => Seconds(AlgebraTicks);

    /// <summary>Time [s] in transfers to and from the accelerator.</summary>
    public double TransferTime_s => Seconds(TransferTicks);

    private static double Seconds(long ticks) => (double)ticks / Stopwatch.Frequency;
}
