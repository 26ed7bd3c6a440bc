using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;
using UmatSurrogate.Recurrent;
using UmatSurrogate.Training;

namespace UmatSurrogate.Tests;

/// <summary>Rotated finished features are the features of the rotated sample.</summary>
public sealed class SampleRotationTests(TinyDataset tiny) : IClassFixture<TinyDataset>
{
    [Fact]
    public void Rotations_Are24ProperOnes_TheFirstTheIdentity()
    {
        HashSet<Tensor3x3> seen = [];
        foreach (SampleRotation rotation in SampleRotation.Cube)
        {
            Tensor3x3 m = rotation.Matrix;
            Assert.Equal(Tensor3x3.Identity, m * m.Transpose);
            Assert.Equal(1.0, m.Determinant);
            Assert.True(seen.Add(m));
        }

        Assert.Equal(24, seen.Count);
        Assert.Equal(Tensor3x3.Identity, SampleRotation.Cube[0].Matrix);
    }

    [Fact]
    public void Tensors_RotateAsRSRt()
    {
        SymmetricTensor s = new(1.5, -2.25, 0.75, 4.0, -5.5, 6.25);
        Span<double> components = stackalloc double[6];
        foreach (SampleRotation rotation in SampleRotation.Cube)
        {
            SymmetricTensor expected = s.Congruence(rotation.Matrix);
            s.ToSpan(components);
            float[] rotated = [.. components.ToArray().Select(c => (float)c)];
            rotation.RotateSymmetric(rotated);
            expected.ToSpan(components);
            Assert.Equal(components.ToArray().Select(c => (float)c), rotated);

            DeviatoricVector b = DeviatoricVector.FromTensor(s);
            DeviatoricVector expectedB = DeviatoricVector.FromTensor(expected);
            float[] deviator = [(float)b.B1, (float)b.B2, (float)b.B3, (float)b.B4, (float)b.B5];
            rotation.RotateDeviator(deviator);
            double[] want = [expectedB.B1, expectedB.B2, expectedB.B3, expectedB.B4, expectedB.B5];
            Assert.All(want.Zip(deviator), p => Assert.Equal(p.First, p.Second, 5e-6));
        }
    }

    [Theory]
    [InlineData(FeatureSet.Paper)]
    [InlineData(FeatureSet.BishopHill)]
    [InlineData(FeatureSet.Cluster)]
    public void FeaturesOfTheRotatedSample_AreTheRotatedFeatures(FeatureSet set)
    {
        ModelSpecification model = ModelSettings.Unscaled(new() { FeatureSet = set }, new CubicElasticity(106.75e9, 60.41e9, 28.34e9));
        SequenceSet sequences = SequenceSet.Read(tiny.Joined, [0], 1);
        VolumeElementInputs volumeElements = new(tiny.Data.VolumeElements, model);
        int volumeElement = sequences.VolumeElement(0);
        double[] points = [0, 3, 4, 10, 11, 25, 40];
        (double[] times_s, SymmetricTensor[] stretch) = sequences.At(0, points);
        for (int k = 0; k < SampleRotation.Cube.Length; k++)
        {
            SampleRotation rotation = SampleRotation.Cube[k];
            Grain[] grains = [.. tiny.Data.VolumeElements[volumeElement].Grains.ToArray().Select(g => rotation.Rotate(g, default))];
            float[] features = new float[6 * model.StepFeatureCount];
            float[] gate = new float[6];
            StepFeatureSequence.Compute(
                model, Polycrystal.Create(model, grains), times_s, Array.ConvertAll(stretch, u => u.Congruence(rotation.Matrix)), features, gate);
            (float[] rotated, float[] rotatedGate) = SequenceBatch.Features(sequences, new(0, points, rotation), volumeElements, model);
            Assert.All(features.Zip(rotated), p => Assert.Equal(p.First, p.Second, 2e-6f));
            Assert.All(gate.Zip(rotatedGate), p => Assert.Equal(p.First, p.Second, 2e-6f));
        }
    }

