using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;

namespace UmatSurrogate.Microstructure.Tests;

public sealed class OrientationSamplingTests
{
    private const int N = 100_000;

    [Fact]
    public void Uniform_HasTheMomentsOfSO3()
    {
        // E[O_ij] = 0, E[O_ij O_kl] = delta_ik delta_jl / 3, and the angle density (1 - cos w)/pi: E[cos w] = -1/2.
        RandomStream random = new(1, 0);
        double[] first = new double[9], second = new double[81], o = new double[9];
        double cosine = 0;
        for (int n = 0; n < N; n++)
        {
            Orientation q = OrientationSampling.Uniform(random);
            q.ToMatrix().ToRowMajor(o);
            for (int i = 0; i < 9; i++)
            {
                first[i] += o[i] / N;
                for (int j = 0; j < 9; j++)
                    second[9 * i + j] += o[i] * o[j] / N;
            }
            cosine += Math.Cos(q.Angle) / N;
        }
        double five = 5 / Math.Sqrt(N);
        for (int i = 0; i < 9; i++)
        {
            Assert.InRange(first[i], -five, five);
            for (int j = 0; j < 9; j++)
                Assert.InRange(second[9 * i + j] - (i == j ? 1.0 / 3 : 0), -five / 2, five / 2);
        }
        Assert.InRange(cosine, -0.5 - five, -0.5 + five);
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(10.0)]
    [InlineData(40.0)]
    [InlineData(90.0)]
    public void Unimodal_HasTheDistributionOfTheKernel(double halfWidth_deg)
    {
        // t = cos^2(w/2) ~ Beta(a, b) with a = kappa + 1/2, b = 3/2: mean a/(a+b), variance ab/((a+b)^2 (a+b+1)).
        double kappa = OrientationSampling.KernelParameter(halfWidth_deg);
        double half = Math.Cos(double.DegreesToRadians(halfWidth_deg) / 2);
        Assert.Equal(0.5, Math.Pow(half, 2 * kappa), 1e-12);
        double a = kappa + 0.5, b = 1.5;
        double mean = a / (a + b), variance = a * b / ((a + b) * (a + b) * (a + b + 1));
        Orientation mode = Orientation.FromBunge_deg(35, 45, 90);
        RandomStream random = new(2, 0);
        double sampleMean = 0, sampleVariance = 0;
        double[] axis = new double[3];
        for (int n = 0; n < N; n++)
        {
            Orientation misorientation = OrientationSampling.Unimodal(mode, halfWidth_deg, random) * mode.Inverse;
            double t = misorientation.Q0 * misorientation.Q0;
            sampleMean += t / N;
            sampleVariance += (t - mean) * (t - mean) / N;
            double s = Math.Sqrt(1 - t);
            (axis[0], axis[1], axis[2]) =
                (axis[0] + misorientation.Q1 / s / N, axis[1] + misorientation.Q2 / s / N, axis[2] + misorientation.Q3 / s / N);
        }
        double five = 5 / Math.Sqrt(N);
        Assert.InRange(sampleMean, mean - five * Math.Sqrt(variance), mean + five * Math.Sqrt(variance));
        Assert.InRange(sampleVariance, variance * (1 - 4 * five), variance * (1 + 4 * five));
        Assert.All(axis, x => Assert.InRange(x, -five, five));
    }

    [Fact]
    public void Unimodal_AngleDistribution_CompareToIntegratedKernel()
    {
        // Share of orientations within the half-width, by numerical integration of cos^(2k)(w/2) sin^2(w/2) dw.
        const double HalfWidth_deg = 10;
        double kappa = OrientationSampling.KernelParameter(HalfWidth_deg), limit = double.DegreesToRadians(HalfWidth_deg);
        double inside = 0, total = 0;
        const int Steps = 20_000;
        for (int i = 0; i < Steps; i++)
        {
            double w = (i + 0.5) * Math.PI / Steps;
            double density = Math.Pow(Math.Cos(w / 2), 2 * kappa) * Math.Pow(Math.Sin(w / 2), 2);
            total += density;
            inside += w <= limit ? density : 0;
        }
        RandomStream random = new(3, 0);
        int count = 0;
        for (int n = 0; n < N; n++)
            count += OrientationSampling.Unimodal(Orientation.Identity, HalfWidth_deg, random).Angle <= limit ? 1 : 0;
        double share = inside / total;
        double five = 5 * Math.Sqrt(share * (1 - share) / N);
        Assert.InRange((double)count / N, share - five - 1e-4, share + five + 1e-4);
    }

    [Fact]
    public void Ideal_ComponentsHaveTheirPlanesAndDirections()
    {
        // Rolling plane normal and rolling direction in crystal axes, up to crystal symmetry: Goss {110}<001>, Brass {110}<112>, Copper {112}<111>.
        AssertIdeal(TextureComponent.Goss, [0, 1, 1], [0, 0, 1], 1e-12);
        AssertIdeal(TextureComponent.Cube, [0, 0, 1], [0, 0, 1], 1e-12);
        AssertIdeal(TextureComponent.Brass, [0, 1, 1], [1, 1, 2], 0.3 * Math.PI / 180);
        AssertIdeal(TextureComponent.Copper, [1, 1, 2], [1, 1, 1], 0.3 * Math.PI / 180);
    }

    /// <summary>Sorted absolute components of the crystal direction of sample z (plane) and x (direction), within an angle.</summary>
    private static void AssertIdeal(TextureComponent component, double[] plane, double[] direction, double tolerance)
    {
        Tensor3x3 o = OrientationSampling.Ideal(component).ToMatrix();
        AssertFamily(plane, [o.M13, o.M23, o.M33], tolerance);
        AssertFamily(direction, [o.M11, o.M21, o.M31], tolerance);
    }

    private static void AssertFamily(double[] family, double[] found, double tolerance)
    {
        double norm = Math.Sqrt(family.Sum(x => x * x));
        double[] expected = [.. family.Select(x => Math.Abs(x) / norm).Order()], sorted = [.. found.Select(Math.Abs).Order()];
        double distance = Math.Sqrt(expected.Zip(sorted, (x, y) => (x - y) * (x - y)).Sum());
        Assert.InRange(distance, 0, tolerance + 1e-12);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(-5.0)]
    [InlineData(91.0)]
    [InlineData(double.NaN)]
    public void KernelParameter_OutsideItsRange_IsAnInputError(double halfWidth_deg) =>
        Assert.Contains("half-width", Assert.Throws<InputException>(() => OrientationSampling.KernelParameter(halfWidth_deg)).Message, StringComparison.Ordinal);
}
