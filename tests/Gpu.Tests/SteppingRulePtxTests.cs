using System.Reflection;
using System.Runtime.InteropServices;
using ILGPU;
using ILGPU.Backends.EntryPoints;
using ILGPU.Backends.PTX;
using ILGPU.Runtime.Cuda;
using UmatSurrogate.Gpu;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Recurrent;

namespace UmatSurrogate.Tests;

/// <summary>
/// The stepping rule of the surrogate in a kernel: hold, commit, sub-step and refusal as on the processor, to the last bit. Needs no GPU:
/// the program is interpreted.
/// </summary>
public sealed class SteppingRulePtxTests
{
    internal const int StateSize = 18, ResultSize = 6;

    [Fact]
    public void InterpretedPtx_EqualsTheProcessor()
    {
        StepLimits limits = new(1e-5, 5e-3, 1e-3, 100.0, 1e-8);
        (double Shear, double Time_s)[] steps = [(0, 0), (0, 1), (4e-6, 0.3), (5e-6, 99.8), (4e-6, 200), (0, 20), (1e-3, 1), (7e-3, 1), (0.2, 2), (0.9, 1), (double.NaN, 1)];
        var machine = new PtxMachine(Compile(), 1 << 16);
        int n = steps.Length;
        int state = machine.Allocate(8 * StateSize * n), end = machine.Allocate(48 * n), dt = machine.Allocate(8 * n), result = machine.Allocate(8 * ResultSize * n);
        SymmetricTensor start = new(0.01, -0.004, -0.0057, 0.003, 0, 0.001);
        var plans = new StepPlan[n];
        for (int i = 0; i < n; i++)
        {
            Span<double> own = machine.At<double>(state + 8 * StateSize * i, StateSize);
            start.ToSpan(own);
            (own[PointState.PathLengthOffset], own[PointState.HeldTimeOffset]) = (0.02, 0.125);
            SymmetricTensor u = SymmetricTensor.Identity + start + steps[i].Shear * new SymmetricTensor(0.3, 0, -0.3, 1, 0, 0);
            u.ToSpan(machine.At<double>(end + 48 * i, 6));
            machine.At<double>(dt, n)[i] = steps[i].Time_s;
            plans[i] = SteppingRule.PlanIsochoric(limits, new(start, default, default, 0.02, 0.125), u, 1.0, u, steps[i].Time_s);
        }

        machine.Launch("Kernel_Plan", n, Bytes(n), Bytes(limits), View(state, StateSize * n), View(end, 6 * n), View(dt, n), View(result, ResultSize * n));

        for (int i = 0; i < n; i++)
        {
            StepPlan p = plans[i];
            double[] expected = [(int)p.Status, p.StepLength, p.Time_s, p.Hold ? 1.0 : 0.0, p.Parts, p.OnsetExponent];
            Assert.Equal(expected, machine.At<double>(result + 8 * ResultSize * i, ResultSize).ToArray());
        }
        Assert.Equal([true, true, true, true, false, false, false, false, false, false, false], plans.Select(p => p.Hold));
        Assert.All(plans[..7], p => Assert.Equal(1, p.Parts));
        Assert.All(plans[7..9], p => Assert.InRange(p.Parts, 2, SteppingRule.MaximumParts));
        Assert.Equal([PointStatus.IncrementTooLarge, PointStatus.IncrementTooLarge], plans.Skip(9).Select(p => p.Status));
    }

    private static string Compile()
    {
        using Context context = Context.Create(builder => builder.CrystalPlasticity());
        using var backend = new PTXBackend(context, CudaArchitecture.SM_80, CudaInstructionSet.ISA_70, null!);
        var entry = EntryPointDescription.FromImplicitlyGroupedKernel(
            typeof(SteppingKernel).GetMethod(nameof(SteppingKernel.Plan), BindingFlags.Public | BindingFlags.Static)!);
        return ((PTXCompiledKernel)backend.Compile(entry, default)).PTXAssembly;
    }

    private static byte[] Bytes<T>(T value) where T : unmanaged => MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)).ToArray();

    private static byte[] View(long address, long length) => [.. Bytes(address), .. Bytes(length)];
}

/// <summary>The kernel.</summary>
public static class SteppingKernel
{
    /// <summary>Plans one increment per thread; point-major arrays.</summary>
    public static void Plan(Index1D i, StepLimits limits, ArrayView<double> state, ArrayView<double> isochoric, ArrayView<double> dt_s, ArrayView<double> result)
    {
        int s = SteppingRulePtxTests.StateSize * i, u = 6 * i, r = SteppingRulePtxTests.ResultSize * i;
        CommittedState committed = new(
            new(state[s], state[s + 1], state[s + 2], state[s + 3], state[s + 4], state[s + 5]),
            default, default, state[s + PointState.PathLengthOffset], state[s + PointState.HeldTimeOffset]);
        SymmetricTensor end = new(isochoric[u], isochoric[u + 1], isochoric[u + 2], isochoric[u + 3], isochoric[u + 4], isochoric[u + 5]);
        StepPlan plan = SteppingRule.PlanIsochoric(limits, committed, end, 1.0, end, dt_s[i]);
        result[r] = (int)plan.Status;
        result[r + 1] = plan.StepLength;
        result[r + 2] = plan.Time_s;
        result[r + 3] = plan.Hold ? 1.0 : 0.0;
        result[r + 4] = plan.Parts;
        result[r + 5] = plan.OnsetExponent;
    }
}
