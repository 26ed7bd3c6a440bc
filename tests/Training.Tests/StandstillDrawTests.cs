using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;
using UmatSurrogate.Recurrent;
using UmatSurrogate.Training;

namespace UmatSurrogate.Tests;

/// <summary>Steps in which nothing happens, and what the features say of them.</summary>
public sealed class StandstillDrawTests(TinyDataset tiny) : IClassFixture<TinyDataset>
{
    [Fact]
    public void AddedPoints_RepeatDrawnOnes_OrGoOnByAThousandthAtMost()
    {
        int repeated = 0;
        int vanishing = 0;
        for (ulong seed = 0; seed < 40; seed++)
        {
            int[] drawn = [0, 2, 3, 17, 40];
            double[] points = StandstillDraw.Add(new RandomStream(seed, 0), drawn, 40, 10);
            Assert.Equal(15, points.Length);
            Assert.Equal(0.0, points[0]);
            Assert.Equal(drawn.Select(k => (double)k), points.Where(double.IsInteger).Distinct());
            Assert.All(points.Skip(1).Zip(points), p => Assert.True(p.First >= p.Second));
            Assert.All(points, p => Assert.True(p <= 40 && p - Math.Floor(p) < 1.0001e-3));
            vanishing += points.Count(p => !double.IsInteger(p));
            repeated += points.Count(double.IsInteger) - drawn.Length;
        }

        // 400 tosses of a coin, the last point always repeated (a fifth of them): 160 expected, standard deviation 10.
        Assert.InRange(vanishing, 160 - 50, 160 + 50);
        Assert.Equal(400, vanishing + repeated);
    }

    [Fact]
    public void RepeatedPoint_KeepsStretchStressAndFadingStrain()
    {
        ModelSpecification model = ModelSettings.Unscaled(new(), new CubicElasticity(106.75e9, 60.41e9, 28.34e9));
        model = model with { Trained = TrainedRange.Unbounded with { TimeStepMinimum_s = 0.01, RateMinimum_perSecond = 1e-5 } };
        SequenceSet sequences = SequenceSet.Read(tiny.Joined, [1], 1);
        VolumeElementInputs volumeElements = new(tiny.Data.VolumeElements, model);
        (float[] features, float[] gate) = SequenceBatch.Features(sequences, new(0, [0, 8, 8, 8.0005, 20]), volumeElements, model);
        int n = model.StepFeatureCount;
        Assert.Equal(features[..26], features[n..(n + 26)]); // all but rate and time step
        Assert.Equal(gate[0], gate[1]);
        Assert.Equal(Math.Log10(1e-5 / StepFeatures.RateReference_perSecond), features[n + 26], 1e-3); // rate zero: the smallest trained one
        Assert.Equal(-2.0, features[n + 27], 1e-6);
        for (int i = 0; i < 26; i++)
            Assert.Equal(features[i], features[2 * n + i], 2e-3);

        float[] at = new float[6];
        float[] behind = new float[6];
        sequences.StressAt_MPa(0, 8, at);
        sequences.StressAt_MPa(0, 8.0005, behind);
        Assert.Equal(sequences.Stress_MPa(0)[48..54], at);
        Assert.All(at.Zip(behind), p => Assert.Equal(p.First, p.Second, 0.1f));
    }

    [Fact]
    public void StrainWithoutTime_IsRefused()
    {
        ModelSpecification model = ModelSettings.Unscaled(new(), new CubicElasticity(106.75e9, 60.41e9, 28.34e9));
        SymmetricTensor u = new(1.01, 0.995, 1.0 / 1.01 / 0.995, 0, 0, 0);
        float[] features = new float[2 * model.StepFeatureCount];
        Assert.Throws<InputException>(() => StepFeatureSequence.Compute(
            model, Polycrystal.Create(model, tiny.Data.VolumeElements[0].Grains), [0.0, 1.0, 1.0], [SymmetricTensor.Identity, u, SymmetricTensor.Identity],
            features, new float[2]));
    }
}
