using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;
using UmatSurrogate.Gpu;
using UmatSurrogate.Spectral;

namespace UmatSurrogate.Tests;

/// <summary>Transforms on every accelerator against sums of products, written out.</summary>
public abstract class FourierTests(AcceleratorFixture fixture)
{
    [SkippableTheory]
    [InlineData(1, 1, 1)]
    [InlineData(2, 1, 3)]
    [InlineData(3, 3, 3)]
    [InlineData(5, 4, 3)]
    [InlineData(4, 6, 2)]
    [InlineData(2, 16, 7)]
    [InlineData(7, 2, 18)]
    public void OwnKernels_AreTheSums(int nx, int ny, int nz)
    {
        Skip.If(fixture.Accelerator is null, fixture.Reason);
        FieldShape shape = new(new PeriodicGrid(nx, ny, nz, 1.0, 1.0, 1.0));
        using var transform = new KernelFourierTransform(fixture.Accelerator, shape, 2);
        Check(fixture.Accelerator, shape, transform);
    }

    [SkippableTheory]
    [InlineData(5, 4, 3)]
    [InlineData(16, 16, 16)]
    public void VendorLibrary_IsTheSums(int nx, int ny, int nz)
    {
        Skip.If(fixture.Accelerator is null, fixture.Reason);
        CudaAccelerator? cuda = fixture.Accelerator as CudaAccelerator;
        Skip.If(cuda is null, "cuFFT works on CUDA devices only.");
        Skip.IfNot(CuFftLibrary.TryLoad(out CuFftLibrary? library, out string reason), reason);
        FieldShape shape = new(new PeriodicGrid(nx, ny, nz, 1.0, 1.0, 1.0));
        using var transform = new CuFftTransform(library!, cuda, shape, 2);
        Check(cuda, shape, transform);
    }

    private static void Check(Accelerator accelerator, FieldShape s, IDeviceFourierTransform transform)
    {
        var random = new Random(5);
        var real = new double[2 * s.Stride];
        for (int i = 0; i < real.Length; i++)
            real[i] = random.NextDouble() - 0.5;
        using MemoryBuffer1D<double, Stride1D.Dense> x = accelerator.Allocate1D(real), y = accelerator.Allocate1D<double>(4 * s.SpectrumStride);
        y.MemSetToZero();
        transform.Forward(x.View, y.View, 2);
        accelerator.Synchronize();
        double[] spectrum = y.GetAsArray1D();
        double scale = Math.Sqrt(s.Voxels);
        for (int field = 0; field < 2; field++)
        {
            for (int trial = 0; trial < 40; trial++)
            {
                int k = random.Next(s.Frequencies), kx = k % s.Hx, ky = k / s.Hx % s.Ny, kz = k / (s.Hx * s.Ny);
                double re = 0.0, im = 0.0;
                for (int v = 0; v < s.Voxels; v++)
                {
                    double turns = (double)(kx * (v % s.Nx) % s.Nx) / s.Nx + (double)(ky * (v / s.Nx % s.Ny) % s.Ny) / s.Ny
                        + (double)(kz * (v / (s.Nx * s.Ny)) % s.Nz) / s.Nz;
                    (double sin, double cos) = Math.SinCos(-2.0 * Math.PI * turns);
                    re += real[field * s.Stride + v] * cos;
                    im += real[field * s.Stride + v] * sin;
                }

                int at = 2 * (field * s.SpectrumStride + k);
                Assert.InRange(Math.Abs(spectrum[at] - re) + Math.Abs(spectrum[at + 1] - im), 0.0, 2e-14 * scale);
            }
        }

        transform.Backward(y.View, x.View, 2);
        accelerator.Synchronize();
        double[] back = x.GetAsArray1D();
        for (int field = 0; field < 2; field++)
        {
            for (int v = 0; v < s.Voxels; v++)
                Assert.InRange(Math.Abs(back[field * s.Stride + v] / s.Voxels - real[field * s.Stride + v]), 0.0, 2e-15);
        }
    }
}

/// <summary>ILGPU's CPU accelerator.</summary>
public sealed class CpuFourierTests(CpuAcceleratorTests.Fixture fixture) : FourierTests(fixture), IClassFixture<CpuAcceleratorTests.Fixture>
{
    [Theory]
    [InlineData(1, 0)]
    [InlineData(7, 1)]
    [InlineData(8, 1)]
    [InlineData(32, 2)]
    [InlineData(151, 1)]
    [InlineData(150, 3)]
    public void Lengths_AreCutIntoFewPasses(int n, int passes)
    {
        int[] factors = AxisFactors.Of(n);
        Assert.Equal(n, factors.Aggregate(1, (a, b) => a * b));
        Assert.Equal(passes, factors.Length);
    }

    [Fact]
    public void VendorLibrary_AFileThatIsNot_IsNamedAndNoOtherTaken()
    {
        string? before = Environment.GetEnvironmentVariable(CuFftLibrary.PathVariable);
        try
        {
            Environment.SetEnvironmentVariable(CuFftLibrary.PathVariable, "/nowhere/libcufft.so");
            Assert.False(CuFftLibrary.TryLoad(out _, out string reason));
            Assert.Contains("(tried /nowhere/libcufft.so)", reason, StringComparison.Ordinal);
        }
        finally
        {
            Environment.SetEnvironmentVariable(CuFftLibrary.PathVariable, before);
        }
    }

    [Fact]
    public void Roots_AreThoseOfUnity()
    {
        foreach (int n in new[] { 1, 2, 3, 8, 12, 151 })
        {
            double[] roots = AxisFactors.Roots(n);
            for (int j = 0; j < n; j++)
            {
                (double s, double c) = Math.SinCos(2.0 * Math.PI * j / n);
                Assert.InRange(Math.Abs(roots[2 * j] - c) + Math.Abs(roots[2 * j + 1] - s), 0.0, 2e-15); // of the angles here
            }
        }
    }
}

/// <summary>The first CUDA device; skipped where there is none.</summary>
public sealed class CudaFourierTests(CudaAcceleratorTests.Fixture fixture) : FourierTests(fixture), IClassFixture<CudaAcceleratorTests.Fixture>
{
}
