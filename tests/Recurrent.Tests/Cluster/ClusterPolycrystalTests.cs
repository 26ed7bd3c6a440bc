using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;
using UmatSurrogate.Recurrent;

namespace UmatSurrogate.Tests.Recurrent;

public sealed class ClusterPolycrystalTests
{
    /// <summary>Six sweeps, all vertices alike.</summary>
    private static readonly ClusterSettings Settings = Alike with
    {
        Coupling = [2.5],
        Sharpness = [4.0, 5.0, 6.0, 7.0, 6.5, 6.0],
        Relaxation = [0.9, 0.5, 0.4, 0.3, 0.25, 0.3],
        Momentum = [0.0, 0.1, 0.2, 0.0, 0.15, 0.05],
    };

    /// <summary>All vertices alike in every soft maximum.</summary>
    private static ClusterSettings Alike => new()
    {
        SweepVertices = VertexClasses.Alike,
        OutputVertices = VertexClasses.Alike,
        PlainVertices = VertexClasses.Alike,
        RotationVertices = VertexClasses.Alike,
    };

    private static readonly SymmetricTensor Stretch = IsochoricStretch.FromStretch(new(1.11, 0.93, 0.97, 0.05, -0.04, 0.06));
    private static readonly DeviatoricVector E1 = new(0.3, -0.5, 0.1, 0.6, -0.2);
    private static readonly DeviatoricVector E2 = new(-0.1, 0.7, 0.2, -0.3, 0.5);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(16)]
    [InlineData(20)]
    [InlineData(37)]
    public void Stresses_CompareToPlainSums(int count)
    {
        (ClusterPolycrystal cluster, VolumeElement element) = Cluster(count, 3);
        double[] values = new double[30], derivatives = new double[150], alone = new double[30];
        foreach (ClusterSettings settings in new[] { Settings, new ClusterSettings(), TestModels.WeightedCluster })
        {
            double[] expected = PlainCluster.Stresses(settings, element.Grains, cluster.Interaction, Stretch, E1, E2);
            foreach (VectorWidth width in Enum.GetValues<VectorWidth>())
            {
                cluster.Stresses(settings, Stretch, E1, E2, values, derivatives, new ClusterWorkspace<double>(), width);
                AssertClose(expected, values, 1e-12);
                cluster.Stresses(settings, Stretch, E1, E2, values, [], new ClusterWorkspace<double>(), width);
                AssertClose(expected, values, 1e-12);
                cluster.Stresses(settings, Stretch, E1, E2, values, derivatives, new ClusterWorkspace<float>(), width);
                AssertClose(expected, values, 1e-5);
                cluster.Stresses(settings, Stretch, E1, E2, alone, [], new ClusterWorkspace<float>(), width);
                Assert.Equal(values, alone); // the same bits with and without derivative
            }
        }
    }

    [Theory]
    [InlineData(5)]
    [InlineData(20)]
    public void Derivatives_CompareToCentralDifferences(int count)
    {
        (ClusterPolycrystal cluster, _) = Cluster(count, 9);
        double[] values = new double[30], derivatives = new double[150], single = new double[150], plus = new double[30], minus = new double[30];
        foreach (ClusterSettings settings in new[] { Settings, new ClusterSettings(), TestModels.WeightedCluster })
        {
            cluster.Stresses(settings, Stretch, E1, E2, values, derivatives);
            cluster.Stresses(settings, Stretch, E1, E2, values, single, new ClusterWorkspace<float>(), VectorWidth.Automatic);
            const double h = 1e-6;
            double[] step = new double[5];
            for (int j = 0; j < 5; j++)
            {
                Array.Clear(step);
                step[j] = h;
                DeviatoricVector de = DeviatoricVector.FromSpan(step);
                cluster.Stresses(settings, Stretch, E1 + de, E2 + de, plus, []);
                cluster.Stresses(settings, Stretch, E1 - de, E2 - de, minus, []);
                for (int i = 0; i < 30; i++)
                {
                    double difference = (plus[i] - minus[i]) / (2.0 * h);
                    double derivative = derivatives[25 * (i / 5) + 5 * (i % 5) + j];
                    Assert.Equal(difference, derivative, 2e-7);
                    Assert.Equal(derivative, single[25 * (i / 5) + 5 * (i % 5) + j], 1e-4);
                }
            }
        }
    }

    /// <summary>At e = 0 the stress is zero and the derivative that of plain Bishop-Hill: the interaction is of second order.</summary>
    [Fact]
    public void Stresses_NoStrain_PlainDerivative()
    {
        (ClusterPolycrystal cluster, VolumeElement element) = Cluster(20, 3);
        ClusterSettings settings = Alike;
        double[] values = new double[30], derivatives = new double[150], plain = new double[25];
        cluster.Stresses(settings, SymmetricTensor.Identity, default, default, values, derivatives);
        Assert.All(values, v => Assert.True(Math.Abs(v) < 1e-14));
        BishopHillPolycrystal grains = BishopHillPolycrystal.Create(element.Grains, cluster.Interaction.Weights);
        grains.MeanStressAndDerivative(settings.OutputSharpness[0], default, plain);
        AssertClose(plain, derivatives[100..125], 1e-12); // the sweeps leave x = e if nothing interacts
        cluster.Stresses(settings, SymmetricTensor.Identity, 1e-7 * E1, 1e-7 * E1, values, derivatives);
        AssertClose(plain, derivatives[100..125], 1e-4); // close to it nothing jumps
    }

    /// <summary>Without coupling, at the undeformed state: Bishop-Hill weighted by volume.</summary>
    [Fact]
    public void Stresses_NoCoupling_WeightedBishopHill()
    {
        (ClusterPolycrystal cluster, VolumeElement element) = Cluster(11, 3);
        ClusterSettings settings = Alike with { Coupling = [0.0] };
        double[] values = new double[30], derivatives = new double[150], expected = new double[25];
        cluster.Stresses(settings, SymmetricTensor.Identity, E1, E2, values, derivatives);
        BishopHillPolycrystal grains = BishopHillPolycrystal.Create(element.Grains, cluster.Interaction.Weights);
        (double Sharpness, DeviatoricVector E)[] stresses =
        [
            (settings.PlainSharpness[0], E1), (settings.PlainSharpness[1], E1), (settings.PlainSharpness[0], E2), (settings.PlainSharpness[1], E2),
            (settings.OutputSharpness[0], E2), (settings.OutputSharpness[1], E2),
        ];
        for (int i = 0; i < 6; i++)
        {
            DeviatoricVector b = grains.MeanStressAndDerivative(stresses[i].Sharpness, stresses[i].E, expected);
            AssertClose([b.B1, b.B2, b.B3, b.B4, b.B5], values[(5 * i)..(5 * i + 5)], 1e-12);
            AssertClose(expected, derivatives[(25 * i)..(25 * i + 25)], 1e-11);
        }
    }

    /// <summary>One orientation in all grains: a uniform stress, no interaction.</summary>
    [Fact]
    public void Stresses_SingleCrystalInGrains_SingleCrystal()
    {
        Grain[] grains = [.. VolumeElementGenerator.Random(9, 3).Grains.ToArray().Select(g => g with { Orientation = Orientation.Identity })];
        ClusterPolycrystal cluster = ClusterPolycrystal.Create(grains, GrainInteraction.Create(grains));
        ClusterSettings settings = TestModels.WeightedCluster;
        double[] values = new double[30];
        cluster.Stresses(settings, SymmetricTensor.Identity, E1, E2, values, []);
        DeviatoricVector s = PlainCluster.Stress(Tensor3x3.Identity, settings.OutputSharpness[0], E2, settings.OutputVertices, 0);
        AssertClose([s.B1, s.B2, s.B3, s.B4, s.B5], values[20..25], 1e-4); // D_gh is kept in single precision
    }

    /// <summary>
    /// A crystal stretched along a cube axis slips on eight systems alike and does not turn; along a general direction under tension the tensile
    /// axis comes nearer to the slip directions, by an angle of the order of the strain.
    /// </summary>
    [Fact]
    public void LatticeRotation_Tension_SymmetricAxisStaysOthersTurn()
    {
        SymmetricTensor tension = new(Math.Exp(0.1), Math.Exp(-0.05), Math.Exp(-0.05), 0, 0, 0);
        Tensor3x3 cube = PlainCluster.Turned(Alike, [new Grain(0, 0, 0, Orientation.Identity)], tension)[0];
        Assert.True((cube - Tensor3x3.Identity).Norm < 1e-12);
        Orientation general = VolumeElementGenerator.Random(1, 5).Grains[0].Orientation;
        Tensor3x3 turned = PlainCluster.Turned(Alike, [new Grain(0, 0, 0, general)], tension)[0];
        double angle = (turned - general.ToMatrix()).Norm / Math.Sqrt(2.0);
        Assert.InRange(angle, 0.005, 0.2);
        Assert.True((turned * turned.Transpose - Tensor3x3.Identity).Norm < 1e-3);
    }

    /// <summary>With sweeps enough the result is the fixed point, whatever the way there.</summary>
    [Fact]
    public void Stresses_ManySweeps_FixedPointDoesNotDependOnRelaxation()
    {
        (ClusterPolycrystal cluster, _) = Cluster(20, 3);
        double[] a = new double[30], b = new double[30];
        cluster.Stresses(Uniform(0.1), Stretch, E1, E2, a, []);
        cluster.Stresses(Uniform(0.2), Stretch, E1, E2, b, []);
        AssertClose(a, b, 3e-4);

        static ClusterSettings Uniform(double relaxation) => Alike with
        {
            Coupling = [2.5],
            Sharpness = [.. Enumerable.Repeat(6.0, 100)],
            Relaxation = [.. Enumerable.Repeat(relaxation, 100)],
            Momentum = [.. Enumerable.Repeat(0.0, 100)],
            OutputSharpness = [6.0, 6.0],
        };
    }

    /// <summary>Wild iterations stay finite: beyond a length of 24 only the direction of c Q x counts.</summary>
    [Fact]
    public void Stresses_StrainsOutOfBounds_FiniteAndBounded()
    {
        (ClusterPolycrystal cluster, _) = Cluster(20, 3);
        double[] values = new double[30], derivatives = new double[150];
        foreach (VertexClasses classes in new[] { VertexClasses.Alike, Extreme(3.0, 0.2), Extreme(-3.0, 3.0) })
        {
            ClusterSettings wild = Alike with
            {
                Coupling = [1000.0],
                Sharpness = [16.0, 16.0],
                Relaxation = [10.0, 10.0],
                Momentum = [0.0, 10.0],
                SweepVertices = new() { Weights = [.. classes.Weights, .. classes.Weights], Magnitudes = [.. classes.Magnitudes, .. classes.Magnitudes] },
            };
            wild.Validate("test");
            cluster.Stresses(wild, Stretch, E1, E2, values, derivatives, new ClusterWorkspace<float>(), VectorWidth.Automatic);
            Assert.All(values, v => Assert.True(Math.Abs(v) <= BishopHillVertices.MaximumNorm));
            Assert.All(derivatives, d => Assert.True(double.IsFinite(d)));
        }
    }

    /// <summary>The longest vertices at every length of c Q x, in single precision: no sum leaves the range of floats.</summary>
    [Theory]
    [InlineData(20.0)]
    [InlineData(24.0)]
    [InlineData(28.0)]
    [InlineData(31.0)]
    [InlineData(60.0)]
    [InlineData(1e6)]
    public void Stresses_LongDirectionsAlongVertices_FiniteAndBounded(double length)
    {
        Grain[] grains = [new Grain(0.5, 0.5, 0.5, Orientation.Identity)];
        ClusterPolycrystal cluster = ClusterPolycrystal.Create(grains, GrainInteraction.Create(grains));
        double[] values = new double[30], derivatives = new double[150];
        foreach (VertexClasses classes in new[] { VertexClasses.Alike, Extreme(3.0, 3.0), Extreme(-3.0, 3.0) })
        {
            ClusterSettings settings = Alike with { OutputVertices = new() { Weights = [.. classes.Weights, .. classes.Weights], Magnitudes = [.. classes.Magnitudes, .. classes.Magnitudes] }, OutputSharpness = [length, length] };
            for (int i = 0; i < 5; i++)
            {
                double[] e = new double[5];
                e[i] = 1.0;
                cluster.Stresses(settings, SymmetricTensor.Identity, E1, DeviatoricVector.FromSpan(e), values, derivatives, new ClusterWorkspace<float>(), VectorWidth.Automatic);
                Assert.All(values, v => Assert.True(Math.Abs(v) <= 3.0 * BishopHillVertices.MaximumNorm));
                Assert.All(derivatives, d => Assert.True(double.IsFinite(d)));
            }
        }
    }

    /// <summary>The 24 rotations of the crystals that leave the lattice as it is leave the stresses as they are.</summary>
    [Fact]
    public void Stresses_CrystalTurnedByCubeRotations_Same()
    {
        VolumeElement element = VolumeElementGenerator.Random(7, 3);
        GrainInteraction interaction = GrainInteraction.Create(element.Grains);
        double[] expected = new double[30], values = new double[30];
        ClusterPolycrystal.Create(element.Grains, interaction).Stresses(TestModels.WeightedCluster, Stretch, E1, E2, expected, []);
        foreach (Orientation turn in CubicSymmetry.Operators)
        {
            Grain[] turned = element.Grains.ToArray();
            for (int g = 0; g < turned.Length; g++)
                turned[g] = turned[g] with { Orientation = turn * turned[g].Orientation };
            ClusterPolycrystal.Create(turned, interaction).Stresses(TestModels.WeightedCluster, Stretch, E1, E2, values, []);
            AssertClose(expected, values, 1e-11);
        }
    }

    /// <summary>Cell, crystals and straining turned together by a rotation of the cube: the stresses turn with them.</summary>
    [Theory]
    [InlineData(0, 1, 2, 1, -1, -1)]
    [InlineData(1, 2, 0, 1, 1, 1)]
    [InlineData(1, 0, 2, -1, 1, 1)]
    public void Stresses_CellAndLoadTurned_TurnWithThem(int i, int j, int k, int si, int sj, int sk)
    {
        double[] r = new double[9];
        (r[i], r[3 + j], r[6 + k]) = (si, sj, sk);
        Tensor3x3 turn = Tensor3x3.FromRowMajor(r);
        VolumeElement element = VolumeElementGenerator.Random(7, 3);
        Grain[] turned = element.Grains.ToArray();
        for (int g = 0; g < turned.Length; g++)
        {
            double[] seed = [turned[g].X, turned[g].Y, turned[g].Z];
            double At(int axis, int sign) => sign > 0 ? seed[axis] : 1.0 - seed[axis];
            turned[g] = new Grain(At(i, si), At(j, sj), At(k, sk), Orientation.FromMatrix(turned[g].Orientation.ToMatrix() * turn.Transpose));
        }
        DeviatoricVector Turn(in DeviatoricVector e) => DeviatoricVector.FromTensor(e.ToTensor().Congruence(turn));
        double[] original = new double[30], values = new double[30];
        ClusterPolycrystal.Create(element.Grains, GrainInteraction.Create(element.Grains)).Stresses(TestModels.WeightedCluster, Stretch, E1, E2, original, []);
        ClusterPolycrystal.Create(turned, GrainInteraction.Create(turned)).Stresses(TestModels.WeightedCluster, Stretch.Congruence(turn), Turn(E1), Turn(E2), values, []);
        double[] expected = new double[5];
        for (int s = 0; s < ClusterSettings.StressCount; s++)
        {
            Turn(DeviatoricVector.FromSpan(original.AsSpan(5 * s, 5))).ToSpan(expected);
            AssertClose(expected, values[(5 * s)..(5 * s + 5)], 1e-6); // D_gh is kept in single precision
        }
    }

    [Theory]
    [InlineData(3.5, 1.0, "'cluster.output_vertex_weights' holds 3.5, expected values from -3 to 3")]
    [InlineData(0.0, 0.1, "'cluster.output_vertex_magnitudes' holds 0.1, expected values from 0.2 to 3")]
    [InlineData(double.NaN, 1.0, "'cluster.output_vertex_weights' holds NaN")]
    public void Settings_VertexClassesOutOfRange_Refused(double weight, double magnitude, string expected)
    {
        double[] weights = [0, 0, weight, 0, 0, 0, 0, 0, 0, 0], magnitudes = [1, 1, 1, 1, 1, 1, 1, magnitude, 1, 1];
        ClusterSettings settings = Settings with { OutputVertices = new() { Weights = [.. weights], Magnitudes = [.. magnitudes] } };
        Assert.Contains(expected, Assert.Throws<InputException>(() => settings.Validate("m.safetensors")).Message, StringComparison.Ordinal);
        settings = Settings with { OutputVertices = new() { Weights = [0, 0, 0, 0, 0] } };
        Assert.Contains("has 5 values, expected 10", Assert.Throws<InputException>(() => settings.Validate("m.safetensors")).Message, StringComparison.Ordinal);
    }

    private static VertexClasses Extreme(double weight, double magnitude) => new()
    {
        Weights = [-weight, weight, -weight, 0.0, weight],
        Magnitudes = [magnitude, magnitude, 1.0, magnitude, 0.2],
    };

    [Fact]
    public void Settings_LengthsThatDoNotFit_Refused()
    {
        InputException e = Assert.Throws<InputException>(() => (Settings with { Momentum = [0.1] }).Validate("m.safetensors"));
        Assert.Contains("m.safetensors: 'cluster.momentum (length)' is 1, expected 6 values", e.Message, StringComparison.Ordinal);
    }

    private static (ClusterPolycrystal Cluster, VolumeElement Element) Cluster(int count, ulong seed)
    {
        VolumeElement element = VolumeElementGenerator.Random(count, seed);
        return (ClusterPolycrystal.Create(element.Grains, GrainInteraction.Create(element.Grains)), element);
    }

    private static void AssertClose(double[] expected, double[] actual, double tolerance)
    {
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], tolerance);
    }
}
