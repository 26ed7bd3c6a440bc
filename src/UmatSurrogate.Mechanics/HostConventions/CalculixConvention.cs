namespace UmatSurrogate.Mechanics.HostConventions;

/// <summary>
/// Arguments that CalculiX's interface <c>@ABAQUSNL</c> passes to <c>umat_</c>. Packings and orders are those of
/// <see cref="AbaqusUmatConvention"/>, but everything is in the frame rotated with the material: STRAN and DSTRAN are
/// ln U0 and ln U1 - ln U0, STRESS is R^T sigma R, DDSDDE are the moduli of <see cref="SpatialModuli.Kirchhoff"/>
/// (CalculiX symmetrises them). DFGRD1 and DROT must not be used: DFGRD1 is in the global frame, and in the prediction
/// sweep it does not belong to the strains. Of F = R U the model gets F = U.
/// </summary>
public static class CalculixConvention
{
    /// <summary>Right stretch at the end of the increment, U1 = exp(STRAN + DSTRAN).</summary>
    /// <param name="stran">Logarithmic strain at the start, 6 components, engineering shears.</param>
    /// <param name="dstran">Its increment, 6 components, engineering shears.</param>
    public static SymmetricTensor RightStretch(ReadOnlySpan<double> stran, ReadOnlySpan<double> dstran) =>
        SymmetricTensor.Exp(AbaqusUmatConvention.ReadStrain(stran) + AbaqusUmatConvention.ReadStrain(dstran));

    /// <summary>Right stretch at the start of the increment, U0 = exp(STRAN).</summary>
    public static SymmetricTensor RightStretch(ReadOnlySpan<double> stran) =>
        SymmetricTensor.Exp(AbaqusUmatConvention.ReadStrain(stran));

    /// <summary>Reads STRESS(6), the rotated Cauchy stress: 11, 22, 33, 12, 13, 23.</summary>
    public static SymmetricTensor ReadStress(ReadOnlySpan<double> stress) => SymmetricTensor.FromSpan(stress);

    /// <summary>Writes STRESS(6), the rotated Cauchy stress: 11, 22, 33, 12, 13, 23.</summary>
    public static void WriteStress(in SymmetricTensor rotatedCauchy, Span<double> stress) => rotatedCauchy.ToSpan(stress);

    /// <summary>Writes DDSDDE(6,6) from the row-major moduli of <see cref="SpatialModuli.Kirchhoff"/>.</summary>
    public static void WriteTangent(ReadOnlySpan<double> moduli, Span<double> ddsdde) =>
        AbaqusUmatConvention.WriteTangent(moduli, ddsdde);
}
