using System.Runtime.InteropServices;

namespace UmatSurrogate.Plugin.Hosts;

/// <summary>
/// The pointers of one UMAT call that the surrogate reads or writes; the mirror of <c>struct ums_umat_arguments</c> in
/// <c>native/dispatcher/implementation.h</c> (same fields, same order). Any pointer may be null: each is checked before use.
/// Lengths, units and packings stand in <c>native/include/umat_surrogate.h</c>.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct UmatArguments
{
    public double* Stress;
    public double* StateVariables;
    public double* TangentModuli;
    public double* Strain;
    public double* StrainIncrement;
    public double* Time;
    public double* TimeIncrement;
    public byte* MaterialName;
    public int* DirectComponents;
    public int* ShearComponents;
    public int* StressComponents;
    public int* StateVariableCount;
    public double* TimeStepFactor;
    public double* DeformationGradientEnd;
    public int* Element;
    public int* IntegrationPoint;
    public int* Increment;
}
