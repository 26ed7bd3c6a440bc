namespace UmatSurrogate.Spectral;

/// <summary>The long vectors of Anderson's mixing: in each slot a difference of residuals dr and the difference dx + dr of the images M(x) = x + r.</summary>
internal sealed unsafe class MixingHistory
{
    private readonly BlockLoop _loop;
    private readonly AlignedVector[] _residuals, _images;
    private readonly int _length, _blocks;
    private readonly double[] _partial, _products, _gamma;
    private readonly Action<int> _appendBlock, _productsBlock, _mixBlock;
    private double* _x, _xBefore, _r, _rBefore, _target;
    private double _damping;

    public MixingHistory(int depth, int length, BlockLoop loop)
    {
        (_length, _loop) = (length, loop);
        _blocks = BlockLoop.Blocks(length);
        Coefficients = new MixingCoefficients(depth);
        _residuals = new AlignedVector[depth];
        _images = new AlignedVector[depth];
        for (int i = 0; i < depth; i++)
            (_residuals[i], _images[i]) = (new AlignedVector(length), new AlignedVector(length));
        _partial = new double[_blocks * depth];
        (_products, _gamma) = (new double[depth], new double[depth]);
        (_appendBlock, _productsBlock, _mixBlock) = (AppendBlock, ProductsBlock, MixBlock);
    }

    public MixingCoefficients Coefficients { get; }

    public void Clear() => Coefficients.Clear();

    /// <summary>Enters the step from one iterate to the next.</summary>
    public void Append(double* x, double* xBefore, double* r, double* rBefore)
    {
        _x = x;
        _xBefore = xBefore;
        _r = r;
        _rBefore = rBefore;
        _loop.Run(_blocks, _appendBlock);
        Reduce(Math.Max(Coefficients.Count, Coefficients.NextSlot + 1));
        Coefficients.Append(_products);
    }

    /// <summary>target = x + damping r - sum gamma_j (dx_j + damping dr_j); the target is neither x nor r.</summary>
    public void Mix(double* x, double* r, double damping, double* target)
    {
        _x = x;
        _r = r;
        _target = target;
        _damping = damping;
        if (Coefficients.Count > 0)
        {
            _loop.Run(_blocks, _productsBlock);
            Reduce(Coefficients.Count);
            Coefficients.Solve(_products, _gamma);
        }

        _loop.Run(_blocks, _mixBlock);
    }

    public void Write(BinaryWriter writer)
    {
        Coefficients.Write(writer);
        for (int j = 0; j < Coefficients.Count; j++)
        {
            RestartFormat.WriteVector(writer, _residuals[j]);
            RestartFormat.WriteVector(writer, _images[j]);
        }
    }

    public void Read(BinaryReader reader)
    {
        Coefficients.Read(reader);
        for (int j = 0; j < Coefficients.Count; j++)
        {
            RestartFormat.ReadVector(reader, _residuals[j]);
            RestartFormat.ReadVector(reader, _images[j]);
        }
    }

    private void Reduce(int count)
    {
        for (int j = 0; j < count; j++)
        {
            double sum = 0.0;
            for (int b = 0; b < _blocks; b++)
                sum += _partial[j * _blocks + b];
            _products[j] = sum;
        }
    }

    private (int First, int Length) Range(int block)
    {
        int first = block * BlockLoop.BlockLength;
        return (first, Math.Min(BlockLoop.BlockLength, _length - first));
    }

    private void AppendBlock(int block)
    {
        (int first, int n) = Range(block);
        int slot = Coefficients.NextSlot, count = Math.Max(Coefficients.Count, slot + 1);
        double* dr = _residuals[slot].Data + first;
        double* image = _images[slot].Data + first;
        VectorKernels.Combine(dr, _r + first, -1.0, _rBefore + first, n);
        VectorKernels.Combine(image, _x + first, -1.0, _xBefore + first, n);
        VectorKernels.Add(image, 1.0, dr, n);
        for (int j = 0; j < count; j++)
            _partial[j * _blocks + block] = VectorKernels.Dot(dr, _residuals[j].Data + first, n);
    }

    private void ProductsBlock(int block)
    {
        (int first, int n) = Range(block);
        for (int j = 0; j < Coefficients.Count; j++)
            _partial[j * _blocks + block] = VectorKernels.Dot(_r + first, _residuals[j].Data + first, n);
    }

    private void MixBlock(int block)
    {
        (int first, int n) = Range(block);
        double* target = _target + first;
        VectorKernels.Combine(target, _x + first, _damping, _r + first, n);
        for (int j = 0; j < Coefficients.Count; j++)
        {
            if (_gamma[j] == 0.0)
                continue;
            VectorKernels.Add(target, -_gamma[j], _images[j].Data + first, n);
            if (_damping != 1.0)
                VectorKernels.Add(target, _gamma[j] * (1.0 - _damping), _residuals[j].Data + first, n);
        }
    }
}
