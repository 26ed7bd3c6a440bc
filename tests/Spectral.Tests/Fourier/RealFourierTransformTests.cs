using System.Numerics;
using System.Runtime.InteropServices;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Spectral.Tests;

public class RealFourierTransformTests
{
    public static TheoryData<int, int, int> SmallGrids()
    {
        var grids = new TheoryData<int, int, int>();
        int[] sizes = [1, 2, 3, 5, 7, 8, 9, 15, 16];
        foreach (int nx in sizes)
        {
            foreach (int ny in sizes)
            {
                foreach (int nz in sizes)
                    grids.Add(nx, ny, nz);
            }
        }

        return grids;
    }

    [Fact]
    public void Spectrum_is_the_one_of_the_definition_on_all_combinations_of_small_sizes()
    {
        foreach (object[] grid in SmallGrids())
            CompareWithDefinition((int)grid[0], (int)grid[1], (int)grid[2]);
    }

    [Theory]
    [InlineData(4, 6, 10)]
    [InlineData(11, 13, 12)]
    [InlineData(22, 26, 14)]
    [InlineData(17, 19, 21)]
    [InlineData(32, 20, 18)]
    [InlineData(64, 24, 30)]
    [InlineData(128, 9, 25)]
    [InlineData(9, 81, 27)]
    [InlineData(49, 12, 35)]
    [InlineData(149, 9, 4)]
    [InlineData(12, 150, 3)]
    [InlineData(151, 8, 2)]
    [InlineData(8, 151, 5)]
    [InlineData(3, 9, 151)]
    [InlineData(163, 9, 4)]
    [InlineData(9, 163, 3)]
    [InlineData(8, 3, 163)]
    [InlineData(2, 9, 326)]
    [InlineData(10, 1009, 1)]
    [InlineData(302, 9, 1)]
    [InlineData(256, 8, 1)]
    [InlineData(1, 1, 512)]
    public void Spectrum_is_the_one_of_the_definition(int nx, int ny, int nz) => CompareWithDefinition(nx, ny, nz);

    /// <summary>X of the definition; relative to the norm of the spectrum over the root of its length, i.e. to a typical coefficient.</summary>
    private static void CompareWithDefinition(int nx, int ny, int nz)
    {
        const int fields = 2;
        var f = new SpectrumFields(nx, ny, nz, fields);
        f.Forward();
        for (int field = 0; field < fields; field++)
        {
            Complex[] expected = PlainFourierTransform.Forward(f.Real.AsSpan(field * f.RealStride, f.Voxels), nx, ny, nz);
            double typical = Math.Sqrt(expected.Sum(x => x.Magnitude * x.Magnitude) / expected.Length);
            for (int k = 0; k < f.Transform.Frequencies; k++)
            {
                (int x, int y, int z) = f.Transform.WaveNumbers(k);
                Complex e = expected[(x + nx) % nx + nx * ((y + ny) % ny + ny * z)];
                double error = (f.Coefficient(field, k) - e).Magnitude / typical;
                Assert.True(error < 2e-13 * Math.Max(1.0, Math.Sqrt(Math.Max(nx, Math.Max(ny, nz))) / 8.0), $"{nx} x {ny} x {nz}, field {field}, wave numbers {x}, {y}, {z}: error {error}");
            }
        }
    }

    [Fact]
    public void Order_of_frequencies()
    {
        var t = new RealFourierTransform(4, 5, 6);
        Assert.Equal(4 * 5 * 4, t.Frequencies);
        Assert.Equal(80, t.Stride);
        Assert.Equal((0, 0, 0), t.WaveNumbers(0));
        Assert.Equal((0, 2, 0), t.WaveNumbers(2));
        Assert.Equal((0, -2, 0), t.WaveNumbers(3));
        Assert.Equal((1, 0, 0), t.WaveNumbers(5));
        Assert.Equal((2, 0, 0), t.WaveNumbers(10));
        Assert.Equal((-1, -1, 3), t.WaveNumbers(79));
    }

    [Fact]
    public void Transform_there_and_back_is_the_identity_on_all_combinations_of_small_sizes()
    {
        foreach (object[] grid in SmallGrids())
            ThereAndBack((int)grid[0], (int)grid[1], (int)grid[2]);
    }

    [Theory]
    [InlineData(32, 32, 32)]
    [InlineData(149, 150, 7)]
    [InlineData(151, 151, 15)]
    [InlineData(163, 32, 5)]
    [InlineData(5, 163, 32)]
    [InlineData(32, 5, 163)]
    [InlineData(7, 149, 150)]
    [InlineData(1, 1, 1000)]
    [InlineData(1, 1, 1009)]
    [InlineData(997, 2, 1)]
    public void Transform_there_and_back_is_the_identity(int nx, int ny, int nz) => ThereAndBack(nx, ny, nz);

