using System.Runtime.CompilerServices;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Spectral;

/// <summary>
/// Transforms along z between a real field (nz planes) and the planes of wave numbers 0..nz/2. Two real lines a, b are one complex line
/// a + i b: with its transform Z, A_k = (Z_k + conj Z_(n-k))/2 and B_k = (Z_k - conj Z_(n-k))/(2i).
/// </summary>
internal sealed unsafe class RealAxisTransform
{
    private readonly int _nz, _plane, _width, _pairs;
    private readonly double _inverseFactor;
    private readonly LineTransform _z;

    /// <param name="nz">Number of planes.</param>
    /// <param name="plane">Number of lines, the voxels of a plane.</param>
    /// <param name="maxWidth">Widest register to use.</param>
    /// <param name="largestDirectPrime">See <see cref="LineTransform"/>.</param>
    public RealAxisTransform(int nz, int plane, int maxWidth, int largestDirectPrime)
    {
        (_nz, _plane) = (nz, plane);
        _z = new LineTransform(nz, largestDirectPrime);
        _width = LineBlocks.Width(plane, maxWidth);
        _pairs = (LineBlocks.Count(plane, _width) + 1) / 2;
        _inverseFactor = 1.0 / ((double)nz * plane);

        // The last two pairs may share lines, and the two lines of a pair are not rounded alike: one chunk has both.
        Chunks = Math.Max(1, Math.Min(_pairs / 2, 16));
        WorkLength = 8L * (2 * nz + _z.WorkPerLane);
    }

    /// <summary>Number of parts into which a field may be divided.</summary>
    public int Chunks { get; }

    /// <summary>Scratch memory that a call needs, in doubles.</summary>
    public long WorkLength { get; }

    /// <summary>Space to frequency along z, without a factor, for one part of the lines.</summary>
    public void Forward(double* field, double* real, double* imaginary, int chunk, double* work)
    {
        switch (_width)
        {
            case 8: Forward<Vector512Lane>(field, real, imaginary, chunk, work); break;
            case 4: Forward<Vector256Lane>(field, real, imaginary, chunk, work); break;
            default: Forward<ScalarLane>(field, real, imaginary, chunk, work); break;
        }
    }

    /// <summary>Frequency to space along z, with the factor 1/N of the whole grid, for one part of the lines.</summary>
    public void Inverse(double* real, double* imaginary, double* field, int chunk, double* work)
    {
        switch (_width)
        {
            case 8: Inverse<Vector512Lane>(real, imaginary, field, chunk, work); break;
            case 4: Inverse<Vector256Lane>(real, imaginary, field, chunk, work); break;
            default: Inverse<ScalarLane>(real, imaginary, field, chunk, work); break;
        }
    }

    /// <summary>Lines of a pair of blocks. An odd last block is its own partner.</summary>
    private (int A, int B) Lines(int pair)
    {
        int first = LineBlocks.Start(2 * pair, _plane, _width);
        return (first, LineBlocks.Start(2 * pair + 1, _plane, _width));
    }

    private (int From, int To) Pairs(int chunk) => ((int)((long)chunk * _pairs / Chunks), (int)((chunk + 1L) * _pairs / Chunks));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Forward<TLane>(double* field, double* real, double* imaginary, int chunk, double* work)
        where TLane : unmanaged, ILane<TLane>
    {
        int width = TLane.Width;
        double* line = work, inner = work + 2L * _nz * width;
        TLane half = TLane.All(0.5);
        (int from, int to) = Pairs(chunk);
        for (int pair = from; pair < to; pair++)
        {
            (int a, int b) = Lines(pair);
            _z.Run<TLane>(field + a, field + b, _plane, line, line + width, 2 * width, inner);
            for (int k = 0; k <= _nz / 2; k++)
            {
                double* lower = line + 2L * k * width, upper = line + 2L * (k == 0 ? 0 : _nz - k) * width;
                TLane lr = TLane.Load(lower), li = TLane.Load(lower + width), ur = TLane.Load(upper), ui = TLane.Load(upper + width);
                long to0 = (long)k * _plane;
                TLane.Store(real + to0 + a, half * (lr + ur));
                TLane.Store(imaginary + to0 + a, half * (li - ui));
                TLane.Store(real + to0 + b, half * (li + ui));
                TLane.Store(imaginary + to0 + b, half * (ur - lr));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Inverse<TLane>(double* real, double* imaginary, double* field, int chunk, double* work)
        where TLane : unmanaged, ILane<TLane>
    {
        int width = TLane.Width;
        double* line = work, inner = work + 2L * _nz * width;
        TLane factor = TLane.All(_inverseFactor);
        (int from, int to) = Pairs(chunk);
        for (int pair = from; pair < to; pair++)
        {
            (int a, int b) = Lines(pair);
            for (int k = 0; k <= _nz / 2; k++)
            {
                double* lower = line + 2L * k * width;
                long at = (long)k * _plane;
                TLane ar = factor * TLane.Load(real + at + a), br = factor * TLane.Load(real + at + b);
                if (k == 0 || 2 * k == _nz)
                {
                    TLane.Store(lower, ar);
                    TLane.Store(lower + width, br);
                    continue;
                }

                TLane ai = factor * TLane.Load(imaginary + at + a), bi = factor * TLane.Load(imaginary + at + b);
                double* upper = line + 2L * (_nz - k) * width;
                TLane.Store(lower, ar - bi);
                TLane.Store(lower + width, br + ai);
                TLane.Store(upper, ar + bi);
                TLane.Store(upper + width, br - ai);
            }

            _z.Run<TLane>(line + width, line, 2 * width, field + b, field + a, _plane, inner);
        }
    }
}