    [Theory]
    [InlineData(FeatureSet.BishopHill, CellKind.Gru)]
    [InlineData(FeatureSet.Cluster, CellKind.Gru)]
    [InlineData(FeatureSet.Cluster, CellKind.Lmsc)]
    public void FeaturesUnderAnyRotation_AreTheRotatedFeatures(FeatureSet set, CellKind cell)
    {
        // The rotated sample stands in a rotated box: its grains interact with the rotated tensors.
        ModelSpecification model = ModelSettings.Unscaled(new() { FeatureSet = set, Cell = cell }, new CubicElasticity(106.75e9, 60.41e9, 28.34e9));
        SequenceSet sequences = SequenceSet.Read(tiny.Joined, [0], 1);
        VolumeElementInputs volumeElements = new(tiny.Data.VolumeElements, model);
        ReadOnlySpan<Grain> asTheyAre = tiny.Data.VolumeElements[sequences.VolumeElement(0)].Grains;
        double[] points = [0, 3, 4, 10, 11, 25, 40];
        (double[] times_s, SymmetricTensor[] stretch) = sequences.At(0, points);
        RandomStream random = new(3, 0);
        for (int k = 0; k < 8; k++)
        {
            SampleRotation rotation = SampleRotation.Draw(random);
            Assert.Equal(0.0, (rotation.Matrix * rotation.Matrix.Transpose - Tensor3x3.Identity).Norm, 1e-14);
            Assert.Equal(1.0, rotation.Matrix.Determinant, 1e-14);
            Grain[] grains = [.. asTheyAre.ToArray().Select(g => rotation.Rotate(g, default))];
            GrainInteraction? interaction = set == FeatureSet.Cluster ? GrainInteraction.Create(asTheyAre).Rotated(rotation.Matrix) : null;
            float[] features = new float[6 * model.StepFeatureCount];
            float[] gate = new float[6];
            StepFeatureSequence.Compute(
                model, Polycrystal.Create(model, grains, interaction), times_s, Array.ConvertAll(stretch, u => u.Congruence(rotation.Matrix)), features, gate);
            (float[] rotated, float[] rotatedGate) = SequenceBatch.Features(sequences, new(0, points, rotation), volumeElements, model);
            Assert.All(features.Zip(rotated), p => Assert.Equal(p.First, p.Second, 1e-5f));
            Assert.All(gate.Zip(rotatedGate), p => Assert.Equal(p.First, p.Second, 2e-6f));
        }
    }

    [Fact]
    public void Ranges_HoldAllRotations_AndNoMore()
    {
        // Ub - I and a deviator of one sample; the components of 20 000 rotations fill the ranges to 1 %, but those of a deviator only where its
        // eigenvalues are those of a basis tensor: here of the second one, diag(-1, -1, 2)/sqrt(6).
        FeatureGroup[] layout = [new("U", 0, FeatureKind.SymmetricTensor), new("b", 6, FeatureKind.Deviator), new("log", 11, FeatureKind.Scalar)];
        float[] sample = [0.1f, -0.2f, 0.15f, 0.05f, -0.3f, 0.02f, 0, 0.7f, 0, 0, 0, 5];
        RangeOfComponents closed = new(12), seen = new(12);
        closed.AddRotated(layout, sample);
        RandomStream random = new(8, 0);
        for (int k = 0; k < 20_000; k++)
        {
            float[] rotated = [.. sample];
            SampleRotation.Draw(random).RotateFeatures(layout, rotated);
            seen.Add(rotated);
        }

        for (int c = 0; c < 11; c++)
        {
            double width = closed.Maximum[c] - closed.Minimum[c];
            Assert.InRange(seen.Maximum[c], closed.Maximum[c] - (c is < 6 or 7 ? 0.01 : 0.1) * width, closed.Maximum[c] + 1e-6);
            Assert.InRange(seen.Minimum[c], closed.Minimum[c] - 1e-6, closed.Minimum[c] + (c < 6 ? 0.01 : c == 7 ? 0.3 : 0.1) * width);
        }
        Assert.Equal(-0.7, closed.Minimum[8], 1e-6);
        Assert.Equal(0.7, closed.Maximum[10], 1e-6);
    }

