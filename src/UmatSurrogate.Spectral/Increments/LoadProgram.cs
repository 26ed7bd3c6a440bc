using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Spectral;

/// <summary>The increments of a sequence of load steps, numbered through from 0.</summary>
internal sealed class LoadProgram
{
    private const double OrthogonalityTolerance = 1e-9;
    private readonly MixedLoadStep[] _steps;
    private readonly int[] _firstIncrement;
    private readonly double[] _endTimes_s;

    public LoadProgram(IReadOnlyList<MixedLoadStep> steps)
    {
        ArgumentNullException.ThrowIfNull(steps);
        _steps = [.. steps];
        _firstIncrement = new int[_steps.Length];
        for (int s = 0; s < _steps.Length; s++)
        {
            Validate(_steps[s], s);
            _firstIncrement[s] = Increments;
            Increments += _steps[s].Increments;
        }

        _endTimes_s = new double[Increments];
        double start = 0.0;
        for (int s = 0, n = 0; s < _steps.Length; s++)
        {
            double time = start;
            for (int i = 0; i < _steps[s].Increments; i++)
                _endTimes_s[n++] = i == _steps[s].Increments - 1 ? start + _steps[s].Time_s : time += _steps[s].IncrementLength_s(i);
            start += _steps[s].Time_s;
        }
    }

    public LoadProgram(ReadOnlySpan<double> times_s, ReadOnlySpan<Tensor3x3> deformationGradients)
        : this(ToSteps(times_s, deformationGradients))
    {
        times_s.CopyTo(_endTimes_s);
    }

    /// <summary>Number of increments.</summary>
    public int Increments { get; }

    /// <summary>Load step of an increment, and its number in it.</summary>
    public (MixedLoadStep Step, int Index) this[int increment]
    {
        get
        {
            int s = Array.BinarySearch(_firstIncrement, increment);
            if (s < 0)
                s = ~s - 1;
            return (_steps[s], increment - _firstIncrement[s]);
        }
    }

    /// <summary>Time [s] at the end of an increment.</summary>
    public double EndTime_s(int increment) => _endTimes_s[increment];

    /// <summary>SHA-256 of all that the load says.</summary>
    public byte[] Digest()
    {
        using MemoryStream stream = new();
        using BinaryWriter writer = new(stream);
        foreach (MixedLoadStep step in _steps)
        {
            writer.Write((int)step.DeformationKind);
            writer.Write((int)step.StressKind);
            writer.Write(step.DeformationMask);
            writer.Write(step.Increments);
            writer.Write(step.Time_s);
            writer.Write(step.GeometricRatio);
            RestartFormat.WriteTensor(writer, step.Deformation);
            RestartFormat.WriteTensor(writer, step.Stress);
            RestartFormat.WriteTensor(writer, step.LoadFrame);
        }

        writer.Flush();
        return Sha256Digest.Of(stream.GetBuffer().AsSpan(0, (int)stream.Length));
    }

    private static MixedLoadStep[] ToSteps(ReadOnlySpan<double> times_s, ReadOnlySpan<Tensor3x3> deformationGradients)
    {
        if (times_s.Length != deformationGradients.Length)
            throw new InputException($"A path has {times_s.Length} times and {deformationGradients.Length} deformation gradients; their numbers must be equal.");
        var steps = new MixedLoadStep[times_s.Length];
        for (int i = 0; i < steps.Length; i++)
        {
            double before = i == 0 ? 0.0 : times_s[i - 1];
            if (!(times_s[i] > before))
                throw new InputException(FormattableString.Invariant($"Time {i + 1} of a path is {times_s[i]} s after {before} s; times must rise from above 0."));
            steps[i] = new MixedLoadStep
            {
                DeformationKind = DeformationKind.DeformationGradient,
                Deformation = deformationGradients[i],
                Time_s = times_s[i] - before,
                Increments = 1,
            };
        }

        return steps;
    }

    private static void Validate(MixedLoadStep step, int index)
    {
        if (step.Increments < 1 || !(step.Time_s > 0.0) || !double.IsFinite(step.Time_s) || !(step.GeometricRatio > 0.0))
        {
            throw new InputException(FormattableString.Invariant(
                $"Load step {index + 1} has {step.Increments} increments, {step.Time_s} s and the ratio {step.GeometricRatio}; all must be positive."));
        }

        if (!step.Deformation.IsFinite || !step.Stress.IsFinite)
            throw new InputException($"Load step {index + 1} has a component that is not a finite number.");
        Tensor3x3 Q = step.LoadFrame;
        if (!((Q * Q.Transpose - Tensor3x3.Identity).Norm < OrthogonalityTolerance && Q.Determinant > 0.0))
            throw new InputException($"The load frame of load step {index + 1} is {Q}; it must be a rotation.");
    }
}
