namespace UmatSurrogate.Driver;

/// <summary>
/// The arguments of one UMAT call that matter, in the host's packings (<c>native/include/umat_surrogate.h</c>); the others are
/// passed as null. Stress, state, tangent and PNEWDT are written by the call.
/// </summary>
internal sealed class UmatArgumentSet(int stateVariableCount)
{
    public string MaterialName { get; set; } = "";
    public int Element { get; set; } = 1;
    public int IntegrationPoint { get; set; } = 1;
    public int Increment { get; set; } = 1;
    public double[] Stress_Pa { get; } = new double[6];
    public double[] StateVariables { get; } = new double[stateVariableCount];

    /// <summary>DDSDDE, column-major.</summary>
    public double[] Tangent_Pa { get; } = new double[36];

    public double[] Strain { get; } = new double[6];
    public double[] StrainIncrement { get; } = new double[6];

    /// <summary>Step time and total time at the start of the increment, s.</summary>
    public double[] Time_s { get; } = new double[2];

    public double TimeIncrement_s { get; set; }

    /// <summary>DFGRD1, column-major.</summary>
    public double[] DeformationGradientEnd { get; } = [1, 0, 0, 0, 1, 0, 0, 0, 1];

    /// <summary>PNEWDT: -1 before every call, as in CalculiX; positive after it if the increment must be repeated.</summary>
    public double TimeStepFactor { get; set; }
}
