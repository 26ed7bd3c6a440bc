using UmatSurrogate.Mechanics;
using UmatSurrogate.Plasticity;
using UmatSurrogate.Spectral;

namespace UmatSurrogate.FullField;

/// <summary>
/// Constituents with plasticity phenopowerlaw: state Fp^-1 (9), xi (12) and the deviator of S (5, a first guess). The trial's memory holds the last trial, or
/// after a commit the committed state before the last one; both serve first guesses alone.
/// </summary>
internal sealed unsafe class CrystalLayer<TLane> : ConstituentLayer<TLane> where TLane : unmanaged, ILane<TLane>
{
    private readonly UpdateConstants _constants;
    private readonly double _initialResistance_Pa;
    private readonly AlignedVector _memory;
    private CrystalState<TLane>* _committed;
    private CrystalState<TLane>* _trial;

    public CrystalLayer(in PhenopowerlawParameters parameters, in UpdateTolerances tolerances, int bundles)
    {
        _constants = new UpdateConstants(parameters, tolerances);
        _initialResistance_Pa = parameters.InitialResistance_Pa;
        _memory = new AlignedVector(2L * bundles * Components * TLane.Width);
        _committed = (CrystalState<TLane>*)_memory.Data;
        _trial = _committed + bundles;
    }

    // The trial's xi and dev S follow the committed state.
    public override int StateLength => Components + Components - 9;

    private static int Components => sizeof(CrystalState<TLane>) / sizeof(TLane);

    public override void Predict(int bundle, TLane ratio) => FieldIncrement.Predict(_committed[bundle], ratio, ref _trial[bundle]);

    public override TLane Evaluate(int bundle, in LaneTensor<TLane> F0, in LaneTensor<TLane> F1, TLane dt, out LaneTensor<TLane> P, ref FieldStep<TLane> scratch) =>
        FieldIncrement.Advance(_constants, F0, F1, dt, _committed[bundle], ref _trial[bundle], out P, ref scratch);

    public override void Commit()
    {
        CrystalState<TLane>* committed = _committed;
        _committed = _trial;
        _trial = committed;
    }

    public override void Initialise(int index, in Tensor3x3 O)
    {
        Span<double> state = stackalloc double[StateLength];
        state.Clear();
        O.Transpose.ToRowMajor(state); // Fp(0) = O
        state.Slice(9, PhenopowerlawParameters.SlipSystemCount).Fill(_initialResistance_Pa);
        state.Slice(Components, PhenopowerlawParameters.SlipSystemCount).Fill(_initialResistance_Pa);
        SetState(index, state);
    }

    public override Tensor3x3 FpInverse(int index)
    {
        double* p = First(_committed, index);
        int s = TLane.Width;
        return new(p[0], p[s], p[2 * s], p[3 * s], p[4 * s], p[5 * s], p[6 * s], p[7 * s], p[8 * s]);
    }

    public override void SlipResistances(int index, Span<double> xi)
    {
        double* p = First(_committed, index) + 9 * TLane.Width;
        for (int a = 0; a < PhenopowerlawParameters.SlipSystemCount; a++)
            xi[a] = p[a * TLane.Width];
    }

    public override void GetState(int index, Span<double> state)
    {
        double* committed = First(_committed, index), trial = First(_trial, index);
        for (int k = 0; k < Components; k++)
            state[k] = committed[k * TLane.Width];
        for (int k = 9; k < Components; k++)
            state[Components + k - 9] = trial[k * TLane.Width];
    }

    public override void SetState(int index, ReadOnlySpan<double> state)
    {
        double* committed = First(_committed, index), trial = First(_trial, index);
        for (int k = 0; k < Components; k++)
            committed[k * TLane.Width] = state[k];
        for (int k = 9; k < Components; k++)
            trial[k * TLane.Width] = state[Components + k - 9];
    }

    private static double* First(CrystalState<TLane>* bundles, int index) => (double*)(bundles + index / TLane.Width) + index % TLane.Width;
}
