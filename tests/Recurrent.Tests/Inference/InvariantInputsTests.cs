using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;
using UmatSurrogate.Recurrent;

namespace UmatSurrogate.Tests.Recurrent;

/// <summary>Models whose network sees invariants alone. (Tangents and kernels: <see cref="CellTests"/>.)</summary>
public sealed class InvariantInputsTests
{
    private static SurrogateModel Model(FeatureSet features, CellKind cell, Func<ModelSpecification, ModelSpecification>? change = null) =>
        TestModels.Random(TestModels.WithInvariants((change ?? (s => s))(TestModels.Specification(features, 2, 16)), cell), 5);

    /// <summary>
    /// Path, grains and interaction turned by a rotation: the stress is the turned stress, at every step, sub-stepped ones too, and the hidden
    /// state is the same. The interaction is kept in single precision, so that its rotation is exact to 1e-6 alone; without it 1e-9.
    /// </summary>
    [Theory]
    [InlineData(FeatureSet.BishopHill, CellKind.Gru, true, 1e-9)]
    [InlineData(FeatureSet.Cluster, CellKind.Gru, false, 1e-9)]
    [InlineData(FeatureSet.Cluster, CellKind.Linear, false, 1e-9)]
    [InlineData(FeatureSet.Cluster, CellKind.Gru, true, 1e-6)]
    public void RotatedPathAndGrains_RotatedStress(FeatureSet features, CellKind cell, bool interact, double tolerance)
    {
        SurrogateModel model = Model(features, cell, s => interact ? s : s with { Cluster = s.Cluster with { Coupling = [0.0] } });
        Grain[] grains = VolumeElementGenerator.Random(9, 4).Grains.ToArray();
        GrainInteraction interaction = GrainInteraction.Create(grains);
        var evaluator = new ReferenceEvaluator(model);
        var random = new RandomStream(12, 0);
        for (int k = 0; k < 3; k++)
        {
            Orientation rotation = OrientationSampling.Uniform(random);
            Tensor3x3 r = rotation.ToMatrix().Transpose; // orientations are O -> O R^T
            MicrostructureContext context = MicrostructureContext.Create(model, grains, interaction);
            MicrostructureContext turned = MicrostructureContext.Create(
                model, [.. grains.Select(g => g with { Orientation = g.Orientation * rotation })], interaction.Rotated(r));
            double[] state = TestModels.InitialState(context), turnedState = TestModels.InitialState(turned);
            double[] stress = new double[6], turnedStress = new double[6];
            SymmetricTensor stretch = SymmetricTensor.Identity;
            foreach (double increment in new[] { 1e-3, 3e-4, 2e-2, 1e-3, 4e-3, 2e-6 })
            {
                SymmetricTensor direction = TestModels.Symmetric(random);
                stretch += increment / direction.Norm * direction;
                Assert.Equal(PointStatus.Ok, evaluator.Evaluate(context, TestModels.Components(stretch), 0.4, state, state, stress, []));
                Assert.Equal(PointStatus.Ok, evaluator.Evaluate(turned, TestModels.Components(stretch.Congruence(r)), 0.4, turnedState, turnedState, turnedStress, []));
                double[] expected = TestModels.Components(SymmetricTensor.FromSpan(stress).Congruence(r));
                double scale = expected.Max(Math.Abs);
                for (int c = 0; c < 6; c++)
                    Assert.InRange(turnedStress[c] - expected[c], -tolerance * scale, tolerance * scale);
                for (int i = PointState.HiddenOffset; i < PointState.HiddenOffset + model.Specification.HiddenCount; i++)
                    Assert.InRange(turnedState[i] - state[i], -tolerance, tolerance);
            }
        }
    }

    /// <summary>Inputs are the scalars and the products, outputs the coefficients; the state holds no more than that of other inputs.</summary>
    [Theory]
    [InlineData(FeatureSet.Cluster, 58, 10)]
    [InlineData(FeatureSet.BishopHill, 12, 4)]
    public void Sizes(FeatureSet features, int inputs, int outputs)
    {
        ModelSpecification s = Model(features, CellKind.Gru).Specification;
        Assert.Equal(inputs, s.NetworkInputCount);
        Assert.Equal(outputs, s.OutputCount);
        Assert.Equal(s.StepFeatureCount, s.StepLayout[^1].Offset + 1);
        Assert.Equal(s.StepFeatureCount, s.StepLayout.Sum(g => g.Length));
        Assert.All(s.StepLayout.Where(g => g.Offset >= s.NetworkInputOffset), g => Assert.Equal(FeatureKind.Scalar, g.Kind));
        Assert.Equal((s with { Inputs = InputKind.Components }).StateSize, s.StateSize);
    }

