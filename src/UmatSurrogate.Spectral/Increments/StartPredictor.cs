using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Spectral;

/// <summary>
/// The unknown at the end of the last increment and its last changes, from which the next increment starts (<see cref="StartingGuess"/>).
/// </summary>
internal sealed unsafe class StartPredictor
{
    private const int Kept = StartWeights.Kept;
    private readonly AlignedVector[] _changes = new AlignedVector[Kept]; // newest first
    private readonly double[] _lengths_s = new double[Kept];
    private readonly StartingGuess _kind;
    private int _count;

    public StartPredictor(StartingGuess kind, int length)
    {
        _kind = kind;
        Base = new AlignedVector(length);
        for (int i = 0; i < Kept; i++)
            _changes[i] = new AlignedVector(length);
    }

    /// <summary>The unknown at the end of the last increment.</summary>
    public AlignedVector Base { get; }

    /// <summary>Back to F = I.</summary>
    public void Reset(EquilibriumProblem problem)
    {
        _count = 0;
        Base.All.Clear();
        problem.SetMean(Base.Data, Tensor3x3.Identity);
    }

    /// <summary>Start of an increment of the length dt.</summary>
    public void Predict(EquilibriumProblem problem, double dt_s, bool withRate, AlignedVector start)
    {
        Base.All.CopyTo(start.All);
        if (withRate && _count > 0)
        {
            Span<double> weights = stackalloc double[Kept];
            Weights(problem, dt_s, weights);
            for (int i = 0; i < _count; i++)
            {
                if (weights[i] != 0.0)
                    VectorKernels.Add(start.Data, weights[i], _changes[i].Data, start.Length);
            }
        }

        problem.ImposeMean(start.Data);
    }

    /// <summary>Takes over the end of a converged increment.</summary>
    public void Accept(AlignedVector end, double dt_s)
    {
        AlignedVector oldest = _changes[Kept - 1];
        for (int i = Kept - 1; i > 0; i--)
            (_changes[i], _lengths_s[i]) = (_changes[i - 1], _lengths_s[i - 1]);
        (_changes[0], _lengths_s[0]) = (oldest, dt_s);
        VectorKernels.Combine(oldest.Data, end.Data, -1.0, Base.Data, end.Length);
        end.All.CopyTo(Base.All);
        _count = Math.Min(_count + 1, Kept);
    }

    public void Write(BinaryWriter writer)
    {
        writer.Write(_count);
        RestartFormat.WriteVector(writer, Base);
        for (int i = 0; i < _count; i++)
        {
            writer.Write(_lengths_s[i]);
            RestartFormat.WriteVector(writer, _changes[i]);
        }
    }

    public void Read(BinaryReader reader)
    {
        int count = reader.ReadInt32();
        if (count is < 0 or > Kept)
            throw new InvalidDataException($"The restart has {count} changes of the field; at most {Kept} are possible.");
        RestartFormat.ReadVector(reader, Base);
        for (int i = 0; i < count; i++)
        {
            _lengths_s[i] = reader.ReadDouble();
            RestartFormat.ReadVector(reader, _changes[i]);
        }

        _count = count;
    }

    private void Weights(EquilibriumProblem problem, double dt_s, Span<double> weights)
    {
        int mask = problem.Constraint.Aim.DeformationMask;
        Tensor3x3 wanted = Prescribed(problem, mask, problem.Constraint.Impose(Tensor3x3.Zero) - problem.GetMean(Base.Data));
        Span<Tensor3x3> means = stackalloc Tensor3x3[Kept];
        for (int i = 0; i < _count; i++)
            means[i] = Prescribed(problem, mask, problem.GetMean(_changes[i].Data));
        StartWeights.Of(_kind, dt_s, _lengths_s.AsSpan(0, _count), wanted, means[.._count], weights);
    }

    /// <summary>The prescribed components in the frame of the load, 0 in the others.</summary>
    private static Tensor3x3 Prescribed(EquilibriumProblem problem, int mask, in Tensor3x3 change) =>
        IncrementAims.Merge(mask, problem.Constraint.ToLoadFrame(change), Tensor3x3.Zero);
}
