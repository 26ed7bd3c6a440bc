using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;
using ILGPU.Runtime.Cuda;
using UmatSurrogate.Gpu;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Plasticity;
using UmatSurrogate.Spectral;

namespace UmatSurrogate.Tests;

/// <summary>
/// The kernels of the field solver as CUDA programs; needs no GPU. The interpreter executes what ILGPU generated, the processor the same methods as .NET
/// compiled them, thread by thread: they must agree to the last bit, because both do the same operations in double precision.
/// </summary>
public sealed class FieldPtxTests : IDisposable
{
    private static readonly FieldShape Shape = new(new PeriodicGrid(3, 2, 2, 1.0, 1.0, 1.0));
    private static readonly BatchLimits Limits = new(7, 4, 3);
    private const int Tasks = 2, Slots = 2;

    /// <summary>The programs, compiled once: the law's take ILGPU seconds.</summary>
    private static readonly ConcurrentDictionary<string, string> Programs = new();

    private readonly Context _context = Context.Create(builder => builder.CPU(new CPUDevice(2, 1, 1)).CrystalPlasticity());
    private readonly Accelerator _accelerator;
    private readonly List<MemoryBuffer1D<double, Stride1D.Dense>> _doubles = [];
    private readonly List<MemoryBuffer1D<int, Stride1D.Dense>> _integers = [];
    private readonly Random _random = new(9);

    public FieldPtxTests() => _accelerator = _context.CreateCPUAccelerator(0);

    public static TheoryData<string> Names => [.. FieldPrograms.Names];

