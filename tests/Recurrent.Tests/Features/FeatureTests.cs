using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;
using UmatSurrogate.Recurrent;

namespace UmatSurrogate.Tests.Recurrent;

public sealed class FeatureTests
{
    [Fact]
    public void GrainFeatures_CubicEquivalents_Unchanged()
    {
        Grain grain = VolumeElementGenerator.Random(1, 11).Grains[0];
        foreach (FeatureSet set in Enum.GetValues<FeatureSet>())
        {
            float[] expected = new float[GrainFeatures.Count(set)], values = new float[GrainFeatures.Count(set)];
            GrainFeatures.Compute(set, [grain], expected);
            foreach (Orientation s in CubicSymmetry.Operators)
            {
                GrainFeatures.Compute(set, [grain with { Orientation = s * grain.Orientation }], values);
                for (int i = 0; i < values.Length; i++)
                    Assert.Equal(expected[i], values[i], 1e-6f);
            }
        }
    }

    [Fact]
    public void GrainFeatures_CubeAlongAxes_ClosedForm()
    {
        float[] values = new float[43];
        GrainFeatures.Compute(FeatureSet.BishopHill, [new Grain(0, 0, 0, Orientation.Identity)], values);
        // Degree 4: x^4, y^4, z^4 are 1 (places 0, 10, 14 of 15); degree 6: places 0, 21, 27 of 28; all mixed ones 0.
        int[] ones = [0, 10, 14, 15, 36, 42];
        for (int i = 0; i < 43; i++)
            Assert.Equal(ones.Contains(i) ? 1f : 0f, values[i], 1e-7f);
    }

    /// <summary>What training sees along a path is what the evaluator computes step by step.</summary>
    [Theory]
    [InlineData(FeatureSet.Paper)]
    [InlineData(FeatureSet.BishopHill)]
    [InlineData(FeatureSet.Cluster)]
    public void StepFeatureSequence_CompareToEvaluatorStates(FeatureSet set)
    {
        SurrogateModel model = TestModels.Random(set, 1, 8, 3);
        VolumeElement element = VolumeElementGenerator.Random(6, 2);
        MicrostructureContext context = MicrostructureContext.Create(model, element.Grains);
        var evaluator = new ReferenceEvaluator(model);
        double[] state = TestModels.InitialState(context), stress = new double[6];
        const int steps = 12;
        double[] times = new double[steps + 1];
        var stretch = new SymmetricTensor[steps + 1];
        stretch[0] = SymmetricTensor.Identity;
        var random = new RandomStream(5, 0);
        int count = model.Specification.StepFeatureCount;
        float[] features = new float[steps * count], gate = new float[steps];
        for (int t = 1; t <= steps; t++)
        {
            times[t] = times[t - 1] + random.NextDouble(0.1, 2);
            stretch[t] = IsochoricStretch.FromStretch(stretch[t - 1] + 1e-3 * TestModels.Symmetric(random));
        }
        StepFeatureSequence.Compute(model.Specification, Polycrystal.Create(model.Specification, element.Grains), times, stretch, features, gate);
        for (int t = 1; t <= steps; t++)
        {
            double length = state[PointState.PathLengthOffset];
            Assert.Equal(PointStatus.Ok, evaluator.Evaluate(context, TestModels.Components(stretch[t]), times[t] - times[t - 1], state, state, stress, []));
            Span<float> row = features.AsSpan((t - 1) * count, count);
            double offset = set == FeatureSet.Paper ? 1.0 : 0.0;
            Assert.Equal(state[0] + offset, row[0], 1e-6);
            Assert.Equal(Math.Log10(times[t] - times[t - 1]), row[^1], 1e-6);
            if (set != FeatureSet.Paper)
            {
                for (int i = 0; i < 10; i++)
                    Assert.Equal(state[PointState.FadingStrainOffset + i], row[StepFeatures.Layout(set).First(g => g.Name == "e_1").Offset + i], 1e-6);
                double rate = (state[PointState.PathLengthOffset] - length) / (times[t] - times[t - 1]);
                Assert.Equal(Math.Log10(rate / 1e-3), row[^2], 1e-5);
                Assert.Equal(1 - Math.Exp(-state[PointState.PathLengthOffset] / 7e-4), gate[t - 1], 1e-6);
            }
            else
            {
                Assert.Equal(1f, gate[t - 1]);
            }
        }
    }

