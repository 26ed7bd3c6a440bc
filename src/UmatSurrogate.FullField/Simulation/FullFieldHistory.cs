using UmatSurrogate.Mechanics;
using UmatSurrogate.Spectral;

namespace UmatSurrogate.FullField;

/// <summary>
/// Response of a volume element along a load: the means over the voxels at the start (entry 0: F = I, P = 0) and after each increment. Where an increment
/// has no solution the history ends before it and <see cref="Failure"/> says why.
/// </summary>
public sealed class FullFieldHistory
{
    private readonly List<CompletedIncrement> _increments = [];
    private readonly List<FieldStatistics> _statistics = [];

    /// <param name="start_s">Time of the start [s].</param>
    internal FullFieldHistory(double start_s) => Start_s = start_s;

    /// <summary>Time of the start [s]; the times of <see cref="Increments"/> count from it.</summary>
    public double Start_s { get; }

    /// <summary>The completed increments.</summary>
    public IReadOnlyList<CompletedIncrement> Increments => _increments;

    /// <summary>Statistics of the local stress after each increment; empty if not asked for.</summary>
    public IReadOnlyList<FieldStatistics> Statistics => _statistics;

    /// <summary>Null, or the increment that has no solution.</summary>
    public IncrementFailure? Failure { get; internal set; }

    /// <summary>Evaluations of all voxels in the completed increments.</summary>
    public long Evaluations => _increments.Sum(i => (long)i.Evaluations);

    /// <summary>Times [s], entry 0 the start.</summary>
    public double[] Times_s() => [Start_s, .. _increments.Select(i => Start_s + i.Time_s)];

    /// <summary>Mean deformation gradients, entry 0 the identity.</summary>
    public Tensor3x3[] DeformationGradients() => [Tensor3x3.Identity, .. _increments.Select(i => i.DeformationGradient)];

    /// <summary>Mean first Piola-Kirchhoff stresses [Pa], entry 0 zero.</summary>
    public Tensor3x3[] FirstPiolaKirchhoffStress_Pa() => [Tensor3x3.Zero, .. _increments.Select(i => i.Stress_Pa)];

    /// <summary>Homogenised Cauchy stresses [Pa], &lt;P&gt;&lt;F&gt;^T / det &lt;F&gt;, entry 0 zero.</summary>
    public SymmetricTensor[] CauchyStress_Pa() =>
        [SymmetricTensor.Zero, .. _increments.Select(i => StressMeasures.CauchyFromFirstPiola(i.Stress_Pa, i.DeformationGradient))];

    internal void Add(in CompletedIncrement increment, FieldStatistics? statistics)
    {
        _increments.Add(increment);
        if (statistics is { } s)
            _statistics.Add(s);
    }

    /// <summary>Writes the increments for a restart file.</summary>
    internal void Write(BinaryWriter writer)
    {
        writer.Write(_increments.Count);
        writer.Write(_statistics.Count);
        Span<double> tensors = stackalloc double[18];
        for (int k = 0; k < _increments.Count; k++)
        {
            CompletedIncrement i = _increments[k];
            writer.Write(i.Increment);
            writer.Write(i.Time_s);
            i.DeformationGradient.ToRowMajor(tensors);
            i.Stress_Pa.ToRowMajor(tensors[9..]);
            foreach (double value in tensors)
                writer.Write(value);
            writer.Write(i.Iterations);
            writer.Write(i.Evaluations);
            writer.Write(i.CutbackLevel);
        }

        foreach (FieldStatistics s in _statistics)
        {
            writer.Write(s.VonMisesMean_Pa);
            writer.Write(s.VonMisesDeviation_Pa);
            writer.Write(s.VonMisesLargest_Pa);
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="InvalidDataException">Statistics are wanted, but were not taken before.</exception>
    internal void Read(BinaryReader reader, bool withStatistics)
    {
        int increments = reader.ReadInt32(), statistics = reader.ReadInt32();
        if (withStatistics && statistics != increments)
            throw new InvalidDataException("it was written without the statistics that are asked for now");
        Span<double> tensors = stackalloc double[18];
        for (int k = 0; k < increments; k++)
        {
            int increment = reader.ReadInt32();
            double time_s = reader.ReadDouble();
            for (int c = 0; c < 18; c++)
                tensors[c] = reader.ReadDouble();
            _increments.Add(new(
                increment, time_s, Tensor3x3.FromRowMajor(tensors[..9]), Tensor3x3.FromRowMajor(tensors[9..]),
                reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32()));
        }

        for (int k = 0; k < statistics; k++)
        {
            FieldStatistics taken = new(reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble());
            if (withStatistics)
                _statistics.Add(taken);
        }
    }
}