    public void Dispose()
    {
        _doubles.ForEach(b => b.Dispose());
        _integers.ForEach(b => b.Dispose());
        _accelerator.Dispose();
        _context.Dispose();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Kernels_CompileToPtxInDoublePrecision(string name)
    {
        string ptx = Program(name);
        Assert.Single(Regex.Matches(ptx, @"\.visible \.entry "));
        Assert.DoesNotContain(".f32", ptx, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"call[^;]*FusedMultiplyAdd", ptx);
    }

    [Fact]
    public void Fourier_InterpretedEqualsCompiled()
    {
        int fields = 2;
        ArrayView<double> real = Doubles(fields * Shape.Stride), spectrum = Doubles(2 * fields * Shape.SpectrumStride), target = Doubles(2 * fields * Shape.SpectrumStride);
        ArrayView<double> roots = Table(AxisFactors.Roots(3));
        Check("FourierKernels.RealForward", fields * Shape.Frequencies, i => FourierKernels.RealForward(i, Shape, real, spectrum, roots), Bytes(Shape), real, spectrum, roots);
        Check("FourierKernels.RealBackward", fields * Shape.Voxels, i => FourierKernels.RealBackward(i, Shape, spectrum, real, roots), Bytes(Shape), spectrum, real, roots);
        AxisPass pass = new() { Length = 2, Factor = 2, Done = 1, AxisStride = Shape.Hx, Sign = -1 };
        ArrayView<double> roots2 = Table(AxisFactors.Roots(2));
        Check(
            "FourierKernels.Pass", fields * Shape.Frequencies, i => FourierKernels.Pass(i, Shape, pass, spectrum, target, roots2), Bytes(Shape), Bytes(pass),
            spectrum, target, roots2);
    }

    [Fact]
    public void Equilibrium_InterpretedEqualsCompiled()
    {
        (ArrayView<int> plans, ArrayView<double> numbers) = Plans();
        ArrayView<double> waves = Table(DeviceWaves.Of(new PeriodicGrid(3, 2, 2, 1.0, 1.0, 1.0), SpectralOperator.Rotated));
        ArrayView<double> vectors = Doubles(6 * Limits.Vectors * Shape.SpectrumStride * Slots), spectrum = Doubles(18 * Shape.SpectrumStride * Tasks);
        ArrayView<int> failures = Integers(Tasks), hard = Integers(1);
        int threads = Tasks * Shape.Frequencies;
        Check(
            "EquilibriumKernels.Deform", threads, i => EquilibriumKernels.Deform(i, Shape, Limits, plans, numbers, waves, vectors, spectrum, failures, hard),
            Bytes(Shape), Bytes(Limits), plans, numbers, waves, vectors, spectrum, failures, hard);
        Assert.Equal(CrystalFieldKernel.NoFailure, failures[1]);
        ArrayView<double> measures = Doubles(2 * Shape.SpectrumStride * Tasks), means = Doubles(9 * Tasks);
        Check(
            "EquilibriumKernels.Correct", threads,
            i => EquilibriumKernels.Correct(i, Shape, Limits, 3e-11, 0.7, plans, waves, spectrum, vectors, measures, means),
            Bytes(Shape), Bytes(Limits), Bytes(3e-11), Bytes(0.7), plans, waves, spectrum, vectors, measures, means);

        ArrayView<double> parts = Doubles(VectorKernels.Parts * Tasks * Limits.Products), sums = Doubles(Tasks * Limits.Products);
        Check(
            "VectorKernels.Products", VectorKernels.Parts * Tasks * Limits.Products, i => VectorKernels.Products(i, Shape, Limits, plans, vectors, parts),
            Bytes(Shape), Bytes(Limits), plans, vectors, parts);
        Check("VectorKernels.Total", Tasks * Limits.Products, i => VectorKernels.Total(i, parts, sums), parts, sums);
        Check("VectorKernels.Sums", VectorKernels.Parts * Tasks * 2, i => VectorKernels.Sums(i, Shape, measures, parts), Bytes(Shape), measures, parts);
    }

    /// <summary>One increment with ordinary voxels, voxels for the robust update and one that is turned inside out.</summary>
    [Fact]
    public void Law_InterpretedEqualsCompiled()
    {
        FieldShape small = new(new PeriodicGrid(3, 2, 1, 1.0, 1.0, 1.0));
        (ArrayView<int> plans, ArrayView<double> numbers) = Plans();
        var constants = new UpdateConstants(PhenopowerlawParameters.Aluminium, UpdateTolerances.Default);
        Tensor3x3[] O = Crystals.Orientations(3);
        double[] components = new double[27];
        for (int g = 0; g < 3; g++)
            O[g].ToRowMajor(components.AsSpan(9 * g, 9));
        ArrayView<double> orientations = Table(components), F = Doubles(2 * 9 * small.Stride * Slots), states = Doubles(2 * 26 * small.Stride * Slots);
        ArrayView<int> grains = Table([.. Enumerable.Range(0, small.Voxels).Select(v => v % 3)]);
        double xi = PhenopowerlawParameters.Aluminium.InitialResistance_Pa;
        for (int slot = 0; slot < Slots; slot++)
        {
            Check(
                "CrystalFieldKernel.Initialise", small.Voxels, v => CrystalFieldKernel.Initialise(v, small, xi, slot, grains, orientations, F, states),
                Bytes(small), Bytes(xi), Bytes(slot), grains, orientations, F, states);
        }

        ArrayView<double> work = Doubles(9 * small.Stride * Tasks);
        for (int i = 0; i < work.Length; i++)
            work[i] *= 1e-3;
        work[5] = -3.0;
        ArrayView<int> failures = Table([CrystalFieldKernel.NoFailure, CrystalFieldKernel.NoFailure]), hard = Integers(1 + Tasks * small.Voxels);
        hard[0] = 0;
        Check(
            "CrystalFieldKernel.Advance", Tasks * small.Voxels,
            i => CrystalFieldKernel.Advance(i, constants, small, Limits, plans, numbers, work, F, states, failures, hard),
            Bytes(constants), Bytes(small), Bytes(Limits), plans, numbers, work, F, states, failures, hard);
        Assert.Equal(8 * 5 + (int)PointStatus.NonPositiveVolume, failures[0]);
        Assert.Equal(CrystalFieldKernel.NoFailure, failures[1]);
        Check(
            "CrystalFieldKernel.Finish", 4, i => CrystalFieldKernel.Finish(i, 4, constants, small, Limits, plans, numbers, work, F, states, failures, hard),
            Bytes(4), Bytes(constants), Bytes(small), Bytes(Limits), plans, numbers, work, F, states, failures, hard);
        Assert.InRange(hard[0], 1, Tasks * small.Voxels - 1);
    }

    private (ArrayView<int> Plans, ArrayView<double> Numbers) Plans()
    {
        var plans = new int[Tasks * Limits.PlanLength];
        var numbers = new double[Tasks * Limits.NumberLength];
        for (int t = 0; t < Tasks; t++)
        {
            var task = new FieldTask(Limits, Shape.Voxels) { Slot = 1 - t, Side = t, Unknown = 1, Step = 3, Time_s = 1.0, TimeRatio = t == 0 ? 0.5 : -1.0 };
            task.MeanF = Crystals.Deformation(0.001 + 0.01 * t, 0.3);
            task.Terms.Add(new(0, 1.0));
            task.Terms.Add(new(2, -0.3));
            if (t == 1)
                task.Before = (0, 2, 5, 6);
            task.Products.Add(new(3, 3));
            task.Products.Add(new(0, 1, 2, 3));
            task.Write(Limits, plans.AsSpan(t * Limits.PlanLength, Limits.PlanLength), numbers.AsSpan(t * Limits.NumberLength, Limits.NumberLength));
        }

        return (Table(plans), Table(numbers));
    }

    /// <summary>Runs a kernel in the interpreter on a copy of the arrays and then on the processor, and compares all arrays.</summary>
    private static void Check(string name, int threads, Action<Index1D> compiled, params object[] arguments)
    {
        var machine = new PtxMachine(Program(name), 1 << 20);
        var parameters = new List<byte[]> { Bytes(threads) };
        var copies = new List<(object Array, int Address)>();
        foreach (object argument in arguments)
        {
            switch (argument)
            {
                case byte[] value:
                    parameters.Add(value);
                    break;
                case ArrayView<double> view:
                    copies.Add((view, machine.Allocate(8 * view.IntLength)));
                    view.CopyToCPU(machine.At<double>(copies[^1].Address, view.IntLength));
                    parameters.Add(View(copies[^1].Address, view.Length));
                    break;
                case ArrayView<int> view:
                    copies.Add((view, machine.Allocate(4 * view.IntLength)));
                    view.CopyToCPU(machine.At<int>(copies[^1].Address, view.IntLength));
                    parameters.Add(View(copies[^1].Address, view.Length));
                    break;
            }
        }

        machine.Launch("Kernel_" + name.Split('.')[1], threads, [.. parameters]);
        for (int i = 0; i < threads; i++)
            compiled(i);
        foreach ((object array, int address) in copies)
        {
            if (array is ArrayView<double> doubles)
            {
                for (int i = 0; i < doubles.Length; i++)
                    Assert.True(BitConverter.DoubleToInt64Bits(doubles[i]) == BitConverter.DoubleToInt64Bits(machine.At<double>(address, doubles.IntLength)[i]), $"{name}: number {i}");
            }
            else if (array is ArrayView<int> integers)
            {
                for (int i = 0; i < integers.Length; i++)
                    Assert.True(integers[i] == machine.At<int>(address, integers.IntLength)[i], $"{name}: integer {i}");
            }
        }
    }

    private static string Program(string name) =>
        Programs.GetOrAdd(name, n => FieldPrograms.CompileToPtx(n, CudaArchitecture.SM_90, CudaInstructionSet.ISA_80));

    private ArrayView<double> Doubles(int count) => Table([.. Enumerable.Range(0, count).Select(_ => _random.NextDouble() - 0.5)]);

    private ArrayView<int> Integers(int count) => Table(new int[count]);

    private ArrayView<double> Table(double[] values)
    {
        _doubles.Add(_accelerator.Allocate1D(values));
        return _doubles[^1].View;
    }

    private ArrayView<int> Table(int[] values)
    {
        _integers.Add(_accelerator.Allocate1D(values));
        return _integers[^1].View;
    }

    private static byte[] Bytes<T>(T value) where T : unmanaged => MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)).ToArray();

    private static byte[] View(long address, long length) => [.. Bytes(address), .. Bytes(length)];
}
