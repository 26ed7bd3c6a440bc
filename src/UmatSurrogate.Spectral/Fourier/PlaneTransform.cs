using System.Runtime.CompilerServices;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Spectral;

/// <summary>
/// Complex transforms of a plane of nx x ny values in place. In space x is fastest (i + nx j), in frequency y is (b + ny a): the plane is
/// transposed on the way, so that lines run side by side in memory in both passes. Real and imaginary parts lie in two arrays.
/// </summary>
internal sealed unsafe class PlaneTransform
{
    private readonly int _nx, _ny, _columnStride, _lineLength, _xWidth, _yWidth;
    private readonly LineTransform _x, _y;

    public PlaneTransform(int nx, int ny, int maxWidth, int largestDirectPrime)
    {
        (_nx, _ny) = (nx, ny);
        _x = new LineTransform(nx, largestDirectPrime);
        _y = nx == ny ? _x : new LineTransform(ny, largestDirectPrime);
        (_xWidth, _yWidth) = (LineBlocks.Width(nx, maxWidth), LineBlocks.Width(ny, maxWidth));

        // An odd number of cache lines: the elements of a column do not fall on each other in the cache.
        _columnStride = ((ny + 7) & ~7) | 8;
        _lineLength = (ny + 7) & ~7;
        WorkLength = 2L * nx * _columnStride + 8L * (2 * _lineLength + Math.Max(_x.WorkPerLane, _y.WorkPerLane));
    }

    /// <summary>Scratch memory that a call needs, in doubles.</summary>
    public long WorkLength { get; }

    /// <summary>Space to frequency, without a factor.</summary>
    public void Forward(double* real, double* imaginary, double* work)
    {
        switch (_xWidth)
        {
            case 8: ForwardY<Vector512Lane>(real, imaginary, work); break;
            case 4: ForwardY<Vector256Lane>(real, imaginary, work); break;
            default: ForwardY<ScalarLane>(real, imaginary, work); break;
        }

        switch (_yWidth)
        {
            case 8: ForwardX<Vector512Lane>(real, imaginary, work); break;
            case 4: ForwardX<Vector256Lane>(real, imaginary, work); break;
            default: ForwardX<ScalarLane>(real, imaginary, work); break;
        }
    }

    /// <summary>Frequency to space, without a factor.</summary>
    public void Inverse(double* real, double* imaginary, double* work)
    {
        switch (_yWidth)
        {
            case 8: InverseX<Vector512Lane>(real, imaginary, work); break;
            case 4: InverseX<Vector256Lane>(real, imaginary, work); break;
            default: InverseX<ScalarLane>(real, imaginary, work); break;
        }

        switch (_xWidth)
        {
            case 8: InverseY<Vector512Lane>(real, imaginary, work); break;
            case 4: InverseY<Vector256Lane>(real, imaginary, work); break;
            default: InverseY<ScalarLane>(real, imaginary, work); break;
        }
    }

    /// <summary>Lines along y of neighbouring x, written transposed to the scratch memory: row a, column b.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ForwardY<TLane>(double* real, double* imaginary, double* work)
        where TLane : unmanaged, ILane<TLane>
    {
        int width = TLane.Width;
        double* columnsR = work, columnsI = work + (long)_nx * _columnStride;
        double* line = columnsI + (long)_nx * _columnStride, inner = line + 2L * _lineLength * width;
        for (int block = 0; block < LineBlocks.Count(_nx, width); block++)
        {
            int x = LineBlocks.Start(block, _nx, width);
            _y.Run<TLane>(real + x, imaginary + x, _nx, line, line + width, 2 * width, inner);
            for (int b = 0; b < _ny; b += width)
            {
                double* from = line + 2L * b * width;
                long to = (long)x * _columnStride + b;
                LaneTransposition.Square<TLane>(from, 2 * width, columnsR + to, _columnStride);
                LaneTransposition.Square<TLane>(from + width, 2 * width, columnsI + to, _columnStride);
            }
        }
    }

    /// <summary>Lines along x of neighbouring wave numbers b, from the scratch memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ForwardX<TLane>(double* real, double* imaginary, double* work)
        where TLane : unmanaged, ILane<TLane>
    {
        double* columnsR = work, columnsI = work + (long)_nx * _columnStride;
        double* inner = columnsI + (long)_nx * _columnStride;
        for (int block = 0; block < LineBlocks.Count(_ny, TLane.Width); block++)
        {
            int b = LineBlocks.Start(block, _ny, TLane.Width);
            _x.Run<TLane>(columnsR + b, columnsI + b, _columnStride, real + b, imaginary + b, _ny, inner);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void InverseX<TLane>(double* real, double* imaginary, double* work)
        where TLane : unmanaged, ILane<TLane>
    {
        double* columnsR = work, columnsI = work + (long)_nx * _columnStride;
        double* inner = columnsI + (long)_nx * _columnStride;
        for (int block = 0; block < LineBlocks.Count(_ny, TLane.Width); block++)
        {
            int b = LineBlocks.Start(block, _ny, TLane.Width);
            _x.Run<TLane>(imaginary + b, real + b, _ny, columnsI + b, columnsR + b, _columnStride, inner);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void InverseY<TLane>(double* real, double* imaginary, double* work)
        where TLane : unmanaged, ILane<TLane>
    {
        int width = TLane.Width;
        double* columnsR = work, columnsI = work + (long)_nx * _columnStride;
        double* line = columnsI + (long)_nx * _columnStride, inner = line + 2L * _lineLength * width;
        for (int block = 0; block < LineBlocks.Count(_nx, width); block++)
        {
            int x = LineBlocks.Start(block, _nx, width);
            for (int b = 0; b < _ny; b += width)
            {
                double* to = line + 2L * b * width;
                long from = (long)x * _columnStride + b;
                LaneTransposition.Square<TLane>(columnsR + from, _columnStride, to, 2 * width);
                LaneTransposition.Square<TLane>(columnsI + from, _columnStride, to + width, 2 * width);
            }

            _y.Run<TLane>(line + width, line, 2 * width, imaginary + x, real + x, _nx, inner);
        }
    }
}
