using System.Runtime.CompilerServices;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Plasticity;
using UmatSurrogate.Spectral;

namespace UmatSurrogate.FullField;

/// <summary>The voxels whose constituents are of the same phases in the same order, behind one interface whatever the width of a register.</summary>
internal abstract class VoxelGroup
{
    /// <summary>Voxels of the group, ascending.</summary>
    public abstract ReadOnlySpan<int> Voxels { get; }

    /// <summary>Constituents of each voxel.</summary>
    public abstract int Constituents { get; }

    /// <summary>Number of bundles.</summary>
    public abstract int Bundles { get; }

    /// <summary>
    /// Evaluates the bundles from <paramref name="first"/> to before <paramref name="end"/>; stops at the first bundle that fails. In the first evaluation
    /// of an increment <paramref name="ratio"/> is its length over that of the one before, or 0 if there is none; in the others it is negative.
    /// </summary>
    public abstract FieldOutcome Evaluate(TensorField F, double dt_s, double ratio, TensorField P, int first, int end);

    public abstract void Commit();

    /// <summary>The undeformed state of a constituent of the voxel at a place in <see cref="Voxels"/>.</summary>
    public abstract void Initialise(int place, int constituent, double fraction, in Tensor3x3 O);

    public abstract Tensor3x3 FpInverse(int place, int constituent);

    public abstract void SlipResistances(int place, int constituent, Span<double> xi);

    /// <summary>Doubles of committed state of one voxel.</summary>
    public abstract int StateLength { get; }

    /// <summary>The committed state of a voxel: F at the end of the last increment, then its constituents.</summary>
    public abstract void GetState(int place, Span<double> state);

    public abstract void SetState(int place, ReadOnlySpan<double> state);
}

/// <summary>
/// Voxels in bundles of <c>TLane.Width</c>; the last bundle is filled up with copies of the last voxel. Where the voxels of a bundle follow each other
/// their F and P are read and written as registers, elsewhere voxel by voxel. P of a voxel is the sum of fraction times P of its constituents, which
/// all take the voxel's F (one constituent: a single crystal; several: isostrain, Taylor 1938). Nothing is allocated by an evaluation.
/// </summary>
internal sealed unsafe class VoxelGroup<TLane> : VoxelGroup where TLane : unmanaged, ILane<TLane>
{
    private readonly ConstituentLayer<TLane>[] _layers;
    private readonly int[] _voxels;
    private readonly bool[] _successive;
    private readonly AlignedVector _memory;
    private readonly TLane* _fractions; // [layer][bundle]; not read with one layer
    private LaneTensor<TLane>* _committedF;
    private LaneTensor<TLane>* _trialF;

    /// <param name="voxels">Voxels, ascending.</param>
    /// <param name="layers">For each constituent, what makes its layer from the number of bundles.</param>
    public VoxelGroup(ReadOnlySpan<int> voxels, IReadOnlyList<Func<int, ConstituentLayer<TLane>>> layers)
    {
        int width = TLane.Width;
        Bundles = (voxels.Length + width - 1) / width;
        _voxels = new int[Bundles * width];
        voxels.CopyTo(_voxels);
        _voxels.AsSpan(voxels.Length).Fill(voxels[^1]);
        VoxelCount = voxels.Length;
        _successive = new bool[Bundles];
        for (int b = 0; b < Bundles; b++)
            _successive[b] = _voxels[(b + 1) * width - 1] - _voxels[b * width] == width - 1;
        _layers = [.. layers.Select(make => make(Bundles))];
        _memory = new AlignedVector((18L + _layers.Length) * Bundles * width);
        _committedF = (LaneTensor<TLane>*)_memory.Data;
        _trialF = _committedF + Bundles;
        _fractions = (TLane*)(_trialF + Bundles);
        StateLength = 9 + _layers.Sum(layer => layer.StateLength);
    }

    public override ReadOnlySpan<int> Voxels => _voxels.AsSpan(0, VoxelCount);