    /// <summary>Also Parseval: sum x^2 = sum |X|^2 / N, where a stored frequency that stands for two counts twice.</summary>
    private static void ThereAndBack(int nx, int ny, int nz)
    {
        var f = new SpectrumFields(nx, ny, nz, 3);
        f.Forward();
        for (int field = 0; field < f.Fields; field++)
        {
            double inSpace = 0.0, inFrequency = 0.0;
            foreach (double x in f.Real.AsSpan(field * f.RealStride, f.Voxels))
                inSpace += x * x;
            for (int k = 0; k < f.Transform.Frequencies; k++)
            {
                int z = f.Transform.WaveNumbers(k).Z;
                double weight = z == 0 || 2 * z == nz ? 1.0 : 2.0;
                double magnitude = f.Coefficient(field, k).Magnitude;
                inFrequency += weight * magnitude * magnitude;
            }

            Assert.Equal(1.0, inFrequency / f.Voxels / inSpace, 1e-12);
        }

        f.Inverse();
        double worst = 0.0;
        for (int field = 0; field < f.Fields; field++)
        {
            for (int v = 0; v < f.Voxels; v++)
                worst = Math.Max(worst, Math.Abs(f.Back[field * f.RealStride + v] - f.Real[field * f.RealStride + v]));
            for (int v = f.Voxels; v < f.RealStride; v++)
                Assert.True(double.IsNaN(f.Back[field * f.RealStride + v]), "memory beyond the field was written");
            for (int k = 2 * f.Transform.Stride; k < f.SpectrumStride; k++)
                Assert.True(double.IsNaN(f.Spectrum[field * f.SpectrumStride + k]), "memory beyond the spectrum was written");
        }

        Assert.True(worst < 1e-13, $"{nx} x {ny} x {nz}: {worst}");
    }

    /// <summary>d/dx cos(2 pi k.x + phase) by multiplication with 2 pi i k, along each axis.</summary>
    [Theory]
    [InlineData(7, 8, 15)]
    [InlineData(16, 15, 8)]
    [InlineData(151, 15, 7)]
    [InlineData(15, 149, 16)]
    [InlineData(9, 7, 150)]
    public void Derivative_of_a_plane_wave(int nx, int ny, int nz)
    {
        (int kx, int ky, int kz) = (2, -3, 1);
        const double phase = 0.3;
        var f = new SpectrumFields(nx, ny, nz, 3);
        double Argument(int v) => 2.0 * Math.PI * ((double)kx * (v % nx) / nx + (double)ky * (v / nx % ny) / ny + (double)kz * (v / (nx * ny)) / nz) + phase;
        for (int field = 0; field < 3; field++)
        {
            for (int v = 0; v < f.Voxels; v++)
                f.Real[field * f.RealStride + v] = Math.Cos(Argument(v));
        }

        f.Forward();
        for (int field = 0; field < 3; field++)
        {
            for (int k = 0; k < f.Transform.Frequencies; k++)
            {
                (int x, int y, int z) = f.Transform.WaveNumbers(k);
                int number = field == 0 ? x : field == 1 ? y : z;
                Complex derivative = f.Coefficient(field, k) * new Complex(0.0, 2.0 * Math.PI * number);
                f.Spectrum[field * f.SpectrumStride + k] = derivative.Real;
                f.Spectrum[field * f.SpectrumStride + f.Transform.Stride + k] = derivative.Imaginary;
            }
        }

        f.Inverse();
        for (int field = 0; field < 3; field++)
        {
            double factor = -2.0 * Math.PI * (field == 0 ? kx : field == 1 ? ky : kz);
            for (int v = 0; v < f.Voxels; v++)
                Assert.Equal(factor * Math.Sin(Argument(v)), f.Back[field * f.RealStride + v], 1e-10);
        }
    }

    /// <summary>What no real field has (an imaginary part where a coefficient is its own conjugate along z) does not reach other voxels.</summary>
    [Theory]
    [InlineData(8, 16, 8)]
    [InlineData(5, 9, 7)]
    public void Inverse_ignores_the_imaginary_part_of_real_coefficients(int nx, int ny, int nz)
    {
        var f = new SpectrumFields(nx, ny, nz, 1);
        f.Forward();
        f.Spectrum[f.Transform.Stride] += 100.0;
        f.Inverse();
        for (int v = 0; v < f.Voxels; v++)
            Assert.Equal(f.Real[v], f.Back[v], 1e-13);
    }

