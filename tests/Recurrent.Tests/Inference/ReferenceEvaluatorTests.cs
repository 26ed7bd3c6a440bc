using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;
using UmatSurrogate.Recurrent;

namespace UmatSurrogate.Tests.Recurrent;

public sealed class ReferenceEvaluatorTests
{
    /// <summary>Brings a point to a state in the middle of a path; returns the state and the stretch.</summary>
    private static (double[] State, SymmetricTensor Stretch) Prestrain(ReferenceEvaluator evaluator, MicrostructureContext context, ulong seed)
    {
        var random = new RandomStream(seed, 1);
        double[] state = TestModels.InitialState(context);
        SymmetricTensor stretch = SymmetricTensor.Identity;
        var stress = new double[6];
        for (int i = 0; i < 5; i++)
        {
            stretch += 1e-3 * TestModels.Symmetric(random);
            Assert.Equal(PointStatus.Ok, evaluator.Evaluate(context, TestModels.Components(stretch), 0.7, state, state, stress, []));
        }
        return (state, stretch);
    }

    [Theory]
    [InlineData(FeatureSet.Paper, 1, 8, 1e-3)]
    [InlineData(FeatureSet.Paper, 2, 32, 1e-3)]
    [InlineData(FeatureSet.BishopHill, 1, 16, 1e-3)]
    [InlineData(FeatureSet.BishopHill, 2, 8, 1e-3)]
    [InlineData(FeatureSet.BishopHill, 2, 32, 2e-4)]
    [InlineData(FeatureSet.BishopHill, 2, 12, 5e-6)] // held
    [InlineData(FeatureSet.Paper, 2, 12, 2.2e-2)] // sub-steps
    [InlineData(FeatureSet.BishopHill, 1, 12, 2.2e-2)]
    [InlineData(FeatureSet.BishopHill, 2, 12, 2.2e-2)]
    [InlineData(FeatureSet.BishopHill, 2, 12, 6e-2)]
    [InlineData(FeatureSet.Cluster, 2, 12, 1e-3)]
    [InlineData(FeatureSet.Cluster, 2, 12, 2.2e-2)] // sub-steps
    [InlineData(FeatureSet.Cluster, 1, 12, 5e-6)] // held
    [InlineData(FeatureSet.BishopHill, 2, 12, 2e-7, 5e-4)] // held, only begun
    [InlineData(FeatureSet.Paper, 1, 12, 5e-7, 0.0)]
    public void Tangent_CompareToCentralDifferences_1e6(FeatureSet features, int layers, int hiddenSize, double increment, double dt_s = 0.9)
    {
        for (ulong seed = 1; seed <= 3; seed++)
        {
            SurrogateModel model = TestModels.Random(features, layers, hiddenSize, seed);
            MicrostructureContext context = TestModels.Context(model, 7, seed);
            var evaluator = new ReferenceEvaluator(model, TangentRule.Exact);
            (double[] state, SymmetricTensor stretch) = Prestrain(evaluator, context, seed);
            var random = new RandomStream(seed, 2);
            SymmetricTensor direction = TestModels.Symmetric(random);
            SymmetricTensor stretch1 = stretch + increment / direction.Norm * direction;
            double[] u = TestModels.Components(stretch1);
            double[] stress = new double[6], tangent = new double[36], state1 = new double[state.Length];
            Assert.Equal(PointStatus.Ok, evaluator.Evaluate(context, u, dt_s, state, state1, stress, tangent));
            double scale = tangent.Max(Math.Abs), worst = 0;
            double step = Math.Min(1e-3 * increment, 1e-7);
            for (int j = 0; j < 6; j++)
            {
                double[] derivative = TestModels.Derivative(evaluator, context, u, j, step, dt_s, state);
                for (int i = 0; i < 6; i++)
                    worst = Math.Max(worst, Math.Abs(derivative[i] - tangent[6 * i + j]) / scale);
            }
            Assert.True(worst < 1e-6, $"seed {seed}: {worst}");
        }
    }