    public override int Constituents => _layers.Length;

    public override int Bundles { get; }

    public override int StateLength { get; }

    private int VoxelCount { get; }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override FieldOutcome Evaluate(TensorField F, double dt_s, double ratio, TensorField P, int first, int end)
    {
        // Scratch memory of this call, and the stress of a bundle, on lines of the cache.
        byte* memory = stackalloc byte[sizeof(FieldStep<TLane>) + sizeof(LaneTensor<TLane>) + 64];
        FieldStep<TLane>* scratch = (FieldStep<TLane>*)(((nint)memory + 63) & ~63);
        LaneTensor<TLane>* stress = (LaneTensor<TLane>*)(scratch + 1);
        bool predict = ratio >= 0.0;
        TLane dt = TLane.All(dt_s), zero = TLane.All(0.0), largest = TLane.All(double.MaxValue), all = TLane.LessOrEqual(zero, zero);
        for (int b = first; b < end; b++)
        {
            Load(F, b);
            TLane det = LaneAlgebra.Determinant(_trialF[b]);
            TLane invalid = TLane.ButNot(all, TLane.Both(TLane.Less(zero, det), TLane.LessOrEqual(det, largest)));
            if (TLane.Any(invalid))
                return new(NonFinite(b, invalid) ? PointStatus.NonFiniteInput : PointStatus.NonPositiveVolume, _voxels[FirstOf(b, invalid)]);
            if (predict)
                Predict(b, ratio);
            TLane failed = _layers[0].Evaluate(b, _committedF[b], _trialF[b], dt, out *stress, ref *scratch);
            if (_layers.Length > 1)
                failed = AddLayers(b, dt, failed, ref *stress, ref *scratch);
            if (TLane.Any(failed))
                return new(PointStatus.NotConverged, _voxels[FirstOf(b, failed)]);
            Store(P, b, *stress);
        }

        return FieldOutcome.Ok;
    }

    public override void Commit()
    {
        LaneTensor<TLane>* committed = _committedF;
        _committedF = _trialF;
        _trialF = committed;
        foreach (ConstituentLayer<TLane> layer in _layers)
            layer.Commit();
    }

    public override void Initialise(int place, int constituent, double fraction, in Tensor3x3 O)
    {
        Span<double> identity = stackalloc double[9];
        Tensor3x3.Identity.ToRowMajor(identity);
        for (int i = place; i < Filled(place); i++)
        {
            SetF(i, identity);
            ((double*)_fractions)[constituent * Bundles * TLane.Width + i] = fraction;
            _layers[constituent].Initialise(i, O);
        }
    }

    public override Tensor3x3 FpInverse(int place, int constituent) => _layers[constituent].FpInverse(place);

    public override void SlipResistances(int place, int constituent, Span<double> xi) => _layers[constituent].SlipResistances(place, xi);

    public override void GetState(int place, Span<double> state)
    {
        double* f = (double*)(_committedF + place / TLane.Width) + place % TLane.Width;
        for (int c = 0; c < 9; c++)
            state[c] = f[c * TLane.Width];
        int at = 9;
        foreach (ConstituentLayer<TLane> layer in _layers)
        {
            layer.GetState(place, state.Slice(at, layer.StateLength));
            at += layer.StateLength;
        }
    }

    public override void SetState(int place, ReadOnlySpan<double> state)
    {
        for (int i = place; i < Filled(place); i++)
        {
            SetF(i, state);
            int at = 9;
            foreach (ConstituentLayer<TLane> layer in _layers)
            {
                layer.SetState(i, state.Slice(at, layer.StateLength));
                at += layer.StateLength;
            }
        }
    }

    /// <summary>End of the places that a voxel fills: the last voxel also fills the rest of its bundle.</summary>
    private int Filled(int place) => place == VoxelCount - 1 ? _voxels.Length : place + 1;

    private void SetF(int place, ReadOnlySpan<double> F)
    {
        double* f = (double*)(_committedF + place / TLane.Width) + place % TLane.Width;
        for (int c = 0; c < 9; c++)
            f[c * TLane.Width] = F[c];
    }

