using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;
using UmatSurrogate.Recurrent;

namespace UmatSurrogate.Tests.Recurrent;

public sealed class ClusterPolycrystalTests
{
    private static readonly ClusterSettings Settings = new()
    {
        Coupling = 2.5,
        Sharpness = [4.0, 5.0, 6.0, 7.0, 6.5, 6.0, 6.0],
        Relaxation = [0.9, 0.5, 0.4, 0.3, 0.25, 0.3],
        Momentum = [0.0, 0.1, 0.2, 0.0, 0.15, 0.05],
    };

    private static readonly DeviatoricVector E1 = new(0.3, -0.5, 0.1, 0.6, -0.2);
    private static readonly DeviatoricVector E2 = new(-0.1, 0.7, 0.2, -0.3, 0.5);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(16)]
    [InlineData(20)]
    [InlineData(37)]
    public void Evaluate_CompareToPlainSweeps(int count)
    {
        VolumeElement element = VolumeElementGenerator.Random(count, 3);
        GrainInteraction interaction = GrainInteraction.Create(element.Grains);
        ClusterPolycrystal cluster = ClusterPolycrystal.Create(element.Grains, interaction);
        double[] expected = [.. Components(PlainCluster.MeanStress(Settings, element.Grains, interaction, E1)), .. Components(PlainCluster.MeanStress(Settings, element.Grains, interaction, E2))];
        double[] values = new double[10], derivatives = new double[50], alone = new double[10];
        foreach (VectorWidth width in Enum.GetValues<VectorWidth>())
        {
            cluster.Evaluate(Settings, E1, E2, values, derivatives, new ClusterWorkspace<double>(), width);
            AssertClose(expected, values, 1e-12);
            cluster.Evaluate(Settings, E1, E2, values, [], new ClusterWorkspace<double>(), width);
            AssertClose(expected, values, 1e-12);
            cluster.Evaluate(Settings, E1, E2, values, derivatives, new ClusterWorkspace<float>(), width);
            AssertClose(expected, values, 5e-6);
            cluster.Evaluate(Settings, E1, E2, alone, [], new ClusterWorkspace<float>(), width);
            Assert.Equal(values, alone); // the same bits with and without derivative
        }
    }

    [Theory]
    [InlineData(5)]
    [InlineData(20)]
    public void Derivative_CompareToCentralDifferences(int count)
    {
        VolumeElement element = VolumeElementGenerator.Random(count, 9);
        ClusterPolycrystal cluster = ClusterPolycrystal.Create(element.Grains, GrainInteraction.Create(element.Grains));
        double[] values = new double[10], derivatives = new double[50], single = new double[50], plus = new double[10], minus = new double[10];
        var workspace = new ClusterWorkspace<double>();
        cluster.Evaluate(Settings, E1, E2, values, derivatives, workspace, VectorWidth.Automatic);
        cluster.Evaluate(Settings, E1, E2, values, single, new ClusterWorkspace<float>(), VectorWidth.Automatic);
        const double h = 1e-6;
        double[] step = new double[5];
        for (int j = 0; j < 5; j++)
        {
            Array.Clear(step);
            step[j] = h;
            DeviatoricVector de = DeviatoricVector.FromSpan(step);
            cluster.Evaluate(Settings, E1 + de, E2 + de, plus, [], workspace, VectorWidth.Automatic);
            cluster.Evaluate(Settings, E1 - de, E2 - de, minus, [], workspace, VectorWidth.Automatic);
            for (int i = 0; i < 10; i++)
            {
                double difference = (plus[i] - minus[i]) / (2.0 * h);
                double derivative = derivatives[25 * (i / 5) + 5 * (i % 5) + j];
                Assert.Equal(difference, derivative, 2e-8);
                Assert.Equal(derivative, single[25 * (i / 5) + 5 * (i % 5) + j], 2e-5);
            }
        }
    }

    /// <summary>At e = 0 the stress is zero and the derivative that of plain Bishop-Hill: the interaction is of second order.</summary>
    [Fact]
    public void MeanStress_NoStrain_PlainDerivative()
    {
        VolumeElement element = VolumeElementGenerator.Random(20, 3);
        GrainInteraction interaction = GrainInteraction.Create(element.Grains);
        ClusterPolycrystal cluster = ClusterPolycrystal.Create(element.Grains, interaction);
        double[] derivative = new double[25], plain = new double[25];
        DeviatoricVector c = cluster.MeanStressAndDerivative(new ClusterSettings(), default, derivative);
        BishopHillPolycrystal.Create(element.Grains, interaction.Weights).MeanStressAndDerivative(new ClusterSettings().Sharpness[^1], default, plain);
        Assert.True(c.Norm < 1e-14);
        // The sweeps leave x = e if nothing interacts.
        AssertClose(plain, derivative, 1e-12);
        // Close to it nothing jumps.
        DeviatoricVector near = cluster.MeanStressAndDerivative(new ClusterSettings(), 1e-7 * E1, derivative);
        AssertClose(plain, derivative, 1e-4);
        Assert.True(near.Norm < 1e-5);
    }

    [Fact]
    public void MeanStress_NoCoupling_WeightedBishopHill()
    {
        VolumeElement element = VolumeElementGenerator.Random(11, 3);
        GrainInteraction interaction = GrainInteraction.Create(element.Grains);
        var settings = new ClusterSettings { Coupling = 0.0, Sharpness = [8.0, 8.0], Relaxation = [1.0], Momentum = [0.0] };
        double[] derivative = new double[25], expected = new double[25];
        DeviatoricVector c = ClusterPolycrystal.Create(element.Grains, interaction).MeanStressAndDerivative(settings, E1, derivative);
        DeviatoricVector b = BishopHillPolycrystal.Create(element.Grains, interaction.Weights).MeanStressAndDerivative(8.0, E1, expected);
        AssertClose(Components(b), Components(c), 1e-12);
        AssertClose(expected, derivative, 1e-12);
    }

    /// <summary>One orientation in all grains: a uniform stress, no interaction.</summary>
    [Fact]
    public void MeanStress_SingleCrystalInGrains_SingleCrystal()
    {
        Grain[] grains = [.. VolumeElementGenerator.Random(9, 3).Grains.ToArray().Select(g => g with { Orientation = Orientation.Identity })];
        ClusterPolycrystal cluster = ClusterPolycrystal.Create(grains, GrainInteraction.Create(grains));
        var settings = new ClusterSettings();
        AssertClose(Components(PlainCluster.Stress(grains[0], settings.Sharpness[^1], E1)), Components(cluster.MeanStress(settings, E1)), 1e-5);
    }

    /// <summary>With sweeps enough the result is the fixed point, whatever the way there.</summary>
    [Fact]
    public void MeanStress_ManySweeps_FixedPointDoesNotDependOnRelaxation()
    {
        VolumeElement element = VolumeElementGenerator.Random(20, 3);
        ClusterPolycrystal cluster = ClusterPolycrystal.Create(element.Grains, GrainInteraction.Create(element.Grains));
        DeviatoricVector a = cluster.MeanStress(Uniform(0.1), E1), b = cluster.MeanStress(Uniform(0.2), E1);
        Assert.True((a - b).Norm < 1e-4 * a.Norm, $"{a} {b}");

        static ClusterSettings Uniform(double relaxation) => new()
        {
            Coupling = 2.5,
            Sharpness = [.. Enumerable.Repeat(6.0, 101)],
            Relaxation = [.. Enumerable.Repeat(relaxation, 100)],
            Momentum = [.. Enumerable.Repeat(0.0, 100)],
        };
    }

    /// <summary>Wild iterations stay finite: beyond a length of 32 only the direction of c Q x counts.</summary>
    [Fact]
    public void Evaluate_StrainsOutOfBounds_FiniteAndBounded()
    {
        VolumeElement element = VolumeElementGenerator.Random(20, 3);
        ClusterPolycrystal cluster = ClusterPolycrystal.Create(element.Grains, GrainInteraction.Create(element.Grains));
        var wild = new ClusterSettings { Coupling = 1000.0, Sharpness = [16.0, 16.0, 16.0], Relaxation = [10.0, 10.0], Momentum = [0.0, 10.0] };
        double[] values = new double[10], derivatives = new double[50];
        cluster.Evaluate(wild, E1, E2, values, derivatives, new ClusterWorkspace<float>(), VectorWidth.Automatic);
        Assert.All(values, v => Assert.True(Math.Abs(v) <= BishopHillVertices.MaximumNorm));
        Assert.All(derivatives, d => Assert.True(double.IsFinite(d)));
    }

    [Fact]
    public void Settings_LengthsThatDoNotFit_Refused()
    {
        InputException e = Assert.Throws<InputException>(() => (Settings with { Momentum = [0.1] }).Validate("m.safetensors"));
        Assert.Contains("m.safetensors: 'cluster.momentum (length)' is 1", e.Message, StringComparison.Ordinal);
    }

    private static double[] Components(in DeviatoricVector v) => [v.B1, v.B2, v.B3, v.B4, v.B5];

    private static void AssertClose(double[] expected, double[] actual, double tolerance)
    {
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], tolerance);
    }
}