    /// <summary>The whole step of a tiny model (one layer, one unit) written out by hand.</summary>
    [Fact]
    public void Stress_OneUnit_HandComputed()
    {
        ModelSpecification specification = TestModels.Specification(FeatureSet.Paper, 1, 1) with { GrainInputSize = 1, GrainLayerSize = 1, StressFreeReference = true };
        float[] ramp = [0.1f, -0.2f, 0.3f, -0.4f, 0.5f, -0.6f, 0.7f, 0.8f];
        var tensors = new Dictionary<string, float[]>
        {
            ["grain_hidden.0.weight"] = ramp[..6],
            ["grain_hidden.0.bias"] = [0.1f],
            ["grain_hidden.2.weight"] = [0.9f],
            ["grain_hidden.2.bias"] = [0.2f],
            ["grain_input.0.weight"] = ramp[1..7],
            ["grain_input.0.bias"] = [0.3f],
            ["grain_input.2.weight"] = [-0.8f],
            ["grain_input.2.bias"] = [0.05f],
            ["input.weight"] = ramp,
            ["input.bias"] = [-0.15f],
            ["gru.weight_ih_l0"] = [0.6f, -0.5f, 1.1f],
            ["gru.weight_hh_l0"] = [0.4f, 0.7f, -0.9f],
            ["gru.bias_ih_l0"] = [0.01f, 0.02f, 0.03f],
            ["gru.bias_hh_l0"] = [-0.04f, 0.05f, 0.06f],
            ["output.weight"] = ramp[..6],
            ["output.bias"] = ramp[2..8],
        };
        SurrogateModel model = SurrogateModel.Create(specification, tensors);
        Grain[] grains = VolumeElementGenerator.Random(2, 4).Grains.ToArray();
        MicrostructureContext context = MicrostructureContext.Create(model, grains);

        // Grain networks.
        double h0 = 0, mx = 0;
        foreach (Grain grain in grains)
        {
            (double r1, double r2, double r3) = CubicSymmetry.ReduceToFundamentalZone(grain.Orientation).ToRodrigues();
            float[] f = [(float)grain.X, (float)grain.Y, (float)grain.Z, (float)r1, (float)r2, (float)r3]; // scaled from [-1, 1]: unchanged
            double a = 0.1f, b = 0.3f;
            for (int i = 0; i < 6; i++)
            {
                a += ramp[i] * (double)f[i];
                b += ramp[i + 1] * (double)f[i];
            }
            h0 += Math.Tanh(0.9f * Math.Tanh(a) + 0.2f) / 2;
            mx += Math.Tanh(-0.8f * Math.Tanh(b) + 0.05f) / 2;
        }
        double[] state = TestModels.InitialState(context);
        Assert.Equal(h0, state[PointState.HiddenOffset], 1e-14);

        // One step with a volume change.
        SymmetricTensor u = new(1.002, 0.999, 1.001, 0.0005, -0.0003, 0.0002);
        const double dt = 0.5;
        double j = u.Determinant;
        SymmetricTensor ub = Math.Pow(j, -1.0 / 3.0) * u;
        double[] x = [.. TestModels.Components(ub), Math.Log10(dt)];
        double input = -0.15f + ramp[7] * mx;
        for (int i = 0; i < 7; i++)
            input += ramp[i] * (2 * (x[i] - specification.StepMinimum[i]) / (specification.StepMaximum[i] - specification.StepMinimum[i]) - 1);
        static double Sigmoid(double v) => 1 / (1 + Math.Exp(-v));
        double r = Sigmoid(0.6f * input + 0.01f + 0.4f * h0 + -0.04f);
        double z = Sigmoid(-0.5f * input + 0.02f + 0.7f * h0 + 0.05f);
        double n = Math.Tanh(1.1f * input + 0.03f + r * (-0.9f * h0 + 0.06f));
        double h = (1 - z) * n + z * h0;
        SymmetricTensor step = (ub - SymmetricTensor.Identity).Deviator; // Ub0 = I: D = dev(Ub1 - I)
        double gate = 1 - Math.Exp(-step.Norm / 7e-4);
        double[] s = new double[6];
        for (int c = 0; c < 6; c++)
        {
            double y = ramp[c] * h + ramp[c + 2];
            s[c] = gate * (specification.StressMinimum_Pa[c] + (y + 1) / 2 * (specification.StressMaximum_Pa[c] - specification.StressMinimum_Pa[c]));
        }
        double bulk = (106.75e9 + 2 * 60.41e9) / 3, third = Math.Pow(j, 1.0 / 3.0);
        double p = 1.5 * bulk * (third - 1 / third), mean = (s[0] + s[1] + s[2]) / 3;
        double[] expected = [s[0] - mean + p, s[1] - mean + p, s[2] - mean + p, s[3], s[4], s[5]];

        double[] stress = new double[6], state1 = new double[state.Length];
        Assert.Equal(PointStatus.Ok, new ReferenceEvaluator(model).Evaluate(context, TestModels.Components(u), dt, state, state1, stress, []));
        for (int c = 0; c < 6; c++)
            Assert.Equal(expected[c], stress[c], 1e-10 * 80e6);
        Assert.Equal(h, state1[PointState.HiddenOffset], 1e-13);
        Assert.Equal(step.Norm, state1[PointState.PathLengthOffset], 1e-15);
        Assert.Equal(ub.S11 - 1, state1[PointState.StretchOffset], 1e-15);
    }

