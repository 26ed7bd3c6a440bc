using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;
using UmatSurrogate.Recurrent;
using UmatSurrogate.Training;

namespace UmatSurrogate.Tests;

/// <summary>Rotated finished features are the features of the rotated sample.</summary>
public sealed class CubeRotationTests(TinyDataset tiny) : IClassFixture<TinyDataset>
{
    [Fact]
    public void Rotations_Are24ProperOnes_TheFirstTheIdentity()
    {
        HashSet<Tensor3x3> seen = [];
        foreach (CubeRotation rotation in CubeRotation.All)
        {
            Tensor3x3 m = rotation.Matrix;
            Assert.Equal(Tensor3x3.Identity, m * m.Transpose);
            Assert.Equal(1.0, m.Determinant);
            Assert.True(seen.Add(m));
        }

        Assert.Equal(24, seen.Count);
        Assert.Equal(Tensor3x3.Identity, CubeRotation.All[0].Matrix);
    }

    [Fact]
    public void Tensors_RotateAsRSRt()
    {
        SymmetricTensor s = new(1.5, -2.25, 0.75, 4.0, -5.5, 6.25);
        Span<double> components = stackalloc double[6];
        foreach (CubeRotation rotation in CubeRotation.All)
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
        SequenceSet sequences = SequenceSet.Read(tiny.Data, [0], 1);
        VolumeElementInputs volumeElements = new(tiny.Data.VolumeElements, model);
        int volumeElement = sequences.VolumeElement(0);
        double[] points = [0, 3, 4, 10, 11, 25, 40];
        (double[] times_s, SymmetricTensor[] stretch) = sequences.At(0, points);
        for (int k = 0; k < CubeRotation.All.Length; k++)
        {
            CubeRotation rotation = CubeRotation.All[k];
            Grain[] grains = [.. tiny.Data.VolumeElements[volumeElement].Grains.ToArray().Select(g => rotation.Rotate(g, default))];
            float[] features = new float[6 * model.StepFeatureCount];
            float[] gate = new float[6];
            StepFeatureSequence.Compute(
                model, Polycrystal.Create(model, grains), times_s, Array.ConvertAll(stretch, u => u.Congruence(rotation.Matrix)), features, gate);
            (float[] rotated, float[] rotatedGate) = SequenceBatch.Features(sequences, new(0, points, k), volumeElements, model);
            Assert.All(features.Zip(rotated), p => Assert.Equal(p.First, p.Second, 2e-6f));
            Assert.All(gate.Zip(rotatedGate), p => Assert.Equal(p.First, p.Second, 2e-6f));
        }
    }

    [Fact]
    public void GrainsOfTheRotatedVolumeElement_AreTheSameCrystalsInAnotherFrame()
    {
        Grain grain = new(0.1, 0.6, 0.95, new Orientation(0.5, 0.1, -0.7, 0.3).Normalized);
        foreach (CubeRotation rotation in CubeRotation.All)
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

    [Fact]
    public void TaylorStressOfTheRotatedVolumeElement_IsTheRotatedStress()
    {
        // The claim behind the augmentation, tested on the simulator itself.
        Data.DatasetSample sample = tiny.Data.ReadSample(0);
        CubeRotation rotation = CubeRotation.All[13];
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
