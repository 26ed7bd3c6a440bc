using System.Runtime.InteropServices;

namespace UmatSurrogate.Plugin.Hosts;

/// <summary>
/// The pointers of one VUMAT call that the surrogate reads or writes; the mirror of <c>struct ums_vumat_arguments</c> in
/// <c>native/dispatcher/implementation.h</c> (same fields, same order). Any pointer may be null: each is checked before use.
/// Lengths, units and packings stand in <c>native/include/umat_surrogate.h</c>.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct VumatArguments
{
    /// <summary>1: reals are float, 0: double.</summary>
    public int SinglePrecision;

    /// <summary>[0] number of points, [1] integration point, [4 + p] element of point p.</summary>
    public int* Block;

    public int* DirectComponents;
    public int* ShearComponents;
    public int* StateVariableCount;
    public int* Annealing;
    public void* StepTime;
    public void* TimeIncrement;
    public byte* MaterialName;
    public void* Density;
    public void* StrainIncrement;
    public void* StressOld;
    public void* StateOld;
    public void* InternalEnergyOld;
    public void* InelasticEnergyOld;
    public void* StretchNew;
    public void* StressNew;
    public void* StateNew;
    public void* InternalEnergyNew;
    public void* InelasticEnergyNew;

    /// <summary>An array of this call.</summary>
    public readonly HostReals Reals(void* array) => new(array, SinglePrecision != 0);
}