    [Fact]
    public void Stress_VolumeChangeOnly_AnalyticMeanStressAndNoCommit()
    {
        SurrogateModel model = TestModels.Random(FeatureSet.BishopHill, 2, 16, 3);
        MicrostructureContext context = TestModels.Context(model, 5, 3);
        double[] state0 = TestModels.InitialState(context), state1 = new double[state0.Length], stress = new double[6], tangent = new double[36];
        double third = 1.01, k = (106.75e9 + 2 * 60.41e9) / 3;
        Assert.Equal(PointStatus.Ok, new ReferenceEvaluator(model).Evaluate(context, [third, third, third, 0, 0, 0], 1.0, state0, state1, stress, tangent));
        // St. Venant-Kirchhoff under U = c I: E = (c^2 - 1)/2 I, S = 3K E, sigma = c S c / c^3.
        double expected = 3 * k * (third * third - 1) / 2 * third * third / (third * third * third);
        Assert.Equal(expected, stress[0], 1e-3);
        Assert.Equal(expected, stress[2], 1e-3);
        Assert.Equal(0.0, stress[4], 1e-3);
        Assert.Equal(0.0, state1[PointState.PathLengthOffset], 1e-12);
        Assert.Equal(1.0, state1[PointState.HeldTimeOffset]);
        Assert.Equal(state0[PointState.HiddenOffset..], state1[PointState.HiddenOffset..]);
    }

    [Fact]
    public void Stress_DeviatoricPart_Traceless()
    {
        SurrogateModel model = TestModels.Random(FeatureSet.BishopHill, 2, 16, 3);
        MicrostructureContext context = TestModels.Context(model, 5, 3);
        var evaluator = new ReferenceEvaluator(model);
        (double[] state, SymmetricTensor stretch) = Prestrain(evaluator, context, 8);
        var stress = new double[6];
        evaluator.Evaluate(context, TestModels.Components(stretch + new SymmetricTensor(1e-3, 0, 0, 1e-3, 0, 0)), 1, state, state, stress, []);
        double j = (stretch + new SymmetricTensor(1e-3, 0, 0, 1e-3, 0, 0)).Determinant;
        Assert.Equal(MeanStress.Value(model.Specification.Elasticity, j), (stress[0] + stress[1] + stress[2]) / 3, 1e-3);
    }
}
