using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Spectral;

/// <summary>Finds voxels that are turned inside out: det F is not positive, or not a number.</summary>
internal sealed unsafe class VolumeCheck
{
    private readonly BlockLoop _loop;
    private readonly Action<int> _checkBlock;
    private TensorField? _field;
    private int _first;

    public VolumeCheck(BlockLoop loop)
    {
        _loop = loop;
        _checkBlock = CheckBlock;
    }

    /// <summary>Ok, or the first such voxel.</summary>
    public FieldOutcome Check(TensorField F)
    {
        (_field, _first) = (F, int.MaxValue);
        _loop.Run(BlockLoop.Blocks(F.Voxels), _checkBlock);
        _field = null;
        return _first == int.MaxValue ? FieldOutcome.Ok : new FieldOutcome(PointStatus.NonPositiveVolume, _first);
    }

    private void CheckBlock(int block)
    {
        int first = block * BlockLoop.BlockLength, end = Math.Min(first + BlockLoop.BlockLength, _field!.Voxels);
        bool positive = Vector512.IsHardwareAccelerated ? AllPositive<Vector512Lane>(first, end)
            : Vector256.IsHardwareAccelerated ? AllPositive<Vector256Lane>(first, end)
            : AllPositive<ScalarLane>(first, end);
        if (positive)
            return;
        for (int v = first; v < end; v++)
        {
            if (_field[v].Determinant > 0.0)
                continue;
            int seen;
            while (v < (seen = Volatile.Read(ref _first)) && Interlocked.CompareExchange(ref _first, v, seen) != seen)
            {
            }

            return;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool AllPositive<TLane>(int first, int end) where TLane : unmanaged, ILane<TLane>
    {
        double* F = _field!.Data;
        long s = _field.Stride;
        TLane one = TLane.All(1.0), zero = TLane.All(0.0), count = zero;
        int whole = first + (end - first) / TLane.Width * TLane.Width;
        for (int v = first; v < whole; v += TLane.Width)
        {
            double* f = F + v;
            TLane f11 = TLane.Load(f), f12 = TLane.Load(f + s), f13 = TLane.Load(f + 2 * s);
            TLane f21 = TLane.Load(f + 3 * s), f22 = TLane.Load(f + 4 * s), f23 = TLane.Load(f + 5 * s);
            TLane f31 = TLane.Load(f + 6 * s), f32 = TLane.Load(f + 7 * s), f33 = TLane.Load(f + 8 * s);
            TLane det = f11 * (f22 * f33 - f23 * f32) - f12 * (f21 * f33 - f23 * f31) + f13 * (f21 * f32 - f22 * f31);
            count = count + TLane.Choose(TLane.Less(zero, det), one, zero);
        }

        double expected = whole - first, found = LaneSum.Of(count);
        for (int v = whole; v < end; v++)
        {
            expected++;
            if (_field[v].Determinant > 0.0)
                found++;
        }

        return found == expected;
    }
}
