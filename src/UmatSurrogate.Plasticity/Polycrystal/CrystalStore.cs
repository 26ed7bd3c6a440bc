using System.Runtime.CompilerServices;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Plasticity;

/// <summary>The crystals of a polycrystal behind one interface, whatever the number of points in a register.</summary>
internal abstract class CrystalStore
{
    public abstract int LaneWidth { get; }

    public abstract PointStatus Evaluate(in Tensor3x3 F0, in Tensor3x3 F1, double dt_s, bool withTangent);

    public abstract void Commit();

    public abstract void Reset();

    /// <summary>Adds weight times P of each crystal, in the order of the crystals.</summary>
    public abstract void SumStress(ReadOnlySpan<double> weights, out Tensor3x3 P);

    /// <summary>Sum of weight times dP/dF of the crystals, 81 values.</summary>
    public abstract void SumTangent(ReadOnlySpan<double> weights, Span<double> dPdF);

    public abstract Tensor3x3 Stress(int crystal);

    public abstract Tensor3x3 FpInverse(int crystal);

    public abstract void SlipResistances(int crystal, Span<double> xi);

    public static CrystalStore Create(in PhenopowerlawParameters p, in UpdateTolerances t, ReadOnlySpan<Tensor3x3> O, LaneChoice lanes) => lanes switch
    {
        LaneChoice.Scalar => new CrystalStore<ScalarLane>(p, t, O),
        LaneChoice.Vector256 => new CrystalStore<Vector256Lane>(p, t, O),
        LaneChoice.Vector512 => new CrystalStore<Vector512Lane>(p, t, O),
        _ => throw new ArgumentOutOfRangeException(nameof(lanes), lanes, "Automatic must have been resolved."),
    };
}

/// <summary>
/// Crystals in bundles of <c>TLane.Width</c>, each quantity of a bundle contiguous (array of structures of arrays); the last bundle is filled up
/// with copies of its last crystal. Memory is pinned and aligned to a cache line; nothing is allocated after construction.
/// </summary>
internal sealed unsafe class CrystalStore<TLane> : CrystalStore where TLane : unmanaged, ILane<TLane>
{
    private readonly UpdateConstants _constants;
    private readonly int _crystals;
    private readonly int _bundles;
    private readonly byte[] _memory;
    private readonly CrystalState<TLane>* _initial;
    private readonly LaneTensor<TLane>* _stress;
    private readonly TLane* _tangent;
    private readonly CoupledScratch<TLane>* _scratch;
    private CrystalState<TLane>* _committed;
    private CrystalState<TLane>* _trial;

    public CrystalStore(in PhenopowerlawParameters p, in UpdateTolerances t, ReadOnlySpan<Tensor3x3> O)
    {
        _constants = new UpdateConstants(p, t);
        _crystals = O.Length;
        _bundles = (O.Length + TLane.Width - 1) / TLane.Width;
        long states = (long)_bundles * sizeof(CrystalState<TLane>), stresses = (long)_bundles * sizeof(LaneTensor<TLane>);
        long tangents = 81L * _bundles * sizeof(TLane);
        long scratch = Padded(sizeof(CoupledScratch<TLane>));
        _memory = GC.AllocateArray<byte>(checked((int)(3 * Padded(states) + Padded(stresses) + Padded(tangents) + scratch + 64)), pinned: true);
        byte* at = (byte*)Padded((long)Unsafe.AsPointer(ref _memory[0]));
        _initial = (CrystalState<TLane>*)Take(ref at, states);
        _committed = (CrystalState<TLane>*)Take(ref at, states);
        _trial = (CrystalState<TLane>*)Take(ref at, states);
        _stress = (LaneTensor<TLane>*)Take(ref at, stresses);
        _tangent = (TLane*)Take(ref at, tangents);
        _scratch = (CoupledScratch<TLane>*)Take(ref at, scratch);
        Span<double> transposed = stackalloc double[9];
        for (int i = 0; i < _bundles * TLane.Width; i++)
        {
            O[Math.Min(i, O.Length - 1)].Transpose.ToRowMajor(transposed); // Fp(0) = O
            for (int k = 0; k < 9; k++)
                Component(_initial, i, k) = transposed[k];
            for (int k = 0; k < 12; k++)
                Component(_initial, i, 9 + k) = p.InitialResistance_Pa;
        }

        Reset();
    }

    public override int LaneWidth => TLane.Width;