    [Theory]
    [InlineData(FeatureSet.Paper)]
    [InlineData(FeatureSet.BishopHill)]
    [InlineData(FeatureSet.Cluster)]
    public void Layout_EveryFeatureOnce(FeatureSet set)
    {
        int next = 0;
        foreach (FeatureGroup group in StepFeatures.Layout(set))
        {
            Assert.Equal(next, group.Offset);
            next += group.Length;
        }
        Assert.Equal(StepFeatures.Count(set), next);
    }

    /// <summary>Rotating path and grains by a cube rotation rotates the tensors of the layout and leaves the scalars.</summary>
    [Theory]
    [InlineData(FeatureSet.Paper)]
    [InlineData(FeatureSet.BishopHill)]
    [InlineData(FeatureSet.Cluster)]
    public void Layout_RotatedSample_FeaturesRotateByKind(FeatureSet set)
    {
        ModelSpecification specification = TestModels.Specification(set, 1, 8);
        VolumeElement element = VolumeElementGenerator.Random(6, 2);
        SymmetricTensor[] stretch = [SymmetricTensor.Identity, IsochoricStretch.FromStretch(new(1.002, 0.999, 1.001, 5e-4, -7e-4, 3e-4))];
        float[] expected = Features(specification, element.Grains, stretch);
        foreach (Orientation rotation in CubicSymmetry.Operators)
        {
            Tensor3x3 r = rotation.ToMatrix();
            // O takes sample to crystal components: the rotated grain has O R^T. The centre of rotation is the middle of the cell.
            Grain[] grains = [.. element.Grains.ToArray().Select(g => RotatedGrain(g, r, rotation))];
            float[] values = Features(specification, grains, [.. stretch.Select(u => u.Congruence(r))]);
            foreach (FeatureGroup group in StepFeatures.Layout(set))
            {
                double[] before = [.. expected.Skip(group.Offset).Take(group.Length).Select(v => (double)v)];
                double[] rotated = new double[group.Length];
                if (group.Kind == FeatureKind.SymmetricTensor)
                    SymmetricTensor.FromSpan(before).Congruence(r).ToSpan(rotated);
                else if (group.Kind == FeatureKind.Deviator)
                    DeviatoricVector.FromTensor(DeviatoricVector.FromSpan(before).ToTensor().Congruence(r)).ToSpan(rotated);
                else
                    rotated = before;
                for (int i = 0; i < group.Length; i++)
                    Assert.Equal(rotated[i], values[group.Offset + i], 2e-6);
            }
        }
    }

    internal static Grain RotatedGrain(in Grain grain, in Tensor3x3 r, in Orientation rotation)
    {
        (double x, double y, double z) = (grain.X - 0.5, grain.Y - 0.5, grain.Z - 0.5);
        return new Grain(
            0.5 + r[0, 0] * x + r[0, 1] * y + r[0, 2] * z,
            0.5 + r[1, 0] * x + r[1, 1] * y + r[1, 2] * z,
            0.5 + r[2, 0] * x + r[2, 1] * y + r[2, 2] * z,
            grain.Orientation * rotation.Inverse);
    }

    private static float[] Features(ModelSpecification specification, ReadOnlySpan<Grain> grains, SymmetricTensor[] stretch)
    {
        float[] features = new float[specification.StepFeatureCount];
        StepFeatureSequence.Compute(specification, Polycrystal.Create(specification, grains), [0.0, 1.0], stretch, features, new float[1]);
        return features;
    }

    [Fact]
    public void StepFeatureSequence_TimeGoesBack_Refused()
    {
        SurrogateModel model = TestModels.Random(FeatureSet.BishopHill, 1, 8, 3);
        SymmetricTensor[] stretch = [SymmetricTensor.Identity, new(1.001, 0.9995, 0.9995, 0, 0, 0)];
        InputException e = Assert.Throws<InputException>(() => StepFeatureSequence.Compute(
            model.Specification, Polycrystal.Create(model.Specification, VolumeElementGenerator.Random(2, 1).Grains), [1.0, 0.5], stretch, new float[28], new float[1]));
        Assert.Contains("-0.5", e.Message, StringComparison.Ordinal);
    }
}
