using System.Numerics;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;
using UmatSurrogate.Recurrent;

namespace UmatSurrogate.Tests.Recurrent;

public sealed class GrainInteractionTests
{
    private static readonly VolumeElement Element = VolumeElementGenerator.Random(12, 4);

    [Theory]
    [InlineData(16)]
    [InlineData(9)]
    public void Create_RandomCell_SymmetricAndSumsToZero(int grid)
    {
        GrainInteraction d = GrainInteraction.Create(Element.Grains, grid);
        double total = 0.0;
        for (int g = 0; g < d.GrainCount; g++)
        {
            total += d.Weights[g];
            for (int i = 0; i < 5; i++)
            {
                for (int j = 0; j < 5; j++)
                {
                    double sum = 0.0;
                    for (int h = 0; h < d.GrainCount; h++)
                    {
                        sum += d[g, h, i, j];
                        Assert.Equal(d[g, h, i, j], d[g, h, j, i], 1e-12);
                        Assert.Equal(d.Weights[g] * d[g, h, i, j], d.Weights[h] * d[h, g, j, i], 1e-12);
                    }
                    Assert.Equal(0.0, sum, 2e-6); // the kernel is kept in single precision
                }
            }
        }
        Assert.Equal(1.0, total, 1e-12);
    }

    /// <summary>tr G(k) = 1 for every k; by Parseval's theorem sum_g w_g tr D_gg = sum_g w_g (1 - w_g) if no wave vector is left out.</summary>
    [Fact]
    public void Create_OddGrid_TraceByParseval()
    {
        GrainInteraction d = GrainInteraction.Create(Element.Grains, 15);
        double trace = 0.0, expected = 0.0;
        for (int g = 0; g < d.GrainCount; g++)
        {
            for (int i = 0; i < 5; i++)
                trace += d.Weights[g] * d[g, g, i, i];
            expected += d.Weights[g] * (1.0 - d.Weights[g]);
        }
        Assert.Equal(expected, trace, 1e-6);
    }

    /// <summary>
    /// Layers across n: all wave vectors are parallel to n, D_gh = (delta_gh - w_h) G(n), and G(n) halves the two shears in planes of
    /// normal n and removes the rest.
    /// </summary>
    [Fact]
    public void FromImage_Laminate_ClosedForm()
    {
        const int n = 15, first = 6;
        int[] image = [.. Enumerable.Range(0, n * n * n).Select(v => v / n % n < first ? 0 : 1)]; // layers across y
        GrainInteraction d = GrainInteraction.FromImage(image, 2, n, n, n);
        double[] weights = [(double)first / n, 1.0 - (double)first / n];
        for (int g = 0; g < 2; g++)
        {
            for (int h = 0; h < 2; h++)
            {
                for (int i = 0; i < 5; i++)
                {
                    for (int j = 0; j < 5; j++)
                    {
                        bool shear = i == j && i is 2 or 4; // components 12 and 23
                        double expected = i == j && shear ? 0.5 * ((g == h ? 1.0 : 0.0) - weights[h]) : 0.0;
                        Assert.Equal(expected, d[g, h, i, j], 1e-6);
                    }
                }
            }
        }
    }

    /// <summary>Plain sums: the Fourier transform by its definition, G as a tensor of four indices.</summary>
    [Theory]
    [InlineData(5)]
    [InlineData(6)] // with Nyquist numbers
    public void FromImage_CompareToPlainSums(int n)
    {
        const int grains = 3;
        var random = new RandomStream(3, 0);
        int[] image = [.. Enumerable.Range(0, n * n * n).Select(_ => random.NextInt32(grains))];
        GrainInteraction d = GrainInteraction.FromImage(image, grains, n, n, n);
        var expected = new double[grains, grains, 5, 5];
        int half = (n - 1) / 2; // leaves out n/2 of an even n
        for (int a = -half; a <= half; a++)
        {
            for (int b = -half; b <= half; b++)
            {
                for (int c = -half; c <= half; c++)
                {
                    if ((a, b, c) != (0, 0, 0))
                        AddWaveVector(image, n, [a, b, c], expected);
                }
            }
        }
        for (int g = 0; g < grains; g++)
        {
            int voxels = image.Count(v => v == g);
            for (int h = 0; h < grains; h++)
            {
                for (int i = 0; i < 5; i++)
                {
                    for (int j = 0; j < 5; j++)
                        Assert.Equal(expected[g, h, i, j] / ((double)image.Length * voxels), d[g, h, i, j], 1e-6);
                }
            }
        }
    }