    /// <summary>The products as features: T_i : T_j of the tensors in full, for a step along a path.</summary>
    [Fact]
    public void Products_AreThoseOfTheTensors()
    {
        ModelSpecification s = Model(FeatureSet.Cluster, CellKind.Gru).Specification;
        Polycrystal grains = Polycrystal.Create(s, VolumeElementGenerator.Random(6, 2).Grains);
        SymmetricTensor[] stretch = [SymmetricTensor.Identity, IsochoricStretch.FromStretch(new(1.004, 0.999, 0.998, 1e-3, -2e-3, 5e-4))];
        float[] features = new float[s.StepFeatureCount];
        StepFeatureSequence.Compute(s, grains, [0.0, 1.0], stretch, features, new float[1]);
        FeatureGroup[] tensors = [.. s.StepLayout.Where(g => g.Kind == FeatureKind.Deviator)];
        int next = StepFeatures.Count(s.Features);
        for (int i = 0; i < tensors.Length; i++)
        {
            for (int j = i; j < tensors.Length; j++)
            {
                Tensor3x3 product = Tensor(tensors[i]).ToTensor() * Tensor(tensors[j]).ToTensor();
                Assert.Equal($"{tensors[i].Name} : {tensors[j].Name}", s.StepLayout.Single(g => g.Offset == next).Name);
                Assert.Equal(product[0, 0] + product[1, 1] + product[2, 2], features[next++], 2e-6);
            }
        }
        Assert.Equal(s.StepFeatureCount, next);

        SymmetricTensor Tensor(FeatureGroup group) =>
            DeviatoricVector.FromSpan([.. features.AsSpan(group.Offset, 5).ToArray().Select(v => (double)v)]).ToTensor();
    }

    [Fact]
    public void SaveAndLoad_SameModel_AndNothingInOtherFiles()
    {
        string folder = Directory.CreateTempSubdirectory("umat-surrogate-invariants").FullName;
        try
        {
            string file = Path.Combine(folder, "m.safetensors");
            SurrogateModel model = Model(FeatureSet.Cluster, CellKind.Gru);
            model.Save(file);
            SurrogateModel loaded = SurrogateModel.Load(file);
            Assert.Equal(model.ContentHash, loaded.ContentHash);
            Assert.Equal(InputKind.Invariants, loaded.Specification.Inputs);
            Assert.Contains("u0022inputs", File.ReadAllText(file), StringComparison.Ordinal);
            TestModels.Random(FeatureSet.Cluster, 2, 8, 3).Save(file);
            Assert.DoesNotContain("u0022inputs", File.ReadAllText(file), StringComparison.Ordinal);
            Assert.Equal(InputKind.Components, SurrogateModel.Load(file).Specification.Inputs);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>What does not go together with invariants is refused, with the reason and what to do.</summary>
    [Fact]
    public void WhatIsNotInvariant_IsRefused()
    {
        ModelSpecification good = Model(FeatureSet.Cluster, CellKind.Gru).Specification;
        Refused("paper", TestModels.Specification(FeatureSet.Paper, 2, 8) with { Inputs = InputKind.Invariants, TensorBasis = true, Grains = GrainMapping.None });
        Refused("increment", good with { Cell = CellKind.Lmsc });
        Refused("grains: none", good with { Grains = GrainMapping.Both });
        Refused("tensor_basis", good with { TensorBasis = false });
        Refused("symmetric", good with { StepMinimum = good.StepMinimum.SetItem(20, -9.0) });
        Refused("symmetric", good with { StressMinimum_Pa = good.StressMinimum_Pa.SetItem(4, -9.0) });

        static void Refused(string word, ModelSpecification specification) =>
            Assert.Contains(word, Assert.Throws<InputException>(() => TestModels.Random(specification, 1)).Message, StringComparison.Ordinal);
    }
}