    public override PointStatus Evaluate(in Tensor3x3 F0, in Tensor3x3 F1, double dt_s, bool withTangent)
    {
        LaneTensor<TLane> start = LaneAlgebra.All<TLane>(F0), end = LaneAlgebra.All<TLane>(F1);
        TLane dt = TLane.All(dt_s);
        for (int b = 0; b < _bundles; b++)
        {
            TLane failed = CrystalIncrement.Advance(
                _constants, start, end, dt, _committed[b], out _trial[b], out CrystalStep<TLane> w, out _stress[b], out TLane divided);
            if (TLane.Any(failed))
                return PointStatus.NotConverged;
            if (!withTangent)
                continue;
            CrystalTangent.Evaluate(_constants, _committed[b], w, ref *_scratch, _tangent + 81 * b);
            if (TLane.Any(divided) && !DifferenceTangent(b, start, F1, dt, divided))
                return PointStatus.NotConverged;
        }

        return PointStatus.Ok;
    }

    public override void Commit()
    {
        CrystalState<TLane>* committed = _committed;
        _committed = _trial;
        _trial = committed;
    }

    public override void Reset()
    {
        long bytes = (long)_bundles * sizeof(CrystalState<TLane>);
        Buffer.MemoryCopy(_initial, _committed, bytes, bytes);
        new Span<byte>(_stress, _bundles * sizeof(LaneTensor<TLane>)).Clear();
    }

    public override void SumStress(ReadOnlySpan<double> weights, out Tensor3x3 P)
    {
        Tensor3x3 sum = default;
        for (int i = 0; i < _crystals; i++)
            sum += weights[i] * Stress(i);
        P = sum;
    }

    public override void SumTangent(ReadOnlySpan<double> weights, Span<double> dPdF)
    {
        dPdF[..81].Clear();
        for (int i = 0; i < _crystals; i++)
        {
            double* first = (double*)(_tangent + 81 * (i / TLane.Width)) + i % TLane.Width;
            for (int k = 0; k < 81; k++)
                dPdF[k] += weights[i] * first[k * TLane.Width];
        }
    }

    public override Tensor3x3 Stress(int crystal)
    {
        double* p = (double*)(_stress + crystal / TLane.Width) + crystal % TLane.Width;
        int s = TLane.Width;
        return new(p[0], p[s], p[2 * s], p[3 * s], p[4 * s], p[5 * s], p[6 * s], p[7 * s], p[8 * s]);
    }

    public override Tensor3x3 FpInverse(int crystal)
    {
        double* p = (double*)(_committed + crystal / TLane.Width) + crystal % TLane.Width;
        int s = TLane.Width;
        return new(p[0], p[s], p[2 * s], p[3 * s], p[4 * s], p[5 * s], p[6 * s], p[7 * s], p[8 * s]);
    }

    public override void SlipResistances(int crystal, Span<double> xi)
    {
        for (int k = 0; k < PhenopowerlawParameters.SlipSystemCount; k++)
            xi[k] = Component(_committed, crystal, 9 + k);
    }

    /// <summary>
    /// Tangent of the points whose increment was divided, by central differences of the divided update: a fall-back of the fall-back, accurate to
    /// about 1e-6, because a chain through the parts would need the derivative of every state variable.
    /// </summary>
    private bool DifferenceTangent(int b, in LaneTensor<TLane> start, in Tensor3x3 F1, TLane dt, TLane divided)
    {
        const double Step = 1e-7;
        Span<double> f = stackalloc double[9];
        TLane* t = _tangent + 81 * b;
        for (int kl = 0; kl < 9; kl++)
        {
            F1.ToRowMajor(f);
            f[kl] += Step;
            LaneTensor<TLane> plus = LaneAlgebra.All<TLane>(Tensor3x3.FromRowMajor(f));
            f[kl] -= 2 * Step;
            LaneTensor<TLane> minus = LaneAlgebra.All<TLane>(Tensor3x3.FromRowMajor(f));
            TLane failed = CrystalIncrement.Advance(_constants, start, plus, dt, _committed[b], out _, out _, out LaneTensor<TLane> Pp, out _);
            TLane lost = CrystalIncrement.Advance(_constants, start, minus, dt, _committed[b], out _, out _, out LaneTensor<TLane> Pm, out _);
            failed = TLane.Either(failed, lost);
            if (TLane.Any(failed))
                return false;
            for (int ij = 0; ij < 9; ij++)
            {
                TLane slope = (((TLane*)&Pp)[ij] - ((TLane*)&Pm)[ij]) * TLane.All(0.5 / Step);
                t[9 * ij + kl] = TLane.Choose(divided, slope, t[9 * ij + kl]);
            }
        }

        return true;
    }

    private static ref double Component(CrystalState<TLane>* states, int crystal, int k) =>
        ref ((double*)(states + crystal / TLane.Width))[k * TLane.Width + crystal % TLane.Width];

    private static long Padded(long bytes) => (bytes + 63) & ~63L;

    private static byte* Take(ref byte* at, long bytes)
    {
        byte* result = at;
        at += Padded(bytes);
        return result;
    }
}
