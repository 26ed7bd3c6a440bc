using System.Runtime.CompilerServices;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Plasticity;

namespace UmatSurrogate.FullField;

/// <summary>Constituents with plasticity phenopowerlaw: state Fp^-1 (9), xi (12) and the deviator of S (5, first guess of the next update).</summary>
internal sealed unsafe class CrystalLayer<TLane> : ConstituentLayer<TLane> where TLane : unmanaged, ILane<TLane>
{
    private readonly UpdateConstants _constants;
    private readonly double _initialResistance_Pa;
    private readonly AlignedMemory _memory;
    private CrystalState<TLane>* _committed;
    private CrystalState<TLane>* _trial;

    public CrystalLayer(in PhenopowerlawParameters parameters, in UpdateTolerances tolerances, int bundles)
    {
        _constants = new UpdateConstants(parameters, tolerances);
        _initialResistance_Pa = parameters.InitialResistance_Pa;
        _memory = new AlignedMemory(2L * bundles * StateLength * TLane.Width);
        _committed = (CrystalState<TLane>*)_memory.Data;
        _trial = _committed + bundles;
    }

    public override int StateLength => sizeof(CrystalState<TLane>) / sizeof(TLane);

    [SkipLocalsInit]
    public override TLane Evaluate(int bundle, in LaneTensor<TLane> F0, in LaneTensor<TLane> F1, TLane dt, out LaneTensor<TLane> P) =>
        CrystalIncrement.Advance(_constants, F0, F1, dt, _committed[bundle], out _trial[bundle], out _, out P, out _);

    public override void Commit()
    {
        CrystalState<TLane>* committed = _committed;
        _committed = _trial;
        _trial = committed;
    }

    public override void Initialise(int index, in Tensor3x3 O)
    {
        Span<double> state = stackalloc double[StateLength];
        O.Transpose.ToRowMajor(state); // Fp(0) = O
        state.Slice(9, PhenopowerlawParameters.SlipSystemCount).Fill(_initialResistance_Pa);
        state[(9 + PhenopowerlawParameters.SlipSystemCount)..].Clear();
        SetState(index, state);
    }

    public override Tensor3x3 FpInverse(int index)
    {
        double* p = First(index);
        int s = TLane.Width;
        return new(p[0], p[s], p[2 * s], p[3 * s], p[4 * s], p[5 * s], p[6 * s], p[7 * s], p[8 * s]);
    }

    public override void SlipResistances(int index, Span<double> xi)
    {
        double* p = First(index) + 9 * TLane.Width;
        for (int a = 0; a < PhenopowerlawParameters.SlipSystemCount; a++)
            xi[a] = p[a * TLane.Width];
    }

    public override void GetState(int index, Span<double> state)
    {
        double* p = First(index);
        for (int k = 0; k < StateLength; k++)
            state[k] = p[k * TLane.Width];
    }

    public override void SetState(int index, ReadOnlySpan<double> state)
    {
        double* p = First(index);
        for (int k = 0; k < StateLength; k++)
            p[k * TLane.Width] = state[k];
    }

    private double* First(int index) => (double*)(_committed + index / TLane.Width) + index % TLane.Width;
}
