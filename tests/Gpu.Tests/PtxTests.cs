using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using ILGPU.Runtime.Cuda;
using UmatSurrogate.Gpu;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Plasticity;

namespace UmatSurrogate.Tests;

/// <summary>
/// The kernel as CUDA program; needs no GPU. A small interpreter executes it, which checks what ILGPU generates, and what this project adds to ILGPU,
/// against the same law compiled by .NET: bit for bit, because both do the same operations in double precision.
/// </summary>
public sealed class PtxTests
{
    private const string Kernel = "Kernel_Advance";
    private static readonly Lazy<string> Module = new(() => CrystalProgram.CompileToPtx(CudaArchitecture.SM_80, CudaInstructionSet.ISA_70));

    [Fact]
    public void CrystalKernel_CompilesToPtxInDoublePrecision()
    {
        string ptx = Module.Value;
        Assert.Contains(".target sm_80", ptx, StringComparison.Ordinal);
        Assert.Contains("fma.rn.f64", ptx, StringComparison.Ordinal);
        Assert.Single(Regex.Matches(ptx, @"\.visible \.entry "));
        Assert.DoesNotContain(".f32", ptx, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"call[^;]*FusedMultiplyAdd", ptx);
    }

    [Theory]
    [InlineData(0.004, 0.5, 4e7, 40, 8)]
    [InlineData(0.05, 0.5, 2e9, 12, 8)]
    [InlineData(0.3, 1.0, 4e7, 3, 0)]
    public void InterpretedPtx_EqualsTheLawBitForBit(double strain, double shear, double hardening_Pa, int iterations, int halvings)
    {
        PhenopowerlawParameters material = PhenopowerlawParameters.Aluminium with { HardeningModulus_Pa = hardening_Pa };
        var constants = new UpdateConstants(material, new UpdateTolerances { MaximumIterations = iterations, MaximumHalvings = halvings });
        Tensor3x3[] F1 = [Crystals.Deformation(strain, shear), Crystals.Deformation(0.1 * strain, -shear)];
        CrystalState<DeviceLane>[] states = [.. Crystals.Orientations(2).Select(o => Crystals.Initial<DeviceLane>(material, o))];

        var machine = new PtxMachine(Module.Value, 1 << 16);
        int f0 = machine.Allocate(72), f1 = machine.Allocate(144), state0 = machine.Allocate(416), state1 = machine.Allocate(416);
        int stress = machine.Allocate(144), status = machine.Allocate(8);
        Tensor3x3.Identity.ToRowMajor(machine.At<double>(f0, 9));
        Span<double> f = stackalloc double[9];
        for (int i = 0; i < 2; i++)
        {
            F1[i].ToRowMajor(f);
            for (int k = 0; k < 9; k++)
                machine.At<double>(f1, 18)[2 * k + i] = f[k];
            for (int k = 0; k < 26; k++)
                machine.At<double>(state0, 52)[2 * k + i] = Component(states[i], k);
        }

        machine.Launch(
            Kernel, 2, Bytes(2), Bytes(constants), Bytes(1.0), View(f0, 9), View(f1, 18), View(state0, 52), View(state1, 52), View(stress, 18), View(status, 2));

        for (int i = 0; i < 2; i++)
        {
            DeviceLane failed = CrystalIncrement.Advance(
                constants, LaneAlgebra.All<DeviceLane>(Tensor3x3.Identity), LaneAlgebra.All<DeviceLane>(F1[i]), DeviceLane.All(1.0), states[i],
                out CrystalState<DeviceLane> expected, out _, out LaneTensor<DeviceLane> P, out _);
            bool ok = !DeviceLane.Any(failed);
            Assert.Equal(ok ? PointStatus.Ok : PointStatus.NotConverged, (PointStatus)machine.At<int>(status, 2)[i]);
            for (int k = 0; k < 26; k++)
                Same(Component(ok ? expected : states[i], k), machine.At<double>(state1, 52)[2 * k + i]);
            for (int k = 0; k < 9; k++)
                Same(ok ? Component(P, k) : 0.0, machine.At<double>(stress, 18)[2 * k + i]);
        }

        // The first case needs neither fall-back; the others call both.
        Assert.Equal(iterations == 40 ? 0 : 2, machine.Called.Count);
    }

    private static void Same(double expected, double actual) =>
        Assert.Equal(BitConverter.DoubleToInt64Bits(expected), BitConverter.DoubleToInt64Bits(actual));

    private static double Component<T>(in T value, int k) where T : unmanaged =>
        MemoryMarshal.Cast<T, double>(MemoryMarshal.CreateReadOnlySpan(in value, 1))[k];

    private static byte[] Bytes<T>(T value) where T : unmanaged => MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)).ToArray();

    private static byte[] View(long address, long length) => [.. Bytes(address), .. Bytes(length)];
}