    private static void AddWaveVector(int[] image, int n, int[] k, double[,,,] sum)
    {
        var chi = new Complex[sum.GetLength(0)];
        for (int v = 0; v < image.Length; v++)
            chi[image[v]] += Complex.FromPolarCoordinates(1.0, -2.0 * Math.PI * (k[0] * (v % n) + k[1] * (v / n % n) + k[2] * (v / (n * n))) / n);
        double length = Math.Sqrt(k[0] * k[0] + k[1] * k[1] + k[2] * k[2]);
        double[] x = [k[0] / length, k[1] / length, k[2] / length];
        for (int j = 0; j < 5; j++)
        {
            Tensor3x3 basis = Unit(j).ToTensor().ToTensor();
            var image3 = new double[9];
            for (int p = 0; p < 9; p++)
            {
                for (int q = 0; q < 9; q++)
                {
                    (int i1, int j1, int k1, int l1) = (p / 3, p % 3, q / 3, q % 3);
                    double green = ((i1 == k1 ? x[j1] * x[l1] : 0) + (i1 == l1 ? x[j1] * x[k1] : 0) + (j1 == k1 ? x[i1] * x[l1] : 0) + (j1 == l1 ? x[i1] * x[k1] : 0)) / 4
                        - x[i1] * x[j1] * x[k1] * x[l1];
                    image3[p] += green * basis[k1, l1];
                }
            }
            DeviatoricVector column = DeviatoricVector.FromTensor(new SymmetricTensor(image3[0], image3[4], image3[8], image3[1], image3[2], image3[5]));
            double[] rows = new double[5];
            column.ToSpan(rows);
            for (int g = 0; g < chi.Length; g++)
            {
                for (int h = 0; h < chi.Length; h++)
                {
                    for (int i = 0; i < 5; i++)
                        sum[g, h, i, j] += (Complex.Conjugate(chi[g]) * chi[h]).Real * rows[i];
                }
            }
        }
    }

    private static DeviatoricVector Unit(int k) => new(k == 0 ? 1 : 0, k == 1 ? 1 : 0, k == 2 ? 1 : 0, k == 3 ? 1 : 0, k == 4 ? 1 : 0);

    [Fact]
    public void Create_ShiftedSeeds_Unchanged()
    {
        GrainInteraction expected = GrainInteraction.Create(Element.Grains);
        Grain[] shifted = [.. Element.Grains.ToArray().Select(g => g with { X = (g.X + 3.0 / 16) % 1.0, Y = (g.Y + 9.0 / 16) % 1.0, Z = (g.Z + 14.0 / 16) % 1.0 })];
        AssertEqual(expected, GrainInteraction.Create(shifted), Tensor3x3.Identity);
    }

    [Fact]
    public void Create_CubeRotations_TensorsRotate()
    {
        GrainInteraction expected = GrainInteraction.Create(Element.Grains);
        foreach (Orientation rotation in CubicSymmetry.Operators)
        {
            Tensor3x3 r = rotation.ToMatrix();
            AssertEqual(expected, GrainInteraction.Create([.. Element.Grains.ToArray().Select(g => FeatureTests.RotatedGrain(g, r, rotation))]), r);
        }
    }

    [Fact]
    public void Create_GrainWithoutVoxel_NoInteraction()
    {
        // The second seed is so close to the first that no voxel centre is nearest to it.
        Grain[] grains = [new(0.5 + 1.0 / 32, 0.5 + 1.0 / 32, 0.5 + 1.0 / 32, Orientation.Identity), new(0.5 + 1.0 / 32, 0.5 + 1.0 / 32, 0.5 + 1.0 / 32, Orientation.Identity), new(0.1, 0.2, 0.3, Orientation.Identity)];
        GrainInteraction d = GrainInteraction.Create(grains);
        Assert.Equal(0.0, d.Weights[1]);
        for (int i = 0; i < 5; i++)
        {
            Assert.Equal(0.0, d[1, 0, i, i]);
            Assert.Equal(0.0, d[0, 1, i, i]);
            Assert.Equal(0.0, d[1, 1, i, i]);
        }
    }

    private static void AssertEqual(GrainInteraction expected, GrainInteraction actual, in Tensor3x3 rotation)
    {
        double[] m = new double[25];
        DeviatoricVector.RotationMatrix(rotation, m);
        for (int g = 0; g < expected.GrainCount; g++)
        {
            Assert.Equal(expected.Weights[g], actual.Weights[g], 1e-12);
            for (int h = 0; h < expected.GrainCount; h++)
            {
                for (int i = 0; i < 5; i++)
                {
                    for (int j = 0; j < 5; j++)
                    {
                        double rotated = 0.0;
                        for (int p = 0; p < 5; p++)
                        {
                            for (int q = 0; q < 5; q++)
                                rotated += m[5 * i + p] * expected[g, h, p, q] * m[5 * j + q];
                        }
                        Assert.Equal(rotated, actual[g, h, i, j], 1e-6);
                    }
                }
            }
        }
    }
}