    [Theory]
    [InlineData(16, 16, 16)]
    [InlineData(15, 17, 9)]
    [InlineData(3, 5, 2)]
    [InlineData(151, 163, 4)]
    [InlineData(2, 1, 64)]
    public void Threads_do_not_change_a_bit(int nx, int ny, int nz)
    {
        var one = new SpectrumFields(nx, ny, nz, 9, threads: 1);
        var four = new SpectrumFields(nx, ny, nz, 9, threads: 4);
        for (int repetition = 0; repetition < 20; repetition++)
        {
            one.Forward();
            four.Forward();
            Assert.True(SameBytes(one.Spectrum, four.Spectrum));
            one.Inverse();
            four.Inverse();
            Assert.True(SameBytes(one.Back, four.Back));
        }
    }

    /// <summary>Registers of 1, 4 and 8 doubles, and direct and chirp transforms of primes.</summary>
    [Theory]
    [InlineData(16, 15, 14)]
    [InlineData(31, 22, 17)]
    [InlineData(9, 10, 6)]
    public void Narrow_registers_and_other_algorithms_give_the_same_spectrum(int nx, int ny, int nz)
    {
        var widest = new SpectrumFields(nx, ny, nz, 2);
        widest.Forward();
        foreach (int width in new[] { 1, 4, 8 })
        {
            foreach (int largestDirectPrime in new[] { 8, 1000 })
            {
                if (width > LineBlocks.MaxWidth)
                    continue;
                var other = new SpectrumFields(nx, ny, nz, 2, new RealFourierTransform(nx, ny, nz, 2, width, largestDirectPrime));
                other.Forward();
                for (int k = 0; k < widest.Transform.Frequencies; k++)
                    Assert.True((widest.Coefficient(1, k) - other.Coefficient(1, k)).Magnitude < 1e-13 * Math.Sqrt(widest.Voxels));
                other.Inverse();
                for (int v = 0; v < other.Voxels; v++)
                    Assert.Equal(other.Real[v], other.Back[v], 1e-13);
            }
        }
    }

    [SkippableTheory]
    [InlineData(16, 15, 14)]
    [InlineData(1, 8, 3)]
    [InlineData(33, 2, 64)]
    [InlineData(151, 5, 163)]
    public void Fftw_agrees(int nx, int ny, int nz)
    {
        Skip.IfNot(FftwTransform.IsAvailable, "FFTW is not installed (Debian: libfftw3-double3).");
        var own = new SpectrumFields(nx, ny, nz, 3);
        var fftw = new SpectrumFields(nx, ny, nz, 3, new RealFourierTransform(nx, ny, nz, 2, FourierLibrary.Fftw));
        own.Forward();
        fftw.Forward();
        for (int k = 0; k < own.Transform.Frequencies; k++)
            Assert.True((own.Coefficient(2, k) - fftw.Coefficient(2, k)).Magnitude < 1e-13 * Math.Sqrt(own.Voxels));
        fftw.Inverse();
        for (int v = 0; v < own.Voxels; v++)
            Assert.Equal(fftw.Real[v], fftw.Back[v], 1e-13);
    }

    [Fact]
    public void A_call_does_not_allocate()
    {
        foreach (int threads in new[] { 1, 2 })
        {
            var f = new SpectrumFields(16, 15, 14, 2, threads);
            f.Forward();
            f.Inverse();
            long before = GC.GetAllocatedBytesForCurrentThread();
            f.Forward();
            f.Inverse();
            Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        }
    }

    [Fact]
    public void A_failing_piece_of_work_reaches_the_caller_and_the_team_goes_on()
    {
        var team = new WorkerTeam(3);
        int[] done = new int[100];
        Assert.Throws<AggregateException>(() => team.Run(100, (_, piece) => throw new InvalidOperationException(FormattableString.Invariant($"{piece}"))));
        for (int round = 0; round < 200; round++)
            team.Run(100, (_, piece) => Interlocked.Increment(ref done[piece]));
        Assert.All(done, d => Assert.Equal(200, d));
    }

    private static bool SameBytes(double[] a, double[] b) => MemoryMarshal.AsBytes(a.AsSpan()).SequenceEqual(MemoryMarshal.AsBytes(b.AsSpan()));

    [Fact]
    public void Impossible_sizes_are_rejected()
    {
        Assert.Throws<InputException>(() => new RealFourierTransform(0, 1, 1));
        Assert.Throws<InputException>(() => new RealFourierTransform(1, 1, 1, 0));
    }
}
