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
    private readonly BlockLoop _loop;
    private readonly Action<int> _productsBlock;
    private readonly double[] _partial;
    private readonly int _blocks;
    private int _count;
    private double _curvature;

    public StartPredictor(StartingGuess kind, int length, BlockLoop loop)
    {
        (_kind, _loop) = (kind, loop);
        Base = new AlignedVector(length);
        _blocks = BlockLoop.Blocks(Base.Length);
        _partial = new double[StartWeights.Products * _blocks];
        _productsBlock = ProductsBlock;
        for (int i = 0; i < Kept; i++)
            _changes[i] = new AlignedVector(length);
    }

    /// <summary>The unknown at the end of the last increment.</summary>
    public AlignedVector Base { get; }

    /// <summary>Back to F = I.</summary>
    public void Reset(EquilibriumProblem problem)
    {
        (_count, _curvature) = (0, 0.0);
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
        _curvature = _count < Kept ? 0.0 : Curvature();
    }

    public void Write(BinaryWriter writer)
    {
        writer.Write(_count);
        writer.Write(_curvature);
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
        _curvature = reader.ReadDouble();
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
        StartWeights.Of(_kind, dt_s, _lengths_s.AsSpan(0, _count), wanted, means[.._count], weights, _curvature);
    }

    /// <summary>Scalar products of the three changes (blockwise, so that their bytes do not depend on the number of threads).</summary>
    private double Curvature()
    {
        _loop.Run(_blocks, _productsBlock);
        Span<double> products = stackalloc double[StartWeights.Products];
        products.Clear();
        for (int b = 0; b < _blocks; b++)
        {
            for (int p = 0; p < products.Length; p++)
                products[p] += _partial[StartWeights.Products * b + p];
        }

        return StartWeights.Curvature(_lengths_s, products);
    }

    private void ProductsBlock(int block)
    {
        int first = block * BlockLoop.BlockLength, n = Math.Min(BlockLoop.BlockLength, Base.Length - first);
        for (int i = 0, p = StartWeights.Products * block; i < Kept; i++)
        {
            for (int j = i; j < Kept; j++, p++)
                _partial[p] = VectorKernels.Dot(_changes[i].Data + first, _changes[j].Data + first, n);
        }
    }

    /// <summary>The prescribed components in the frame of the load, 0 in the others.</summary>
    private static Tensor3x3 Prescribed(EquilibriumProblem problem, int mask, in Tensor3x3 change) =>
        IncrementAims.Merge(mask, problem.Constraint.ToLoadFrame(change), Tensor3x3.Zero);
}
