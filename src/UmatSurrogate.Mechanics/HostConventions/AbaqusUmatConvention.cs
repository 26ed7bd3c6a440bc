namespace UmatSurrogate.Mechanics.HostConventions;

/// <summary>
/// Arguments of an Abaqus/Standard UMAT for three-dimensional solids (NDI = NSHR = 3): components 11, 22, 33, 12, 13, 23;
/// stress with plain shears, strain with engineering shears; matrices column-major (Fortran). STRESS is the Cauchy stress
/// in global axes at the end of the increment, DDSDDE the Jaumann rate of the Kirchhoff stress divided by J.
/// </summary>
public static class AbaqusUmatConvention
{
    /// <summary>Reads STRESS(6): 11, 22, 33, 12, 13, 23.</summary>
    public static SymmetricTensor ReadStress(ReadOnlySpan<double> stress) => SymmetricTensor.FromSpan(stress);

    /// <summary>Writes STRESS(6): 11, 22, 33, 12, 13, 23.</summary>
    public static void WriteStress(in SymmetricTensor sigma, Span<double> stress) => sigma.ToSpan(stress);

    /// <summary>Reads STRAN(6) or DSTRAN(6): 11, 22, 33, gamma 12, gamma 13, gamma 23.</summary>
    public static SymmetricTensor ReadStrain(ReadOnlySpan<double> strain) =>
        new(strain[0], strain[1], strain[2], 0.5 * strain[3], 0.5 * strain[4], 0.5 * strain[5]);

    /// <summary>Writes a strain as STRAN(6) has it.</summary>
    public static void WriteStrain(in SymmetricTensor epsilon, Span<double> strain)
    {
        (strain[0], strain[1], strain[2]) = (epsilon.S11, epsilon.S22, epsilon.S33);
        (strain[3], strain[4], strain[5]) = (2 * epsilon.S12, 2 * epsilon.S13, 2 * epsilon.S23);
    }

    /// <summary>Reads DFGRD0(3,3), DFGRD1(3,3) or DROT(3,3), column-major.</summary>
    public static Tensor3x3 ReadTensor(ReadOnlySpan<double> columnMajor) => Tensor3x3.FromColumnMajor(columnMajor);

    /// <summary>Writes a tensor as DFGRD1(3,3) has it, column-major.</summary>
    public static void WriteTensor(in Tensor3x3 t, Span<double> columnMajor) => t.Transpose.ToRowMajor(columnMajor);

    /// <summary>
    /// Writes DDSDDE(6,6), column-major: DDSDDE(i,j) = d stress_i / d gamma_j stands at index i + 6 j.
    /// </summary>
    /// <param name="moduli">36 doubles, row-major [stress][strain], order 11, 22, 33, 12, 13, 23, engineering shears.</param>
    /// <param name="ddsdde">36 doubles, column-major; must not overlap the input.</param>
    public static void WriteTangent(ReadOnlySpan<double> moduli, Span<double> ddsdde)
    {
        for (int i = 0; i < 6; i++)
        {
            for (int j = 0; j < 6; j++)
                ddsdde[i + 6 * j] = moduli[6 * i + j];
        }
    }
}