    [Fact]
    public void ScalingAndBatches_UnderAnyRotation_AreSymmetric_AndTheSameOnAnyThreads()
    {
        TrainingSpecification training = new()
        {
            FeatureSet = FeatureSet.Cluster,
            SymmetryAugmentation = SymmetryAugmentation.Any,
            SequencePrefix = 0.25,
            Batch = 8,
            SequencePointsMinimum = 8,
            SequencePointsMaximum = 20,
        };
        (ModelSpecification model, SequenceBatch batch) = Make(1);
        (ModelSpecification again, SequenceBatch second) = Make(2);
        Assert.Equal(model.StepMinimum.ToArray(), again.StepMinimum.ToArray());
        Assert.Equal(model.GrainMaximum.ToArray(), again.GrainMaximum.ToArray());
        Assert.Equal(batch.StepFeatures, second.StepFeatures);
        Assert.Equal(batch.GrainFeatures, second.GrainFeatures);
        Assert.Equal(batch.Stress_MPa, second.Stress_MPa);
        foreach (FeatureGroup group in model.StepLayout)
        {
            for (int c = group.Offset; c < group.Offset + group.Length; c++)
            {
                int first = group.Kind == FeatureKind.SymmetricTensor && c >= 3 ? 3 : group.Offset;
                if (group.Kind == FeatureKind.Deviator || first == 3)
                    Assert.Equal(-model.StepMinimum[c], model.StepMaximum[c]);
                if (group.Kind != FeatureKind.Scalar)
                    Assert.Equal((model.StepMinimum[first], model.StepMaximum[first]), (model.StepMinimum[c], model.StepMaximum[c]));
            }
        }
        // All sequences of the epoch were measured; nothing lies outside.
        Assert.All(batch.StepFeatures, x => Assert.InRange(x, -1.00001f, 1.00001f));
        Assert.All(batch.Stress_MPa.Select((s, i) => (Value: 1e6 * s, Component: i % 6)), s => Assert.InRange(
            s.Value, model.StressMinimum_Pa[s.Component] - 1.0, model.StressMaximum_Pa[s.Component] + 1.0));
        Assert.Equal(model.Trained.StretchMinimum[0], model.Trained.StretchMinimum[2]);
        Assert.Equal(-model.Trained.StretchMinimum[3], model.Trained.StretchMaximum[5]);

        (ModelSpecification Model, SequenceBatch Batch) Make(int threads)
        {
            ModelSpecification unscaled = ModelSettings.Unscaled(training, tiny.Joined.Elasticity);
            SequenceSource source = new(tiny.Joined, [.. tiny.Data.TrainingSamples], 64, training.Batch, threads);
            VolumeElementInputs volumeElements = new(tiny.Data.VolumeElements, unscaled);
            ModelSpecification measured = ModelSettings.Measure(unscaled, training, source, volumeElements, threads);
            SequenceSampler sampler = new(source.Count, source.Steps, source.WindowSequences, training);
            int[] order = sampler.Order(0);
            return (measured, SequenceBatch.Assemble(source.Window(order, 0).Sequences, sampler.Draw(0, order, 1), volumeElements, measured, threads));
        }
    }

    [Fact]
    public void GrainsOfTheRotatedVolumeElement_AreTheSameCrystalsInAnotherFrame()
    {
        Grain grain = new(0.1, 0.6, 0.95, new Orientation(0.5, 0.1, -0.7, 0.3).Normalized);
        foreach (SampleRotation rotation in SampleRotation.Cube)
        {
            Grain rotated = rotation.Rotate(grain, (0.25, 0.5, 0.75));
            // v_crystal = O v = O' R v for every v.
            Tensor3x3 difference = rotated.Orientation.ToMatrix() * rotation.Matrix - grain.Orientation.ToMatrix();
            Assert.Equal(0.0, difference.Norm, 1e-14);
            double[] seed = [grain.X - 0.5, grain.Y - 0.5, grain.Z - 0.5];
            double[] found = [rotated.X, rotated.Y, rotated.Z];
            double[] shift = [0.25, 0.5, 0.75];
            for (int i = 0; i < 3; i++)
            {
                double expected = 0.5 + shift[i];
                for (int j = 0; j < 3; j++)
                    expected += rotation.Matrix[i, j] * seed[j];
                Assert.InRange(found[i], 0.0, 0.9999999999999999);
                Assert.Equal(0.0, Math.IEEERemainder(found[i] - expected, 1.0), 1e-14);
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void TaylorStressOfTheRotatedVolumeElement_IsTheRotatedStress(bool any)
    {
        // The claim behind the augmentation, tested on the simulator itself.
        Data.DatasetSample sample = tiny.Data.ReadSample(0);
        SampleRotation rotation = any ? SampleRotation.Draw(new(11, 0)) : SampleRotation.Cube[13];
        Tensor3x3 R = rotation.Matrix;
        Grain[] grains = [.. tiny.Data.VolumeElements[sample.VolumeElementIndex].Grains.ToArray().Select(g => rotation.Rotate(g, default))];
        SymmetricTensor[] stress = TaylorResponse.Of(
            tiny.Data.Material, new VolumeElement(grains), sample.Times_s, Array.ConvertAll(sample.DeformationGradients, F => R * F * R.Transpose));
        for (int k = 0; k < stress.Length; k += 5)
        {
            SymmetricTensor expected = sample.DeviatoricCauchyStress_Pa[k].Congruence(R);
            Assert.True((stress[k].Deviator - expected).Norm < 100.0, $"{stress[k].Deviator} is not {expected}"); // of 1e8; the data are in single precision
        }
    }
}