    private void Predict(int b, double ratio)
    {
        foreach (ConstituentLayer<TLane> layer in _layers)
            layer.Predict(b, TLane.All(ratio));
    }

    /// <summary>From the P of the first constituent to the weighted sum over all.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private TLane AddLayers(int b, TLane dt, TLane failed, ref LaneTensor<TLane> sum, ref FieldStep<TLane> scratch)
    {
        LaneTensor<TLane> none = default;
        LaneTensor<TLane> first = sum;
        AddScaled(_fractions[b], first, none, out sum);
        for (int k = 1; k < _layers.Length; k++)
        {
            failed = TLane.Either(failed, _layers[k].Evaluate(b, _committedF[b], _trialF[b], dt, out LaneTensor<TLane> P, ref scratch));
            LaneTensor<TLane> before = sum;
            AddScaled(_fractions[k * Bundles + b], P, before, out sum);
        }

        return failed;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddScaled(TLane w, in LaneTensor<TLane> a, in LaneTensor<TLane> c, out LaneTensor<TLane> r)
    {
        r.M11 = TLane.MultiplyAdd(w, a.M11, c.M11);
        r.M12 = TLane.MultiplyAdd(w, a.M12, c.M12);
        r.M13 = TLane.MultiplyAdd(w, a.M13, c.M13);
        r.M21 = TLane.MultiplyAdd(w, a.M21, c.M21);
        r.M22 = TLane.MultiplyAdd(w, a.M22, c.M22);
        r.M23 = TLane.MultiplyAdd(w, a.M23, c.M23);
        r.M31 = TLane.MultiplyAdd(w, a.M31, c.M31);
        r.M32 = TLane.MultiplyAdd(w, a.M32, c.M32);
        r.M33 = TLane.MultiplyAdd(w, a.M33, c.M33);
    }

    /// <summary>F of a bundle into its trial.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Load(TensorField F, int b)
    {
        long stride = F.Stride;
        TLane* target = (TLane*)(_trialF + b);
        fixed (int* voxels = &_voxels[b * TLane.Width])
        {
            double* source = F.Data + voxels[0];
            if (_successive[b])
            {
                for (int c = 0; c < 9; c++)
                    target[c] = TLane.Load(source + c * stride);
                return;
            }

            for (int c = 0; c < 9; c++)
            {
                for (int i = 0; i < TLane.Width; i++)
                    ((double*)(target + c))[i] = F.Data[c * stride + voxels[i]];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Store(TensorField P, int b, in LaneTensor<TLane> value)
    {
        long stride = P.Stride;
        fixed (LaneTensor<TLane>* stress = &value)
        fixed (int* voxels = &_voxels[b * TLane.Width])
        {
            TLane* source = (TLane*)stress;
            double* target = P.Data + voxels[0];
            if (_successive[b])
            {
                for (int c = 0; c < 9; c++)
                    TLane.Store(target + c * stride, source[c]);
                return;
            }

            for (int c = 0; c < 9; c++)
            {
                for (int i = 0; i < TLane.Width; i++)
                    P.Data[c * stride + voxels[i]] = ((double*)(source + c))[i];
            }
        }
    }

    /// <summary>Place of the first point of a mask.</summary>
    private static int FirstOf(int b, TLane mask)
    {
        TLane marks = TLane.Choose(mask, TLane.All(1.0), TLane.All(0.0));
        for (int i = 0; i < TLane.Width; i++)
        {
            if (((double*)&marks)[i] != 0.0)
                return b * TLane.Width + i;
        }

        return b * TLane.Width;
    }

    private bool NonFinite(int b, TLane mask)
    {
        double* f = (double*)(_trialF + b) + FirstOf(0, mask);
        double sum = 0.0;
        for (int c = 0; c < 9; c++)
            sum += f[c * TLane.Width];
        return !double.IsFinite(sum);
    }
}
