using System.Runtime.CompilerServices;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Plasticity;
using UmatSurrogate.Spectral;

namespace UmatSurrogate.FullField;

/// <summary>
/// Constituents without plasticity: Fp = O stays, Fe = F O^T, E = (Fe^T Fe - I)/2, S = C : E with cubic C in the crystal frame, P = Fe S O
/// (Roters et al. 2019, doi:10.1016/j.commatsci.2018.04.030). A void is such a constituent with very small constants.
/// </summary>
internal sealed unsafe class ElasticLayer<TLane> : ConstituentLayer<TLane> where TLane : unmanaged, ILane<TLane>
{
    private readonly double _c11, _c12, _c44;
    private readonly AlignedVector _memory;
    private readonly LaneTensor<TLane>* _inverseFp;

    public ElasticLayer(double c11_Pa, double c12_Pa, double c44_Pa, int bundles)
    {
        (_c11, _c12, _c44) = (c11_Pa, c12_Pa, c44_Pa);
        _memory = new AlignedVector(9L * bundles * TLane.Width);
        _inverseFp = (LaneTensor<TLane>*)_memory.Data;
    }

    public override int StateLength => 9;

    public override void Predict(int bundle, TLane ratio)
    {
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override TLane Evaluate(int bundle, in LaneTensor<TLane> F0, in LaneTensor<TLane> F1, TLane dt, out LaneTensor<TLane> P, ref FieldStep<TLane> scratch)
    {
        TLane half = TLane.All(0.5), one = TLane.All(1.0), c12 = TLane.All(_c12), shear = TLane.All(_c11 - _c12), shear44 = TLane.All(_c44);
        LaneAlgebra.Multiply(F1, _inverseFp[bundle], out LaneTensor<TLane> Fe);
        LaneAlgebra.TransposeTimesSelf(Fe, out LaneSymmetric<TLane> C); // right Cauchy-Green tensor, I + 2 E
        TLane e11 = half * (C.S11 - one), e22 = half * (C.S22 - one), e33 = half * (C.S33 - one);
        TLane mean = c12 * (e11 + e22 + e33);
        LaneSymmetric<TLane> S;
        S.S11 = TLane.MultiplyAdd(shear, e11, mean);
        S.S22 = TLane.MultiplyAdd(shear, e22, mean);
        S.S33 = TLane.MultiplyAdd(shear, e33, mean);
        (S.S12, S.S13, S.S23) = (shear44 * C.S12, shear44 * C.S13, shear44 * C.S23); // 2 C44 E12, E12 = C12/2
        LaneAlgebra.Multiply(Fe, S, out LaneTensor<TLane> FeS);
        LaneAlgebra.MultiplyTransposed(FeS, _inverseFp[bundle], out P);
        return TLane.Less(one, TLane.All(0.0));
    }

    public override void Commit()
    {
    }

    public override void Initialise(int index, in Tensor3x3 O)
    {
        Span<double> state = stackalloc double[9];
        O.Transpose.ToRowMajor(state);
        SetState(index, state);
    }

    public override Tensor3x3 FpInverse(int index)
    {
        Span<double> state = stackalloc double[9];
        GetState(index, state);
        return Tensor3x3.FromRowMajor(state);
    }

    public override void SlipResistances(int index, Span<double> xi) => xi[..PhenopowerlawParameters.SlipSystemCount].Clear();

    public override void GetState(int index, Span<double> state)
    {
        double* p = First(index);
        for (int k = 0; k < 9; k++)
            state[k] = p[k * TLane.Width];
    }

    public override void SetState(int index, ReadOnlySpan<double> state)
    {
        double* p = First(index);
        for (int k = 0; k < 9; k++)
            p[k * TLane.Width] = state[k];
    }

    private double* First(int index) => (double*)(_inverseFp + index / TLane.Width) + index % TLane.Width;
}
